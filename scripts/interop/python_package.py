"""Networks of PyTorch, Keras and scikit-learn, handed over by the Python package, predict here what they predict there.

Run: python_package.py TOOL DIRECTORY, in an environment with the package nnmodel and the three others.
"""

import os
import subprocess
import sys
import warnings

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras  # noqa: E402
import nnmodel  # noqa: E402
import numpy  # noqa: E402
import torch  # noqa: E402
from sklearn.datasets import load_iris  # noqa: E402
from sklearn.neural_network import MLPClassifier, MLPRegressor  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402

TOLERANCE = 1e-6


def main(tool, directory):
    faults = 0
    for name, model, rows, expected in [*of_torch(), *of_keras(), *of_sklearn()]:
        path, table = os.path.join(directory, f"{name}.nnmodel"), os.path.join(directory, f"{name}.csv")
        nnmodel.save(path, model)
        numpy.savetxt(table, rows, delimiter=",", fmt="%.17g")
        subprocess.run([tool, "verify", path], check=True, stdout=subprocess.DEVNULL)
        told = subprocess.run([tool, "predict", "--raw", "--no-header", path, table], check=True, capture_output=True, text=True)
        found = numpy.array([[float(number) for number in line.split(",")] for line in told.stdout.split()])
        distance = numpy.abs(found - expected).max() / max(1, numpy.abs(expected).max())
        print(f"{name}: {len(rows)} rows, at most {distance:.1e} away")
        faults += not distance <= TOLERANCE
    faults += tensors(tool, directory)
    return 1 if faults else 0


def of_torch():
    torch.manual_seed(0)
    nn = torch.nn
    plain = [nn.ReLU(), nn.Sigmoid(), nn.Tanh(), nn.LeakyReLU(0.02), nn.ELU(), nn.GELU(), nn.GELU("tanh"), nn.SiLU(), nn.Softplus()]
    each = [layer for one in plain for layer in (nn.Linear(6, 6), one)]
    models = {
        "torch-activations": nn.Sequential(*each, nn.Linear(6, 3, bias=False), nn.Softmax(dim=1)),
        "torch-norms": nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.2),
                                     nn.Sequential(nn.Linear(8, 8), nn.LayerNorm(8)), nn.Identity(), nn.Linear(8, 2)),
    }
    for name, model in models.items():
        with torch.no_grad():
            model.train()
            for _ in range(5):
                model(torch.randn(32, 6))
            model.eval()
            rows = torch.randn(50, 6)
            yield name, model, rows.numpy(), model(rows).numpy()


def of_keras():
    keras.utils.set_random_seed(0)
    layers = keras.layers
    model = keras.Sequential([
        keras.Input((6,)), layers.Dense(7, activation="tanh"), layers.BatchNormalization(), layers.Dropout(0.1),
        layers.Dense(5, activation="silu"), layers.Dense(4, use_bias=False), layers.LeakyReLU(negative_slope=0.1),
        layers.LayerNormalization(), layers.Dense(3, activation="softmax")])
    rows = numpy.random.default_rng(0).standard_normal((50, 6), numpy.float32)
    yield "keras", model, rows, model.predict(rows, verbose=0)


def of_sklearn():
    warnings.simplefilter("ignore")
    rows, species = load_iris(return_X_y=True)
    classifier = make_pipeline(StandardScaler(), MLPClassifier(hidden_layer_sizes=(10,), max_iter=100, random_state=1)).fit(rows, species)
    yield "sklearn-classes", classifier, rows, classifier.predict_proba(rows)
    two = MLPClassifier(hidden_layer_sizes=(6,), activation="logistic", max_iter=50, random_state=1).fit(rows, species > 0)
    yield "sklearn-two-classes", two, rows, two.predict_proba(rows)[:, 1:]
    values = MLPRegressor(hidden_layer_sizes=(6, 4), activation="tanh", max_iter=50, random_state=1).fit(rows, species)
    yield "sklearn-values", values, rows, values.predict(rows)[:, None]


def tensors(tool, directory):
    """Every element type there and back, and by the tool's own digest."""
    path, faults = os.path.join(directory, "tensors.nnmodel"), 0
    generator = numpy.random.default_rng(1)
    every = {str(kind): generator.integers(0, 2, (3, 5)).astype(kind) for kind in
             ("f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "?", "c8", ">f4", ">i8")}
    every["empty"], every["scalar"] = numpy.zeros((0, 4), "f4"), numpy.float64(7)
    every["large"] = generator.standard_normal(400_000).astype("f4")
    state = {"bf16": torch.randn(9, 9).bfloat16(), "transposed": torch.randn(4, 6).T, "fp8": torch.randn(8).to(torch.float8_e4m3fn)}
    nnmodel.save(path, {**every, **state})
    model = nnmodel.load(path)
    digest = subprocess.run([tool, "digest", path], check=True, capture_output=True, text=True).stdout.split()[0]
    faults += digest != model.digest
    arrays = nnmodel.arrays(model)
    for name, array in every.items():
        faults += not (numpy.array_equal(arrays[name], array) and arrays[name].shape == numpy.shape(array))
    for name, tensor in state.items():
        faults += not numpy.array_equal(arrays[name].astype("f4"), tensor.float().numpy())
    print(f"tensors: {len(every) + len(state)}, {faults} of them other than they were")
    for bad in (torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3)), object(), torch.nn.ReLU()):
        try:
            nnmodel.save(os.path.join(directory, "bad.nnmodel"), bad)
            faults += 1
        except TypeError as error:
            print(f"refused: {error}")
    return faults


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

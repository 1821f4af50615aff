"""Writes Fixtures/peers/onnx/forms/: the forms in which PyTorch and scikit-learn write layers as ONNX.

    pip install torch==2.13.0 onnx==1.23.2 onnxscript==0.7.2 onnxruntime==1.32.0 skl2onnx==1.20.0 scikit-learn==1.9.1
    python3 Fixtures/generator/onnx_forms.py

Each is a small network that the program's own exporter wrote, untrained but for scikit-learn's, whose seeds are fixed.
`index.json` has rows and what ONNX Runtime made of them. Only the places in sources that PyTorch notes are cut off.
"""
import json
import pathlib
import warnings

import numpy as np
import onnx
import onnxruntime
import torch
from skl2onnx import to_onnx
from sklearn.datasets import load_iris
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from torch import nn

FOLDER = pathlib.Path(__file__).parents[1] / "peers" / "onnx" / "forms"
ROWS = 4
warnings.filterwarnings("ignore")


class Shaped(nn.Module):
    """A network that shapes its input and output as the last argument says."""

    def __init__(self, before, after, inputs=5, outputs=2):
        super().__init__()
        self.first, self.second = nn.Linear(inputs, 4), nn.Linear(4, outputs)
        self.before, self.after = before, after

    def forward(self, x):
        return self.after(self.second(torch.sigmoid(self.first(self.before(x)))))


def mlp(activation):
    return nn.Sequential(nn.Linear(5, 4), activation, nn.Linear(4, 3))


def normed():
    network = nn.Sequential(
        nn.BatchNorm1d(5), nn.Linear(5, 7), nn.BatchNorm1d(7), nn.ReLU(), nn.Linear(7, 6, bias=False),
        nn.LayerNorm(6), nn.GELU(), nn.Dropout(0.5), nn.Linear(6, 3), nn.Softmax(dim=-1))
    for module in network:
        if isinstance(module, nn.BatchNorm1d):
            module.running_mean.uniform_(-1, 1)
            module.running_var.uniform_(0.5, 2)
    return network


def of_torch(name, network, opset, dynamo, shape=(ROWS, 5), dtype=torch.float32):
    network = network.to(dtype).eval()
    arguments = (torch.randn(shape).to(dtype),)
    free = {"dynamic_shapes": ({0: torch.export.Dim("batch")},)} if dynamo else {
        "dynamic_axes": {"input": {0: "batch"}, "output": {0: "batch"}}}
    path = FOLDER / f"torch_{name}.onnx"
    torch.onnx.export(network, arguments, str(path), opset_version=opset, dynamo=dynamo, input_names=["input"],
                      output_names=["output"], external_data=False, verbose=False, **free)
    model = onnx.load(str(path))
    for part in [model.graph, *model.graph.node, *model.graph.value_info, *model.graph.input, *model.graph.output,
                 *model.graph.initializer]:
        del part.metadata_props[:]
    onnx.save(model, str(path))


def of_sklearn(name, network, inputs, targets, **options):
    network.fit(inputs, targets)
    model = to_onnx(network, inputs[:1], options=options or None)
    (FOLDER / f"sklearn_{name}.onnx").write_bytes(model.SerializeToString())


def write_all():
    torch.manual_seed(0)
    scripted = {
        "elu": nn.ELU(), "gelu": nn.GELU(), "gelu_tanh": nn.GELU(approximate="tanh"), "leaky_relu": nn.LeakyReLU(0.2),
        "sigmoid": nn.Sigmoid(), "silu": nn.SiLU(), "softmax": nn.Softmax(dim=1), "softplus": nn.Softplus()}
    for name, activation in scripted.items():
        of_torch(f"{name}_script_13", mlp(activation), 13, False)
    for name in ["gelu", "gelu_tanh", "silu", "softplus"]:
        of_torch(f"{name}_dynamo_18", mlp(scripted[name]), 18, True)
    for name in ["gelu", "gelu_tanh"]:
        of_torch(f"{name}_dynamo_20", mlp(scripted[name]), 20, True)
    of_torch("norms_script_11", normed(), 11, False)
    of_torch("norms_script_17", normed(), 17, False)
    of_torch("norms_dynamo_18", normed(), 18, True)
    same = lambda x: x
    of_torch("view_script_13", Shaped(same, lambda x: x.view(x.size(0), -1)), 13, False)
    of_torch("squeeze_script_17", Shaped(same, lambda x: x.squeeze(1), outputs=1), 17, False)
    of_torch("squeeze_dynamo_18", Shaped(same, lambda x: x.squeeze(1), outputs=1), 18, True)
    of_torch("flatten_script_17", Shaped(lambda x: torch.flatten(x, 1), same, inputs=6), 17, False, (ROWS, 2, 3))
    of_torch("pixels_script_17", Shaped(lambda x: (torch.flatten(x, 1) / 255 - 0.5) / 0.25, same, inputs=6), 17, False,
             (ROWS, 2, 3))
    of_torch("no_bias_script_17", nn.Sequential(nn.Linear(5, 4, bias=False), nn.Tanh(), nn.Linear(4, 3, bias=False)),
             17, False)
    of_torch("half_script_17", mlp(nn.Tanh()), 17, False, dtype=torch.float16)
    of_torch("double_dynamo_18", mlp(nn.Tanh()), 18, True, dtype=torch.float64)

    inputs, targets = load_iris(return_X_y=True)
    inputs = inputs.astype(np.float32)
    settings = {"hidden_layer_sizes": (6,), "max_iter": 40, "random_state": 0}
    of_sklearn("dictionaries", MLPClassifier(**settings), inputs, targets)
    of_sklearn("two_classes", MLPClassifier(**settings), inputs[:100], targets[:100], zipmap=False)
    of_sklearn("standard_scaler", make_pipeline(StandardScaler(), MLPClassifier(**settings)), inputs, targets,
               zipmap=False)
    of_sklearn("min_max_scaler", make_pipeline(MinMaxScaler(), MLPRegressor(**settings)), inputs[:, :3], inputs[:, 3])
    of_sklearn("two_values", MLPRegressor(activation="logistic", **settings), inputs[:, :2], inputs[:, 2:])


def answers(path):
    session = onnxruntime.InferenceSession(str(path))
    given = session.get_inputs()[0]
    generator = np.random.default_rng(0)
    dtype = {"tensor(float)": np.float32, "tensor(double)": np.float64, "tensor(float16)": np.float16}[given.type]
    rows = generator.standard_normal([ROWS, *given.shape[1:]]).astype(dtype)
    outputs = [o for o in session.run(None, {given.name: rows}) if isinstance(o, list) or o.dtype.kind == "f"]
    expected = outputs[0]
    if isinstance(expected, list):
        expected = np.array([[row[label] for label in sorted(row)] for row in expected])
    return {"file": path.name, "inputs": rows.astype(float).ravel().tolist(),
            "expected": expected.astype(float).ravel().tolist(), "tolerance": 2e-3 if dtype == np.float16 else 2e-6}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    write_all()
    index = [answers(path) for path in sorted(FOLDER.glob("*.onnx"))]
    (FOLDER / "index.json").write_text(json.dumps(index, indent=0) + "\n")

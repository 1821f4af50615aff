"""The Python and the command lines of the articles work, word for word, with the models that they speak of.

Run: articles.py TOOL DIRECTORY, in an environment with the package nnmodel and the libraries that hand models over.
"""

import os
import re
import subprocess
import sys
import warnings

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras  # noqa: E402
import numpy  # noqa: E402
import safetensors.torch  # noqa: E402
import torch  # noqa: E402
from sklearn.datasets import load_iris  # noqa: E402
from sklearn.neural_network import MLPClassifier  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402

ARTICLES = os.path.join(os.path.dirname(__file__), "..", "..", "Sources", "Interchange", "Interchange.docc")


def of_torch():
    """The model of the first block; the files of the second way."""
    torch.manual_seed(1)
    layers = torch.nn
    deep = layers.Sequential(layers.Linear(6, 128), layers.BatchNorm1d(128), layers.ReLU(), layers.Linear(128, 10), layers.Softmax(1))
    torch.save({f"net.{name}": tensor for name, tensor in deep.eval().state_dict().items()}, "checkpoint.pt")
    model = layers.Sequential(layers.Linear(6, 8), layers.ReLU(), layers.Linear(8, 10), layers.Softmax(1))
    safetensors.torch.save_file(model.state_dict(), "model.safetensors")
    before = [tensor.clone() for tensor in model[0].parameters()]

    def check():
        assert all(torch.equal(a, b) for a, b in zip(before, model[0].parameters())), "the weights came back as others"
    return {"model": model}, check


def of_keras():
    model = keras.Sequential([keras.Input((6,)), keras.layers.Dense(10, activation="softmax")])
    before = model.layers[0].get_weights()

    def check():
        assert all((a == b).all() for a, b in zip(before, model.layers[0].get_weights()))
    return {"model": model, "dense": model.layers[0]}, check


def of_sklearn():
    data = load_iris()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pipeline = make_pipeline(StandardScaler(), MLPClassifier((7,), max_iter=50, random_state=0)).fit(data.data, data.target)
    before = pipeline.predict_proba(data.data)

    def check():
        assert numpy.allclose(before, pipeline.predict_proba(data.data), rtol=0, atol=1e-12)
    return {"pipeline": pipeline, "perceptron": pipeline[-1]}, check


def main(tool, directory):
    for article, prepare in [("FromPyTorch", of_torch), ("FromKeras", of_keras), ("FromScikitLearn", of_sklearn)]:
        place = os.path.join(directory, article)
        os.makedirs(place)
        os.chdir(place)
        names, check = prepare()
        with open(os.path.join(ARTICLES, f"{article}.md"), encoding="utf-8") as file:
            text = file.read()
        done = 0
        # Commands and blocks, in the order in which a reader comes to them.
        for command, block in re.findall(r"^    (nnmodel [^\n]*)$|^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            if block:
                exec(block, names)  # noqa: S102, our own article
            else:
                subprocess.run(["bash", "-c", 'nnmodel() { "$TOOL" "$@"; }; ' + command], check=True,
                               env={**os.environ, "TOOL": tool}, stderr=subprocess.DEVNULL)
            done += 1
        check()
        print(f"{article}: {done} blocks and commands, and the model is the same behind them")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], os.path.abspath(sys.argv[2])))

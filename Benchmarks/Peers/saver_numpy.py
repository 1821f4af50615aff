"""NumPy's npz, plain and with zlib at level 6; and JSON, for networks of a few numbers."""

import json

import numpy
from saver import Saver, Variant, serve


def load(path):
    with numpy.load(path) as file:
        return {name: file[name] for name in file}


# By a file object, since a name would have .npz appended.
def savez(tensors, path):
    with open(path, "wb") as file:
        numpy.savez(file, **tensors)


def savez_compressed(tensors, path):
    with open(path, "wb") as file:
        numpy.savez_compressed(file, **tensors)


def save_json(tensors, path):
    with open(path, "w", encoding="ascii") as file:
        json.dump({name: tensor.tolist() for name, tensor in tensors.items()}, file)


def load_json(path):
    with open(path, encoding="ascii") as file:
        return {name: numpy.array(values, numpy.float32) for name, values in json.load(file).items()}


variants = {"savez": Variant(savez, load), "savez_compressed": Variant(savez_compressed, load),
            "json": Variant(save_json, load_json)}
serve("numpy", numpy.__version__, "", Saver(variants).answer)

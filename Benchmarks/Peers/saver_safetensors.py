"""safetensors without PyTorch."""

import importlib.metadata

import ml_dtypes
from safetensors import safe_open
from safetensors.numpy import load_file, save_file
from saver import Saver, Variant, serve


def map_all(path):
    with safe_open(path, framework="np") as file:
        return [file.get_slice(name) for name in file.keys()]


def map_one(path, name):
    with safe_open(path, framework="np") as file:
        return file.get_tensor(name)


def prepare(array):
    return array.view(ml_dtypes.bfloat16) if array.dtype == "uint16" else array


def plain(array):
    return array.view("uint16") if array.dtype == ml_dtypes.bfloat16 else array


variants = {"safetensors": Variant(save_file, load_file, map_all, map_one)}
serve("safetensors", importlib.metadata.version("safetensors"), "", Saver(variants, prepare, plain).answer)

"""PyTorch: its own files, and safetensors."""

import torch
from saver import Saver, Variant, serve


def load(path):
    return torch.load(path, weights_only=True)


def prepare(array):
    tensor = torch.from_numpy(array.view("int16") if array.dtype == "uint16" else array)
    return tensor.view(torch.bfloat16) if array.dtype == "uint16" else tensor


def plain(tensor):
    return (tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor).numpy()


variants = {"torch.save": Variant(torch.save, load)}
try:
    from safetensors import safe_open
    from safetensors.torch import load_file, save_file

    def load_copies(path):
        """The file is mapped; only copies are in memory of their own."""
        return {name: tensor.clone() for name, tensor in load_file(path).items()}

    def map_one(path, name):
        with safe_open(path, framework="pt") as file:
            return file.get_tensor(name).clone()

    variants["safetensors, torch"] = Variant(save_file, load_copies, load_file, map_one)
except ImportError:
    pass
serve("torch", torch.__version__, "", Saver(variants, prepare, plain).answer)

"""Files that the tool writes as safetensors hold for the peer what ours hold, and the peer's come back to the same content.

Run: safetensors_files.py TOOL DIRECTORY, in an environment with safetensors, NumPy, PyTorch and the package nnmodel.
"""

import os
import subprocess
import sys

import nnmodel
import numpy
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file


def main(tool, directory):
    def run(*words):
        return subprocess.run([tool, *words], check=True, capture_output=True, text=True).stdout

    def place(name):
        return os.path.join(directory, name)

    generator = numpy.random.default_rng(7)
    kinds = ["f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "?", "c8"]
    tensors = {f"of.{kind}": generator.integers(0, 2, (5, 3)).astype(kind) for kind in kinds}
    tensors["large"] = generator.standard_normal((700, 900)).astype("f4")
    tensors["empty"] = numpy.zeros((0, 3), "f4")
    tensors["scalar"] = numpy.float32(-0.0)
    tensors["bf16"] = torch.randn(33).bfloat16()
    nnmodel.save(place("a.nnmodel"), tensors, metadata={"title": "Réseau 数字"})
    run("load", place("a.nnmodel"), "-o", place("a.safetensors"))
    found, faults = load_file(place("a.safetensors")), 0
    for name, tensor in tensors.items():
        expected = tensor if isinstance(tensor, torch.Tensor) else torch.from_numpy(numpy.array(tensor))
        same = found[name].dtype == expected.dtype and found[name].shape == expected.shape
        faults += not (same and torch.equal(found[name], expected))
    with safe_open(place("a.safetensors"), framework="pt") as file:
        faults += file.metadata() != {"title": "Réseau 数字"}
    # What the peer writes of it packs again to the same tensors.
    save_file(found, place("b.safetensors"), metadata={"title": "Réseau 数字"})
    run("save", place("b.safetensors"), "-o", place("b.nnmodel"))
    first, second = nnmodel.load(place("a.nnmodel")), nnmodel.load(place("b.nnmodel"))
    faults += first.tensors != second.tensors or first.header["metadata"] != second.header["metadata"]
    print(f"{len(tensors)} tensors through safetensors and back, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

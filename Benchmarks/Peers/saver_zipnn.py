"""ZipNN: all tensors as one run of bytes, which is its best case, and the names and shapes before it."""

import importlib.metadata
import json
import os
import sys

import numpy
from saver import Saver, Variant, serve
from zipnn import ZipNN


def codec(kind):
    return ZipNN(input_format="byte", bytearray_dtype={"float32": "float32", "uint16": "bfloat16"}[kind],
                 threads=int(sys.argv[1]))


def save(tensors, path):
    front = json.dumps([[name, str(one.dtype), one.shape] for name, one in tensors.items()]).encode()
    joined = b"".join([memoryview(one.reshape(-1).view(numpy.uint8)) for one in tensors.values()])
    with open(path, "wb") as file:
        file.write(len(front).to_bytes(8, "little") + front)
        file.write(codec(str(next(iter(tensors.values())).dtype)).compress(joined))


def load(path):
    with open(path, "rb") as file:
        front = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        joined = codec(front[0][1]).decompress(file.read())
    tensors, position = {}, 0
    for name, kind, shape in front:
        count = int(numpy.prod(shape))
        tensors[name] = numpy.frombuffer(joined, kind, count, position).reshape(shape)
        position += tensors[name].nbytes
    return tensors


# It prints on standard output, which is for answers alone.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
sys.stdout = answers
serve("zipnn", importlib.metadata.version("zipnn"), "", Saver({"zipnn": Variant(save, load)}).answer)

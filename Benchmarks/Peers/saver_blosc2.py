"""Blosc2 with zstd over shuffled bytes, a tensor at a time, behind its length."""

import json
import sys

import blosc2
import numpy
from saver import Saver, Variant, serve

THREADS = int(sys.argv[1])


def variant(level):
    def save(tensors, path):
        front = json.dumps([[name, str(one.dtype), one.shape] for name, one in tensors.items()]).encode()
        with open(path, "wb") as file:
            file.write(len(front).to_bytes(8, "little") + front)
            for one in tensors.values():
                packed = blosc2.compress2(one.reshape(-1), codec=blosc2.Codec.ZSTD, clevel=level,
                                          typesize=one.itemsize, filters=[blosc2.Filter.SHUFFLE], nthreads=THREADS)
                file.write(len(packed).to_bytes(8, "little"))
                file.write(packed)

    def load(path):
        tensors = {}
        with open(path, "rb") as file:
            for name, kind, shape in json.loads(file.read(int.from_bytes(file.read(8), "little"))):
                tensors[name] = numpy.empty(shape, kind)
                blosc2.decompress2(file.read(int.from_bytes(file.read(8), "little")), nthreads=THREADS,
                                   dst=tensors[name].reshape(-1))
        return tensors

    return Variant(save, load)


variants = {"blosc2 zstd%d" % level: variant(level) for level in (1, 5)}
serve("blosc2", blosc2.__version__, "", Saver(variants).answer)

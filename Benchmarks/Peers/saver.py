"""What the peers that save and load share: the tensors, the clock, the memory, and how they are asked.

A peer says on its first line what it is, as JSON, and then reads a request a line, words between tabs: an action,
a variant, the safetensors file that holds the tensors, the file to write or read, perhaps more. It answers with JSON,
seconds or bytes, and an empty line. The program that asks stops it in between.
"""

import ctypes
import gc
import json
import os
import statistics
import sys
import time

SMALL_ROUNDS = 200
SHORT_ROUNDS = 21


class Variant:
    """A way of a library to save and load. What a load gives is a dictionary of its tensors, in memory of their own."""

    def __init__(self, save, load, map_all=None, map_one=None):
        self.save, self.load, self.map_all, self.map_one = save, load, map_all, map_one


def read_tensors(path):
    """The tensors of a safetensors file, read with NumPy alone; bfloat16 as uint16."""
    import numpy
    kinds = {"F32": numpy.float32, "BF16": numpy.uint16}
    with open(path, "rb") as file:
        size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(size))
        tensors = {}
        for name, entry in header.items():
            if name != "__metadata__":
                begin, end = entry["data_offsets"]
                file.seek(8 + size + begin)
                tensors[name] = numpy.frombuffer(file.read(end - begin), kinds[entry["dtype"]]).reshape(
                    entry["shape"]).copy()
    return tensors


def small_tensors():
    """A network with 2 inputs, 4 hidden units and an output."""
    import numpy
    generator = numpy.random.default_rng(0)
    shapes = {"layers.0.weight": (4, 2), "layers.0.bias": (4,), "layers.1.weight": (1, 4), "layers.1.bias": (1,)}
    return {name: generator.random(shape, dtype=numpy.float32) - numpy.float32(0.5) for name, shape in shapes.items()}


def seconds(work):
    """How long, and what came of it."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def flush(path):
    """Has a file on the disk."""
    file = os.open(path, os.O_RDONLY)
    os.fsync(file)
    os.close(file)


def trim():
    """Gives unused memory back, so that what comes starts on fresh pages."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)


def memory(field):
    with open("/proc/self/status", encoding="ascii") as file:
        return next(1024 * int(line.split()[1]) for line in file if line.startswith(field + ":"))


def memory_above(work):
    """The most bytes that this process holds meanwhile, above what it held before."""
    trim()
    with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
        file.write("5")
    before = memory("VmRSS")
    result = work()
    return memory("VmHWM") - before, result


class Saver:
    """Answers requests by a library's variants.

    `prepare` turns a NumPy array into the library's tensor; `plain` turns that into an array again.
    """

    def __init__(self, variants, prepare=lambda array: array, plain=lambda tensor: tensor):
        self.variants, self.prepare, self.plain = variants, prepare, plain
        self.dataset, self.tensors = None, None

    def use(self, dataset):
        if dataset != self.dataset:
            self.tensors = None
            self.tensors = {name: self.prepare(array) for name, array in read_tensors(dataset).items()}
            self.dataset = dataset

    def raw(self, tensor):
        return memoryview(self.plain(tensor).reshape(-1)).cast("B")

    def check(self, found, expected):
        if found.keys() != expected.keys():
            raise ValueError("other tensors than were saved")
        for name, tensor in expected.items():
            if self.raw(found[name]) != self.raw(tensor):
                raise ValueError("%s is not what was saved" % name)

    def answer(self, action, variant, dataset, path, *more):
        way = self.variants[variant]
        if action == "save":
            self.use(dataset)
            trim()
            saving, _ = seconds(lambda: way.save(self.tensors, path))
            flushing, _ = seconds(lambda: flush(path))
            return {"save": saving, "fsync": flushing}
        if action == "load":
            trim()
            return {"load": seconds(lambda: way.load(path))[0]}
        if action == "check":
            self.use(dataset)
            self.check(way.load(path), self.tensors)
            return {}
        if action == "map":
            return {"map": statistics.median(seconds(lambda: way.map_all(path))[0] for _ in range(SHORT_ROUNDS))}
        if action == "map-tensor":
            return {"map-tensor": statistics.median(
                seconds(lambda: way.map_one(path, more[0]))[0] for _ in range(SHORT_ROUNDS))}
        if action == "memory-save":
            self.use(dataset)
            return {"bytes": memory_above(lambda: way.save(self.tensors, path))[0]}
        if action == "memory-load":
            above, kept = memory_above(lambda: way.load(path))
            return {"bytes": above - sum(len(self.raw(tensor)) for tensor in kept.values())}
        if action == "small":
            return self.small(way, path)
        raise ValueError("unknown action " + action)

    def small(self, way, path):
        tensors = {name: self.prepare(array) for name, array in small_tensors().items()}
        saves, loads = [], []
        for _ in range(SMALL_ROUNDS):
            saves.append(seconds(lambda: way.save(tensors, path))[0])
            time_, found = seconds(lambda: way.load(path))
            loads.append(time_)
            self.check(found, tensors)
            os.unlink(path)
        return {"save": statistics.median(saves), "load": statistics.median(loads)}


def serve(name, version, detail, answer):
    """`answer(*words)` gives a dictionary."""
    print(json.dumps({"name": name, "version": version, "detail": detail}), flush=True)
    gc.collect()
    gc.freeze()
    gc.disable()
    for line in sys.stdin:
        try:
            print(json.dumps(answer(*line.rstrip("\n").split("\t"))))
        except Exception as error:  # a peer that fails in one request is asked others all the same
            print(json.dumps({"error": "%s: %s" % (type(error).__name__, error)}))
        print(flush=True)

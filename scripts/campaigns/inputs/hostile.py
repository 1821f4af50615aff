"""Model files of at most 1 KiB that are made to take as much memory as the format lets them."""

import json
import math
import zlib

from inputs.anatomy import PRELUDE, SIZES, Chunk, Parts

LIMIT = 1024


def file(header, chunks=(), chunk_size=1 << 20, stored=None):
    """A file that is right around a header, and around chunks: pairs of a tensor's element type and its raw bytes."""
    parts = Parts.__new__(Parts)
    parts.told = {"magic": b"\x89NNM\r\n\x1a\n", "major": 1, "minor": 0, "requiredFeatures": 0, "optionalFeatures": 0,
                  "chunkSize": chunk_size, "reserved": 0}
    parts.padding, parts.table, parts.tail = {}, None, b""
    parts.header = header
    parts.stored = stored or (packed(header) if chunks or len(header) < 1000 else padded(header, 900))
    parts.chunks = []
    for dtype, raw in chunks:
        for start in range(0, len(raw), chunk_size):
            piece = raw[start:start + chunk_size]
            parts.chunks.append(Chunk(packed(piece), 1, len(piece), SIZES[dtype], start == 0))
    return parts.data()


def packed(raw):
    return zlib.compress(raw, 9)


def text(**members):
    return json.dumps(members, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def entry(name, dtype="u8", shape=(0,)):
    return {"dtype": dtype, "name": name, "shape": list(shape)}


def most(make, count=1 << 13):
    """The file of the highest count that fits: no longer than may be, and what it inflates to within P9 and H7."""
    low, high = 0, count
    while low < high:
        middle = (low + high + 1) // 2
        data = make(middle)
        stored, raw = PRELUDE.unpack_from(data)[5:7]
        inside = zlib.decompress(data[64:64 + stored])
        signs = sum(inside.count(sign) for sign in (b",", b":", b"[", b"{"))
        if len(data) <= LIMIT and raw <= 64 * stored + 4096 and signs <= 4096 + 4 * stored:
            low = middle
        else:
            high = middle - 1
    return make(low)


def padded(header, length):
    """A header whose stream is about so long, by empty blocks before its end, so that it may inflate to more."""
    packer = zlib.compressobj(9)
    stored = packer.compress(header) + packer.flush(zlib.Z_FULL_FLUSH)
    return stored + b"\0\0\0\xff\xff" * max(0, (length - len(stored)) // 5) + packer.flush()


def values(value, canonical=True):
    """A header of as many of one value as there may be; json-c reads it where it is not canonical."""
    def make(count):
        return file(b'{"a":[' + b",".join([value] * count) + b'],"tensors":[]}' + b" " * (not canonical))
    return most(make)


def dense(units, activation="linear", bias=False):
    return {"activation": activation, "bias": bias, "kind": "dense", "units": units}


def model(inputs, layers, **others):
    return {"inputs": {"shape": [inputs]}, "kind": "feedforward", "layers": layers, **others}


def bomb(dtype, shape, name="a", fill=b"\0", **members):
    """One tensor of one byte again and again."""
    raw = fill * (math.prod(shape) * SIZES[dtype])
    return file(text(tensors=[entry(name, dtype, shape)], **members), [(dtype, raw)])


def network(inputs, units, dtype="bf16", **others):
    """A layer whose weights are all zero."""
    layer = dense(units, **others)
    header = text(model=model(inputs, [layer]), tensors=[entry("layers.0.weight", dtype, [units, inputs])])
    return file(header, [(dtype, bytes(units * inputs * SIZES[dtype]))])


def examples(rows, width):
    """Examples for a layer that has no weights."""
    members = [entry("examples.inputs", "f64", [rows, width]), entry("examples.outputs", "f32", [rows, width])]
    header = text(model=model(width, [{"activation": "relu", "kind": "activation"}]), tensors=members)
    return file(header, [("f64", bytes(8 * rows * width)), ("f32", bytes(4 * rows * width))])


def cases():
    """Pairs of a name and a file."""
    elements = 780_000
    found = {
        "numbers": values(b"0"), "arrays": values(b"[]"), "objects": values(b"{}"), "strings": values(b'""'),
        "numbers, not canonical": values(b"0", False), "arrays, not canonical": values(b"[]", False),
        "objects, not canonical": values(b"{}", False), "strings, not canonical": values(b'""', False),
        "members, not canonical": values(b'{"a":1}', False), "nested": values(b"[" * 29 + b"]" * 29),
        "nested, not canonical": values(b"[" * 29 + b"]" * 29, False), "points": values(b"0.5"),
        "a long string": most(lambda n: file(text(metadata={"a": "x" * n}, tensors=[])), 1 << 16),
        "a long string of escapes": most(lambda n: file(text(metadata={"a": "\1" * n}, tensors=[])), 1 << 16),
        "a long string of signs": most(lambda n: file(text(metadata={"a": "\U0001f600" * n}, tensors=[])), 1 << 16),
        "metadata": most(lambda n: file(text(metadata={f"{i:03x}": "" for i in range(n)}, tensors=[]))),
        "many tensors": most(lambda n: file(text(tensors=[entry(f"{i:02x}") for i in range(n)]))),
        "tensors of rank 8": most(lambda n: file(text(tensors=[entry(f"{i:02x}", "u8", [0] * 8) for i in range(n)]))),
        "long names": most(lambda n: file(text(tensors=[entry(f"{i:02x}" + "x" * 1000) for i in range(n)]))),
        "scalars": most(lambda n: file(text(tensors=[entry(f"{i:02x}", "u8", []) for i in range(n)]),
                                       [("u8", b"\1")] * n)),
        "a huge empty shape": file(text(tensors=[entry("a", "f64", [2**53 - 1, 0, 2**53 - 1])])),
        "a huge shape": file(text(tensors=[entry("a", "u8", [2**53 - 1, 1023])])),
        "a huge shape, its chunks not there": file(text(tensors=[entry("a", "u8", [2**40])]), [("u8", b"\0")]),
        "layers": most(lambda n: file(text(model=model(2**24, [{"kind": "dropout", "rate": 0}] * n), tensors=[]))),
        "wide layers": most(lambda n: file(text(model=model(2**24, [{"activation": "relu", "kind": "activation"}] * n),
                                                tensors=[]))),
        "a declared layer": file(text(model=model(2**24, [dense(200)]), tensors=[])),
        "columns": most(lambda n: file(text(model=model(n, [{"kind": "dropout", "rate": 0}], outputs={
            "columns": [{"kind": "number", "name": f"{i:02x}"} for i in range(n)]}), tensors=[]))),
        "labels": most(lambda n: file(text(model=model(n, [{"kind": "dropout", "rate": 0}], outputs={
            "columns": [{"kind": "class", "labels": [f"{i:02x}" for i in range(n)], "name": "c"}]}), tensors=[]))),
        "history": file(text(model=model(1, [{"kind": "dropout", "rate": 0}]), training={
            "history": ["loss"], "learningRate": 1}, tensors=[entry("history", "f64", [60_000, 1])]),
            [("f64", bytes(480_000))]),
        "history of no column": file(text(model=model(1, [{"kind": "dropout", "rate": 0}]), training={
            "history": [], "learningRate": 1}, tensors=[entry("history", "f64", [2**53 - 1, 0])])),
        "weights of one unit": network(380_000, 1), "weights of one input": network(1, 380_000),
        "square weights": network(600, 600), "softmax of one input": network(1, 380_000, activation="softmax"),
        "examples of a wide network": examples(1, 60_000), "many examples": examples(60_000, 1),
        "bools": bomb("bool", [elements]), "powers of two": bomb("f8_e8m0", [elements]),
        "floats of a byte": bomb("f8_e4m3", [elements], fill=b"\x83"),
        "NaNs of a byte": bomb("f8_e5m2", [elements], fill=b"\xff"),
        "rows of one": bomb("f8_e8m0", [elements, 1]),
        "shape of ones": bomb("f8_e8m0", [elements, 1, 1, 1, 1, 1, 1, 1]),
        "halves": bomb("f16", [elements // 2], fill=b"\x83"), "doubles": bomb("f64", [elements // 8], fill=b"\x35"),
        "complex": bomb("c64", [elements // 8], fill=b"\x35"),
        "chunks of 4 KiB": most(lambda n: file(text(tensors=[entry("a", "f8_e8m0", [n << 12])]),
                                               [("f8_e8m0", bytes(n << 12))], chunk_size=4096), 64),
    }
    for name, data in found.items():
        assert len(data) <= LIMIT, (name, len(data))
        yield name, data

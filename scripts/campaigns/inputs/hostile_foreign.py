"""Files of other formats, and of rows, of at most 1 KiB, that declare far more than they hold, or unpack to much."""

import glob
import gzip
import io
import json
import os
import pickle
import struct
import zipfile

from inputs.hostile import LIMIT
from training import ROOT


def npy(shape, dtype="<f4", data=b"", version=1):
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY" + bytes([version, 0]) + struct.pack("<H" if version == 1 else "<I", len(header)) + header + data


def archive(members, kind=zipfile.ZIP_DEFLATED):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", kind, compresslevel=9) as made:
        for name, data in members:
            made.writestr(zipfile.ZipInfo(name), data, compress_type=kind)
    return target.getvalue()


def safetensors(header, length=None, data=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def varint(value):
    made = b""
    while value > 127:
        made, value = made + bytes([value & 127 | 128]), value >> 7
    return made + bytes([value])


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def onnx(dims, raw=b"", count=1):
    tensor = b"".join(field(1, one) for one in dims) + field(2, 1) + field(8, b"w") + field(9, raw)
    graph = field(2, b"g") + b"".join(field(5, tensor) for _ in range(count))
    return field(1, 8) + field(7, graph) + field(8, field(2, 13))


def pytorch(pickled, *others):
    members = [("a/data.pkl", pickled), ("a/version", b"3\n"), ("a/byteorder", b"little"), *others]
    return archive(members, zipfile.ZIP_STORED)


def deflated(operation, times):
    """A pickle of one operation over and over, in an archive of nothing else."""
    return archive([("a/data.pkl", b"\x80\x02N" + operation * times + b".")])


def doubled(times):
    """Tuples of two of the one before."""
    return b"\x80\x02)" + b"q\0" + b"".join(b"h" + bytes([n]) + b"\x86q" + bytes([n + 1]) for n in range(times)) + b"."


def idx(*dims, code=8):
    return bytes([0, 0, code, len(dims)]) + b"".join(struct.pack(">I", one) for one in dims)


def gzipped(raw):
    return gzip.compress(raw, 9, mtime=0)


def foreign():
    """Pairs of a name with its ending, and a file of weights."""
    for path in sorted(glob.glob(os.path.join(ROOT, "Fixtures", "peers", "*", "bad_*"))):
        if os.path.getsize(path) <= LIMIT:
            with open(path, "rb") as source:
                yield os.path.basename(path), source.read()
    big = 2**53
    bomb = npy("(190000,)", data=bytes(760_000))
    deep = "[" * 490 + "]" * 490
    yield "terabytes.npy", npy("(1099511627776,)")
    yield "overflow.npy", npy(f"({big}, {big}, {big})")
    yield "ranks.npy", npy("(" + "1," * 300 + ")", data=bytes(4))
    yield "header.npy", b"\x93NUMPY\2\0\xff\xff\xff\xff{"
    yield "objects.npy", npy("(2,)", "|O", b"\x80\x02].")
    yield "bomb.npz", archive([("a.npy", bomb)])
    yield "declared.npz", archive([("a.npy", npy("(1099511627776,)"))])
    yield "members.npz", archive([(f"{n}.npy", b"") for n in range(9)], zipfile.ZIP_STORED)
    yield "length.safetensors", safetensors({}, 2**60)
    yield "hundred-million.safetensors", safetensors(b"{}", 100_000_000)
    yield "terabytes.safetensors", safetensors({"a": {"dtype": "F32", "shape": [2**38], "data_offsets": [0, 2**40]}})
    yield "overflow.safetensors", safetensors({"a": {"dtype": "F32", "shape": [2**52, 2**52], "data_offsets": [0, 4]}},
                                              data=bytes(4))
    yield "empty.safetensors", safetensors({"a": {"dtype": "F32", "shape": [0, 2**52], "data_offsets": [0, 0]}})
    yield "deep.safetensors", safetensors(b'{"a":' + deep[:400].encode() + b"}")
    yield "many.safetensors", safetensors(b"{" + b",".join(b'"%d":{}' % n for n in range(90)) + b"}")
    yield "shards.index.json", json.dumps({"weight_map": {f"{n}": "x.safetensors" for n in range(35)}}).encode()
    yield "terabytes.onnx", onnx([2**40])
    yield "overflow.onnx", onnx([2**62, 2**62])
    yield "many.onnx", onnx([2**31], count=40)
    yield "cut.onnx", onnx([4])[:-2] + b"\xff\xff\xff\xff\x7f"
    yield "nested.onnx", field(1, 8) + field(7, field(1, field(5, field(6, field(1, field(5, b"\x32\x7f") * 30)))))
    yield "doubled.pt", pytorch(doubled(100))
    yield "long.pt", pytorch(b"\x80\x02\x8b" + struct.pack("<i", 2**31 - 1) + b".")
    yield "string.pt", pytorch(b"\x80\x04\x8d" + struct.pack("<Q", 2**60) + b".")
    yield "dicts.pt", pytorch(b"\x80\x02" + b"}" * 300 + b".")
    yield "notes.pt", deflated(b"\x94", 800_000)
    yield "tuples.pt", deflated(b"\x85", 800_000)
    yield "lists.pt", pytorch(pickle.dumps([[]] * 100, 2))
    yield "deep.json", deep.encode()
    yield "deep-format.json", ('{"format":"nnmodel-json","version":1,"tensors":' + deep[:700] + "}").encode()
    yield "shape.json", json.dumps({"format": "nnmodel-json", "version": 1, "tensors": [
        {"name": "a", "dtype": "f64", "shape": [2**52, 2**8], "data": []}]}).encode()
    yield "arrays.json", ("[" + "[]," * 330 + "[]]").encode()
    yield "sizes.json", json.dumps({"sizes": [2**30, 2**30], "layers": [], "type": "NeuralNetwork"}).encode()
    yield "toy.json", json.dumps({"input_nodes": 2**40, "hidden_nodes": 2**40, "output_nodes": 1, "weights_ih": {
        "rows": 2**40, "cols": 2**40, "data": []}}).encode()
    yield "layers.net", b"FANN_FLO_2.1\nnum_layers=2000000000\nlearning_rate=0.7\nconnection_rate=1\nnetwork_type=0\n"
    yield "sizes.net", (b"FANN_FLO_2.1\nnum_layers=3\nlearning_rate=0.7\nconnection_rate=1\nnetwork_type=0\n"
                        b"layer_sizes=2000000000 2000000000 2000000000 \n")
    yield "inputs.ann", b"2000000000 1 2000000000 1 0.5 0.5"
    yield "layers.ann", b"2 2000000000 2 1 0.5"
    yield "commas.csv", b"," * 1000
    yield "lines.csv", b"1\n" * 510
    yield "quoted.csv", b'"' + b"x" * 1000
    yield "ragged.csv", b"1,2\n3\n" * 100


def rows():
    """The same of files of rows."""
    yield "images.idx", idx(2**31, 28, 28)
    yield "overflow.idx", idx(2**32 - 1, 2**32 - 1, 2**32 - 1)
    yield "labels.idx", idx(2**32 - 1)
    yield "images.idx.gz", gzipped(idx(700_000, 1) + bytes(700_000))
    yield "commas.csv", b"," * 1000
    yield "lines.csv", b"x,y\n" + b"1,2\n" * 250
    yield "commas.csv.gz", gzipped(b"," * 900_000)
    yield "lines.csv.gz", gzipped(b"x,y\n" + b"\n" * 900_000)
    yield "rows.csv.gz", gzipped(b"x,y\n" + b"1,2\n" * 100_000)
    yield "quoted.csv.gz", gzipped(b'x,y\n"' + b"x" * 900_000)
    yield "names.csv.gz", gzipped(b"x,y\n" + b"a," * 400_000)
    yield "terabytes.npy", npy("(1099511627776, 1)")
    yield "bomb.npz", archive([("x.npy", npy("(80000, 1)", data=bytes(320_000))),
                               ("y.npy", npy("(80000,)", data=bytes(320_000)))])
    yield "cut.gz", gzipped(b"," * 900_000)[:500]

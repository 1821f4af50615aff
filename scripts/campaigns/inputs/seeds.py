"""Inputs for the fuzzers, from the files of Fixtures: whole files, the streams in them, and what these stand for."""

import hashlib
import json
import math
import pathlib
import struct
import sys
import zipfile

ROOT = pathlib.Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "spec" / "readers" / "python"))

from nnmodel import reader, writer  # noqa: E402, F401  (the writer for campaigns)


def of(name, longest):
    """Pairs of a file's name and its bytes."""
    makers = {"codec": codec, "inflater": inflater, "header": header, "container": container}
    for data in makers[name]() if name in makers else foreign(name):
        if len(data) <= longest:
            yield hashlib.sha1(data).hexdigest(), data


def fixtures():
    for path in sorted(ROOT.glob("Fixtures/v1/*.nnmodel")) + sorted(ROOT.glob("Fixtures/broken/*.nnmodel")):
        yield path.read_bytes()


def streams(data):
    """What is decoded while a file is read, as long as nothing is broken: triples of the stored bytes, the
    encoding and the raw bytes; the header first."""
    seen = []
    decode = reader.decode

    def note(stored, crc, size, encoding=1, width=1):
        seen.append([stored, encoding, None])
        seen[-1][2] = decode(stored, crc, size, encoding, width)
        return seen[-1][2]

    reader.decode = note
    try:
        reader.load(data)
    except reader.FormatError:
        pass
    finally:
        reader.decode = decode
    return seen


def container():
    """The kinds of ContainerFuzzer: as it stands, to be repaired, laid open."""
    for data in fixtures():
        yield b"\0" + data
        yield b"\1" + data
        front = streams(data)[:1]
        if front and front[0][2] is not None:
            yield b"\2" + laid_open(data, front[0][2])


def laid_open(data, header):
    """The JSON in place of the header, and the chunks without gaps."""
    stored, _, count = struct.unpack_from("<3I", data, 20)
    chunk, = struct.unpack_from("<I", data, 40)
    table = data[64 + stored:64 + stored + 8 * count]
    position, chunks, entries = 64 + stored + 8 * count, b"", struct.iter_unpack("<2I", table)
    try:
        for tensor in json.loads(header)["tensors"]:
            size = math.prod(tensor["shape"]) * reader.SIZES[tensor["dtype"]]
            position += -position % 64 if size else 0
            for _, (word, _) in zip(range(0, size, chunk), entries):
                chunks += data[position:position + word % 2**28]
                position += word % 2**28
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError):
        chunks = data[position:]
    return data[:20] + struct.pack("<I", len(header)) + data[24:64] + header + table + chunks


def header():
    """The texts of HeaderFuzzer."""
    for data in fixtures():
        yield from (raw for _, _, raw in streams(data)[:1] if raw is not None)


def inflater():
    """The flags of InflaterFuzzer: as it stands, and with header and Adler-32 made right."""
    for data in fixtures():
        for stored, encoding, _ in streams(data):
            if encoding:
                yield b"\0" + stored
                yield b"\3" + stored[2:]


def codec():
    """The first byte of CodecFuzzer, in mixed radix: 7 types, 2 compressions, 4 shapes, 4 ways."""
    types = {"f64": 0, "i64": 1, "f32": 2, "i32": 3, "bf16": 4, "i16": 5, "u8": 6}
    for path in sorted(ROOT.glob("Fixtures/v1/*.nnmodel")):
        for dtype, _, raw in reader.load(path).tensors.values():
            if dtype in types and raw:
                yield bytes([types[dtype]]) + raw[:2048]
    text = (ROOT / "Fixtures" / "README.md").read_bytes()[:512]
    for choice in range(7 * 2 * 4 * 4):
        yield bytes([choice, 3]) + text[choice:choice + 48 + choice]


# Where files of the importers' formats lie under Fixtures/peers.
FOREIGN = {
    "safetensors": ["*/*.safetensors"], "safetensors-index": ["safetensors/*/*.json"], "npz": ["*/*.npz"],
    "npy": ["numpy/*.npy"], "pytorch": ["torch/*.pt", "torch/*.pth"], "onnx": ["onnx/*.onnx", "onnx/forms/*.onnx"],
    "toy-nn": ["toynn/*.json"], "brain.js": ["brainjs/*.json"], "genann": ["genann/*.ann"],
    "fann": ["fann/*.net"], "json": ["json/*.json"], "csv": ["*/*.csv"],
}


# Of formats that have no file there.
TEXTS = {
    "brain.js": [
        '{"type":"NeuralNetwork","sizes":[2,2,1],"layers":[{"weights":[],"biases":[]},'
        '{"weights":[[1,2],[3,4]],"biases":[0.5,-1]},{"weights":[[1e-3,2]],"biases":[0]}],"inputLookup":null,'
        '"outputLookup":{"a":0},"trainOpts":{"activation":"tanh","leakyReluAlpha":0.01,"timeout":"Infinity"}}',
        '{"sizes":[1,1],"layers":[{"0":{}},{"0":{"bias":0.1,"weights":{"0":2}}}],"activation":"sigmoid",'
        '"outputLookup":false}',
        '{"layers":[{"x":{},"y":{}},{"z":{"bias":1,"weights":{"x":2,"y":3}}}],"inputLookup":true,"outputLookup":true}',
    ],
    "json": [
        '{"format":"nnmodel-json","version":1,"tensors":[]}',
        '{"format":"nnmodel-json","version":1,"model":{"inputs":{"shape":[2]},"kind":"feedforward","layers":['
        '{"activation":"relu","bias":true,"kind":"dense","units":1}]},'
        '"tensors":[{"name":"layers.0.weight","dtype":"f32","shape":[1,2],"data":[[1,"nan"]]},'
        '{"name":"layers.0.bias","dtype":"f64","shape":[1],"data":["1e+300"]}]}',
        '{"format":"nnmodel-json","version":1,"tensors":[{"name":"a","dtype":"bf16","shape":[],"data":"inf"},'
        '{"name":"b","dtype":"u64","shape":[2],"data":["18446744073709551615",0]},'
        '{"name":"c","dtype":"c64","shape":[1],"data":[[1,-2]]},{"name":"d","dtype":"bool","shape":[0,3],"data":[]}]}',
    ],
}


def foreign(name):
    """Files of a format; of archives also their members, which ImporterFuzzer packs again."""
    yield from (text.encode() for text in TEXTS.get(name, []))
    for pattern in FOREIGN[name]:
        for path in sorted((ROOT / "Fixtures" / "peers").glob(pattern)):
            data = path.read_bytes()
            if name not in ("npz", "pytorch"):
                yield data
                continue
            yield b"\0" + data
            try:
                with zipfile.ZipFile(path) as archive:
                    names = [one for one in archive.namelist()
                             if name == "npz" or one.endswith("data.pkl") or "/data/" in one]
                    members = [archive.read(one) for one in names]
            except (zipfile.BadZipFile, RuntimeError):
                continue
            yield b"\1" + b"".join(struct.pack("<H", len(one)) + one for one in members if len(one) < 1 << 16)

"""Writes nnmodel files, format 1.0, by the rules of spec/format.md."""
import os
import pathlib
import re
import struct
import tempfile
import zlib

from . import models, reader
from .tensors import raw

MAGIC = b"\x89NNM\r\n\x1a\n"
CHUNK = 1 << 20
PRODUCER = {"name": "nnmodel-python", "version": "1.0.0"}


def save(path, model, *, metadata=None, labels=None, inputs=None, outputs=None):
    """Writes a network, or a bag of tensors, to a file: whole or not at all.

    model: a network of PyTorch (a Sequential), Keras or scikit-learn, what network() made of one, or tensors by name,
    a state_dict() say. metadata: texts by name. labels: the names of the classes; inputs, outputs: the names of columns.
    """
    header = {"producer": PRODUCER}
    if metadata:
        header["metadata"] = {str(name): str(text) for name, text in metadata.items()}
    if hasattr(model, "items"):
        tensors = model
        if labels or inputs or outputs:
            raise TypeError("labels and names of columns belong to a network, and these are tensors alone")
    else:
        made = models.network(model, labels=labels, inputs=inputs, outputs=outputs)
        tensors, header["model"] = made.tensors, made.model
    data = encode(header, {name: raw(tensor) for name, tensor in tensors.items()})
    reader.load(data)  # what a reader would refuse is not written
    path = pathlib.Path(path)
    handle, temporary = tempfile.mkstemp(prefix=".nnmodel-", suffix=".tmp", dir=path.resolve().parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        mode = path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~mask()
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    if hasattr(os, "O_DIRECTORY"):
        directory = os.open(path.resolve().parent, os.O_DIRECTORY)
        os.fsync(directory)
        os.close(directory)


def mask():
    value = os.umask(0)
    os.umask(value)
    return value


def encode(header, tensors):
    """The bytes of a file: tensors by name as (dtype, shape, raw bytes), and the other members of the header."""
    entries = [{"dtype": dtype, "name": name, "shape": [*shape]} for name, (dtype, shape, _) in tensors.items()]
    text = reader.canonical({**header, "tensors": entries}).encode()
    head = zlib.compress(text, 9)
    separators = len(re.findall(rb"[,:[{]", re.sub(rb'"(\\.|[^"\\])*"', b"", text)))
    if len(text) > 64 * len(head) + 4096 or separators > 4096 + 4 * len(head):
        head = zlib.compress(text, 0)
    pieces, table = [], b""
    for dtype, _, data in tensors.values():
        pieces.append([encode_chunk(data[at:at + CHUNK], dtype) for at in range(0, len(data), CHUNK)])
        for encoding, stored in pieces[-1]:
            table += struct.pack("<2I", len(stored) | encoding << 28, zlib.crc32(stored))
    body, start = bytearray(), 64 + len(head) + len(table)
    for chunks in filter(None, pieces):
        body += bytes(-(start + len(body)) % 64)
        for _, stored in chunks:
            body += stored
    prelude = MAGIC + struct.pack(
        "<2H5IQ3IQ", 1, 0, 0, 0, len(head), len(text), len(table) // 8, start + len(body), CHUNK, zlib.crc32(head),
        zlib.crc32(table), 0)
    return prelude + struct.pack("<I", zlib.crc32(prelude)) + head + table + body


def encode_chunk(data, dtype):
    """The encoding that suits the type, and the stored bytes; raw where nothing becomes smaller."""
    size = reader.SIZES[dtype]
    encoding, planes = 1, data
    if size > 1:
        encoding = 3 if dtype in ("f64", "f32", "f16", "bf16") else 2
        planes = b"".join((rotated(data, size) if encoding == 3 else data)[plane::size] for plane in range(size))
    # Planes of floats are noise or skewed, which is for Huffman codes alone; integers repeat themselves.
    packer = zlib.compressobj(6, zlib.DEFLATED, 15, 8, zlib.Z_HUFFMAN_ONLY if encoding == 3 else zlib.Z_DEFAULT_STRATEGY)
    stored = packer.compress(planes) + packer.flush()
    return (encoding, stored) if len(stored) < len(data) else (0, data)


def rotated(data, size):
    """Every element turned left by one bit (D5), all of them as one number."""
    tops = int.from_bytes((bytes(size - 1) + b"\x80") * (len(data) // size), "little")
    number = int.from_bytes(data, "little")
    tops &= number
    return ((number - tops << 1) | tops >> 8 * size - 1).to_bytes(len(data), "little")

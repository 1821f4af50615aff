"""A writer of nnmodel containers, straight from the specification.

A `Container` holds the parts of a file. What makes a part right (lengths, checksums, padding) is worked
out when the bytes are asked for, so a broken file is a right one with one part replaced.
"""

import hashlib
import struct
import zlib

import canonical
import deflate

MAGIC = b"\x89NNM\r\n\x1a\n"
PRELUDE = (
    ("magic", "8s"), ("major", "H"), ("minor", "H"), ("requiredFeatures", "I"),
    ("optionalFeatures", "I"), ("headerStored", "I"), ("headerRaw", "I"), ("chunkCount", "I"),
    ("length", "Q"), ("chunkSize", "I"), ("headerChecksum", "I"), ("tableChecksum", "I"),
    ("reserved", "Q"),
)
ELEMENT = {
    "f64": 8, "f32": 4, "f16": 2, "bf16": 2, "f8_e4m3": 1, "f8_e5m2": 1, "f8_e8m0": 1,
    "f8_e4m3fnuz": 1, "f8_e5m2fnuz": 1, "i64": 8, "i32": 4, "i16": 2, "i8": 1, "u64": 8, "u32": 4,
    "u16": 2, "u8": 1, "bool": 1, "c64": 8,
}
ENCODINGS = {"raw": 0, "zlib": 1, "shuffle": 2, "rotate": 3}


def shuffle(raw, size):
    return b"".join(raw[plane::size] for plane in range(size))


def rotate(raw, size):
    """Every element as a number of `size` bytes, rotated left by one bit."""
    out, top = [], 8 * size - 1
    for i in range(0, len(raw), size):
        element = int.from_bytes(raw[i : i + size], "little")
        sign = element >> top
        out.append(((element - (sign << top)) * 2 + sign).to_bytes(size, "little"))
    return b"".join(out)


class Tensor:
    def __init__(self, name, dtype, shape, raw, encoding="raw", **others):
        self.name, self.dtype, self.shape, self.raw = name, dtype, list(shape), raw
        self.encoding, self.others = encoding, others
        count = 1
        for dimension in shape:
            count *= dimension
        assert len(raw) == count * ELEMENT[dtype], (name, shape, len(raw))

    def entry(self):
        return dict(self.others, name=self.name, dtype=self.dtype, shape=self.shape)


class Chunk:
    def __init__(self, stored, encoding):
        self.stored, self.encoding = stored, encoding
        self.length, self.checksum = None, None

    def entry(self):
        length = len(self.stored) if self.length is None else self.length
        checksum = zlib.crc32(self.stored) if self.checksum is None else self.checksum
        return struct.pack("<II", self.encoding << 28 | length, checksum)


def chunk(raw, size, encoding):
    if encoding == "raw":
        return Chunk(raw, 0)
    plain = rotate(raw, size) if encoding == "rotate" else raw
    stream = deflate.compress(plain if encoding == "zlib" else shuffle(plain, size))
    if len(stream) >= len(raw):
        raise ValueError("rule W4: %d bytes would become %d" % (len(raw), len(stream)))
    return Chunk(stream, ENCODINGS[encoding])


class Container:
    def __init__(self, tensors, members=None, chunk_size=1 << 20, header="best", **prelude):
        self.tensors, self.members = list(tensors), dict(members or {})
        self.prelude = dict(prelude)
        self.chunk_size = chunk_size
        self.chunks = []
        for tensor in self.tensors:
            pieces = [tensor.raw[i : i + chunk_size] for i in range(0, len(tensor.raw), chunk_size)]
            named = tensor.encoding
            if isinstance(named, str):
                named = [named] * len(pieces)
            size = ELEMENT[tensor.dtype]
            self.chunks.append([chunk(piece, size, one) for piece, one in zip(pieces, named)])
        self.set_header(canonical.encode(self.value()), header)
        self.padding = {}
        self.tail = b""
        self.table = None

    def value(self):
        return dict(self.members, tensors=[tensor.entry() for tensor in self.tensors])

    def set_header(self, raw, kind="best", stored=None):
        self.header = raw
        if stored is None:
            stored = deflate.compress(raw, kind)
            if kind == "best" and len(raw) > 64 * len(stored) + 4096:
                stored = deflate.compress(raw, "stored")
        self.header_stored = stored

    def table_bytes(self):
        if self.table is not None:
            return self.table
        return b"".join(one.entry() for chunks in self.chunks for one in chunks)

    def table_offset(self):
        return 64 + len(self.header_stored)

    def entry_offset(self, k):
        return self.table_offset() + 8 * k

    def positions(self):
        """For each tensor, where its padding begins and where each of its chunks begins."""
        position, out = self.table_offset() + len(self.table_bytes()), []
        for chunks in self.chunks:
            gap = position
            if chunks:
                position += -position % 64
            places = []
            for one in chunks:
                places.append(position)
                position += len(one.stored)
            out.append((gap, places))
        return out

    def chunk_offset(self, i, j=0):
        return self.positions()[i][1][j]

    def gap(self, i):
        """The offsets of the padding before tensor i."""
        start, places = self.positions()[i]
        return range(start, places[0])

    def data(self):
        body = bytearray(self.header_stored + self.table_bytes())
        for (_, places), chunks in zip(self.positions(), self.chunks):
            for place, one in zip(places, chunks):
                body += bytes(place - 64 - len(body)) + one.stored
        for offset, byte in self.padding.items():
            body[offset - 64] = byte
        body += self.tail
        fields = {
            "magic": MAGIC, "major": 1, "minor": 0, "requiredFeatures": 0, "optionalFeatures": 0,
            "headerStored": len(self.header_stored), "headerRaw": len(self.header),
            "chunkCount": len(self.table_bytes()) // 8, "length": 64 + len(body),
            "chunkSize": self.chunk_size, "headerChecksum": zlib.crc32(self.header_stored),
            "tableChecksum": zlib.crc32(self.table_bytes()), "reserved": 0,
        }
        fields.update((name, value) for name, value in self.prelude.items() if name in fields)
        prelude = struct.pack(
            "<" + "".join(code for _, code in PRELUDE), *(fields[name] for name, _ in PRELUDE)
        )
        checksum = self.prelude.get("checksum", zlib.crc32(prelude))
        return prelude + struct.pack("<I", checksum) + bytes(body)

    def checked(self):
        """The bytes, with a look at the bounds that a writer has to keep by itself."""
        raw, stored = len(self.header), len(self.header_stored)
        assert raw <= 64 * stored + 4096 and stored <= raw + raw // 256 + 128
        return self.data()


def digest(value, tensors):
    head = canonical.encode(value)
    sha = hashlib.sha256(b"nnmodel content 1\n" + struct.pack("<Q", len(head)) + head)
    for tensor in tensors:
        sha.update(hashlib.sha256(tensor.raw).digest())
    return sha.hexdigest()


def content_digest(file):
    value = {k: v for k, v in file.value().items() if k not in ("producer", "storage", "run")}
    return digest(value, file.tensors)


def model_digest(file):
    tensors = [one for one in file.tensors if one.name.startswith(("layers.", "scaling."))]
    value = {"model": file.members["model"], "tensors": [one.entry() for one in tensors]}
    return digest(value, tensors)

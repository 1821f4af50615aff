"""Model files taken apart, so that one part can be changed and the rest made right again (spec/format.md §3 to §7)."""

import json
import math
import struct
import zlib

PRELUDE = struct.Struct("<8sHHIIIIIQIIIQ")
FIELDS = ("magic", "major", "minor", "requiredFeatures", "optionalFeatures", "headerStored", "headerRaw", "chunkCount",
          "length", "chunkSize", "headerChecksum", "tableChecksum", "reserved")
SIZES = dict(f64=8, f32=4, f16=2, bf16=2, f8_e4m3=1, f8_e5m2=1, f8_e8m0=1, f8_e4m3fnuz=1, f8_e5m2fnuz=1,
             i64=8, i32=4, i16=2, i8=1, u64=8, u32=4, u16=2, u8=1, bool=1, c64=8)


class Number(str):
    """A number as it is spelled."""


class Members(list):
    """The members of an object, pairs of a name and a value: two of one name are kept, and their order."""


class Chunk:
    """A chunk: its stored bytes, and how they are to be read."""

    def __init__(self, stored, encoding, raw_size, width, begins):
        self.stored, self.encoding, self.raw_size, self.width, self.begins = stored, encoding, raw_size, width, begins
        self.length = self.checksum = None  # where another one is to be told than the right one

    def entry(self):
        length = len(self.stored) if self.length is None else self.length
        checksum = zlib.crc32(self.stored) if self.checksum is None else self.checksum
        return struct.pack("<II", self.encoding << 28 | length, checksum)

    def raw(self):
        """The bytes that the stored ones stand for, still in planes; None where they stand for none."""
        if not self.encoding:
            return self.stored
        try:
            return zlib.decompressobj().decompress(self.stored, self.raw_size + 1)
        except zlib.error:
            return None


def tree(text):
    """The value of a JSON text, with numbers and members as they are spelled."""
    return json.loads(text, parse_int=Number, parse_float=Number, parse_constant=Number, object_pairs_hook=Members)


def spelled(value, is_sorted=True):
    """The text of such a value, canonical where its numbers are and `is_sorted`."""
    if isinstance(value, Members):
        members = sorted(value, key=lambda one: one[0].encode("utf-16-be", "surrogatepass")) if is_sorted else value
        return "{%s}" % ",".join(f"{text(name)}:{spelled(one, is_sorted)}" for name, one in members)
    if isinstance(value, list):
        return "[%s]" % ",".join(spelled(one, is_sorted) for one in value)
    if isinstance(value, Number):
        return str(value)
    return text(value)


def text(value):
    """A string, a truth or null."""
    return json.dumps(value, ensure_ascii=False)


class Parts:
    """The parts of a file. What tells of another part (lengths, checksums, padding) is worked out when the bytes are
    asked for, unless `told` has it."""

    def __init__(self, data):
        values = dict(zip(FIELDS, PRELUDE.unpack_from(data)))
        self.told = {name: values[name] for name in
                     ("magic", "major", "minor", "requiredFeatures", "optionalFeatures", "chunkSize", "reserved")}
        end = 64 + values["headerStored"]
        self.stored = data[64:end]
        self.header = zlib.decompressobj().decompress(self.stored, values["headerRaw"])
        self.chunks, self.table, self.padding, self.tail = [], None, {}, b""
        self.lay_out(data, end, values["chunkCount"], values["chunkSize"])

    def lay_out(self, data, end, count, size):
        entries = struct.iter_unpack("<II", data[end:end + 8 * count])
        place = end + 8 * count
        for entry in json.loads(self.header)["tensors"]:
            width = SIZES[entry["dtype"]]
            raw = math.prod(entry["shape"]) * width
            place += -place % 64 if raw else 0
            for start in range(0, raw, size):
                word, _ = next(entries)
                stored = data[place:place + word % 2**28]
                self.chunks.append(Chunk(stored, word >> 28, min(size, raw - start), width, start == 0))
                place += len(stored)

    def set_header(self, text, level=9):
        """Puts a text in the header's place, as zlib packs it, or with level 0 stores it."""
        self.header = text
        self.stored = zlib.compress(text, level)
        if len(text) > 64 * len(self.stored) + 4096:
            self.stored = zlib.compress(text, 0)

    def table_bytes(self):
        if self.table is not None:
            return self.table
        return b"".join(chunk.entry() for chunk in self.chunks)

    def data(self):
        table = self.table_bytes()
        body = bytearray(self.stored + table)
        gaps = []
        for chunk in self.chunks:
            if chunk.begins:
                gaps.append((len(body), -len(body) % 64))
                body += bytes(-len(body) % 64)
            body += chunk.stored
        for (index, place), byte in self.padding.items():
            start, count = gaps[index % len(gaps)] if gaps else (0, 0)
            if count:
                body[start + place % count] = byte
        body += self.tail
        fields = {
            "headerStored": len(self.stored), "headerRaw": len(self.header), "chunkCount": len(table) // 8,
            "length": 64 + len(body), "headerChecksum": zlib.crc32(self.stored), "tableChecksum": zlib.crc32(table),
        }
        fields.update(self.told)
        prelude = PRELUDE.pack(*(fields[name] for name in FIELDS))
        return prelude + struct.pack("<I", self.told.get("checksum", zlib.crc32(prelude))) + bytes(body)


def repaired(data, drawn):
    """Bytes that were changed anyhow, with checksums (and by chance the length) that are right for them."""
    if len(data) < 64:
        return data
    data = bytearray(data)
    stored, _, count = struct.unpack_from("<3I", data, 20)
    if drawn.random() < 0.8:
        struct.pack_into("<Q", data, 32, len(data))
    end = 64 + stored
    struct.pack_into("<II", data, 44, zlib.crc32(data[64:end]), zlib.crc32(data[end:end + 8 * count]))
    struct.pack_into("<I", data, 60, zlib.crc32(data[:60]))
    return bytes(data)

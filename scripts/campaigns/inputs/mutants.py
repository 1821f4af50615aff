"""Mutants of model files: one part or several changed by chance, and what tells of it made right again, mostly."""

import struct
import zlib

from inputs import anatomy, header_mutants

EDGES = [0, 1, 2, 3, 7, 8, 63, 64, 127, 255, 256, 4095, 4096, 65535, 65536, 2**20, 2**24, 2**26, 2**26 + 1, 2**28,
         2**31 - 1, 2**31, 2**32 - 1]
WIDTHS = {"magic": 64, "major": 16, "minor": 16, "length": 64, "reserved": 64}


def edited(drawn, data, others):
    """Bytes changed, inserted, removed, or taken from another file."""
    data = bytearray(data)
    for _ in range(drawn.choice([1, 1, 1, 2, 5])):
        place = drawn.randrange(len(data) + 1)
        count = drawn.choice([1, 1, 2, 4, 8, 64, 1000])
        way = drawn.randrange(7)
        if way == 0 and data:
            data[place % len(data)] ^= 1 << drawn.randrange(8)
        elif way == 1 and data:
            data[place % len(data)] = drawn.choice([0, 1, 0x7F, 0x80, 0xFF, drawn.randrange(256)])
        elif way == 2:
            data[place:place] = drawn.choice([bytes(count), drawn.randbytes(count)])
        elif way == 3:
            del data[place:place + count]
        elif way == 4:
            other = drawn.choice(others)
            start = drawn.randrange(len(other) + 1)
            data[place:place + drawn.choice([0, count])] = other[start:start + count]
        elif way == 5:
            del data[place:]
        elif way == 6:
            data[place:place + count] = data[place:place + count][::-1]
    return bytes(data)


def number(drawn, value, bits):
    """A number near a right one, or at an edge."""
    made = drawn.choice([value + drawn.choice([-64, -8, -1, 1, 8, 64]), value ^ 1 << drawn.randrange(bits),
                         drawn.choice(EDGES), drawn.getrandbits(bits), 2**bits - 1 - drawn.randrange(2)])
    return made % 2**bits


def prelude(drawn, parts):
    """A field of the prelude."""
    field = drawn.choice(anatomy.FIELDS[1:] + ("major", "chunkSize", "length", "chunkCount", "headerRaw", "checksum"))
    right = dict(zip(anatomy.FIELDS, anatomy.PRELUDE.unpack_from(parts.data())))
    if field == "checksum":
        parts.told[field] = drawn.getrandbits(32)
    elif field == "chunkSize" and drawn.random() < 0.5:
        parts.told[field] = 1 << drawn.randrange(10, 27)
    elif field in ("reserved", "requiredFeatures", "optionalFeatures"):
        parts.told[field] = 1 << drawn.randrange(WIDTHS.get(field, 32))
    else:
        parts.told[field] = number(drawn, right[field], WIDTHS.get(field, 32))


def magic(drawn, parts):
    bad = bytearray(parts.told["magic"])
    bad[drawn.randrange(8)] = drawn.randrange(256)
    parts.told["magic"] = bytes(bad)


def stream(drawn, stored):
    """A zlib stream with some bytes changed, or something behind it."""
    stored = bytearray(stored or b"\0")
    way = drawn.randrange(5)
    if way == 0:
        stored[drawn.randrange(len(stored))] ^= 1 << drawn.randrange(8)
    elif way == 1:
        del stored[-drawn.randint(1, min(len(stored), 6)):]
    elif way == 2:
        stored += drawn.randbytes(drawn.choice([1, 2, 7]))
    elif way == 3:
        stored[:2] = struct.pack(">H", drawn.choice([0x7801, 0x7820, 0x6881, 0x0801, 0x7800, 0x8801]))
    elif way == 4:
        stored[-4:] = drawn.randbytes(4)
    return bytes(stored)


def header_stream(drawn, parts):
    parts.stored = stream(drawn, parts.stored)


def header_packing(drawn, parts):
    """The header in another packing: zlib's levels and strategies, several blocks, much padding."""
    packer = zlib.compressobj(drawn.randrange(10), zlib.DEFLATED, 15, drawn.randint(1, 9), drawn.randrange(5))
    cut = drawn.randrange(len(parts.header) + 1)
    made = packer.compress(parts.header[:cut])
    for _ in range(drawn.choice([0, 1, 1, 20, 200])):
        made += packer.flush(drawn.choice([zlib.Z_SYNC_FLUSH, zlib.Z_FULL_FLUSH]))
    parts.stored = made + packer.compress(parts.header[cut:]) + packer.flush()


def table(drawn, parts):
    """An entry of the table, or which entries there are."""
    if not parts.chunks or drawn.random() < 0.3:
        entries = bytearray(parts.table_bytes())
        place = 8 * drawn.randrange(len(entries) // 8 + 1)
        if drawn.random() < 0.5:
            entries[place:place] = entries[:8] or bytes(8)
        else:
            del entries[place:place + 8]
        parts.table = bytes(entries)
        return
    chunk = drawn.choice(parts.chunks)
    way = drawn.randrange(4)
    if way == 0:
        chunk.encoding = drawn.choice([0, 1, 2, 3, 4, drawn.randrange(16)])
    elif way == 1:
        chunk.length = number(drawn, len(chunk.stored), 28)
    elif way == 2:
        chunk.checksum = zlib.crc32(chunk.stored) ^ 1 << drawn.randrange(32)
    elif way == 3:
        other = drawn.choice(parts.chunks)
        chunk.stored, other.stored = other.stored, chunk.stored


def chunk(drawn, parts):
    """The bytes of a chunk: its stream, or what it stands for, packed again."""
    if not parts.chunks:
        return
    chosen = drawn.choice(parts.chunks)
    raw = chosen.raw()
    if chosen.encoding and drawn.random() < 0.4:
        chosen.stored = stream(drawn, chosen.stored)
    elif raw:
        packed(drawn, chosen, refilled(drawn, bytearray(raw), min(chosen.width, len(raw))))


def refilled(drawn, raw, width):
    """What a chunk stands for, with an element changed, or another number of bytes."""
    place = drawn.randrange(len(raw)) // width * width
    way = drawn.randrange(6)
    if way == 0:
        raw[place] = drawn.choice([0, 1, 2, 255])
    elif way == 1:  # an infinity, a NaN, a negative number, where the element is a float
        end = drawn.choice([b"\xf0\x7f", b"\xf8\x7f", b"\x80\x7f", b"\xf0\xbf", b"\0\x80"])
        raw[place:place + width] = (bytes(width) + end)[-width:]
    elif way == 2:
        raw[place:place + width] = drawn.randbytes(width)
    elif way == 3:
        raw[:] = bytes(len(raw))
    elif way == 4:
        del raw[-drawn.choice([1, width]):]
    elif way == 5:
        raw += raw[:drawn.choice([1, width])]
    return bytes(raw)


def packed(drawn, chosen, raw):
    if chosen.encoding or drawn.random() < 0.2:
        chosen.encoding = chosen.encoding or 1
        packer = zlib.compressobj(drawn.randrange(10), zlib.DEFLATED, 15, 9, drawn.randrange(5))
        chosen.stored = packer.compress(raw) + packer.flush()
    else:
        chosen.stored = raw


def gap(drawn, parts):
    """A byte of the padding, or something behind the last chunk."""
    if drawn.random() < 0.6:
        parts.padding[drawn.randrange(8), drawn.randrange(64)] = drawn.randint(1, 255)
    elif drawn.random() < 0.7:
        parts.tail = drawn.choice([bytes(drawn.choice([1, 8, 64])), drawn.randbytes(3)])
    elif parts.chunks:
        drawn.choice(parts.chunks).begins ^= True


KINDS = [(header_mutants.tree, 12), (header_mutants.signs, 5), (header_mutants.bloated, 1), (header_mutants.tensors, 4),
         (prelude, 4), (magic, 0.3), (header_stream, 1), (header_packing, 1), (table, 4), (chunk, 6), (gap, 2)]


def made(drawn, seeds, whole):
    """A mutant: what was done to it, and its bytes. `whole` are the seeds that open."""
    if drawn.random() < 0.2:
        data = edited(drawn, drawn.choice(seeds), seeds)
        return ("edited, repaired", anatomy.repaired(data, drawn)) if drawn.random() < 0.7 else ("edited", data)
    parts = anatomy.Parts(drawn.choice(whole))
    count = drawn.choice([1, 1, 1, 1, 2, 3])
    kinds = drawn.choices([kind for kind, _ in KINDS], [share for _, share in KINDS], k=count)
    for kind in kinds:
        kind(drawn, parts)
    about = ", ".join(kind.__name__ for kind in kinds)
    if drawn.random() < 0.03:
        return about + ", edited", edited(drawn, parts.data(), seeds)
    return about, parts.data()

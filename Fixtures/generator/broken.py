"""The broken files: prelude, table, layout and chunks. Each has one defect; all else is made right."""

import struct
import zlib

import broken_checkpoint
import broken_header
import broken_network
import broken_streams
import deflate
import golden
import values
from container import Chunk, Container, Tensor


class Cases:
    def __init__(self):
        self.list = []

    def add(self, name, rule, error, field, offset, about, data, level="container"):
        if isinstance(data, Container):
            data = data.data()
        entry = {"file": name + ".nnmodel", "rule": rule, "error": error, "field": field,
                 "offset": offset, "level": level, "about": about}
        self.list.append((entry, data))


def whole(add):
    """P1, P2 and P13: where the file begins and ends."""
    right = golden.smallest().data()
    size = len(right)

    def magic(name, bytes_, about):
        add(name, "P1", "not-a-model-file", "prelude.magic", 0, about, golden.smallest(magic=bytes_))

    magic("magic-wrong", b"\x89PNG\r\n\x1a\n", "The magic of PNG.")
    magic("magic-high-bit", b"\x09NNM\r\n\x1a\n", "The eighth bit of the first byte is cleared.")
    magic("magic-last-byte", b"\x89NNM\r\n\x1a\r", "The last byte of the magic is a CR.")
    add("magic-text-mode", "P1", "not-a-model-file", "prelude.magic", 0,
        "Every CR LF of the file became LF, and the bytes after it moved up.",
        right.replace(b"\r\n", b"\n"))
    add("magic-short-and-wrong", "P1", "not-a-model-file", "prelude.magic", 0,
        "Four bytes that are not the beginning of the magic.", b"GIF8")
    for name, count, about in (
        ("empty", 0, "No byte at all."), ("magic-truncated", 5, "Five bytes of the magic."),
        ("prelude-truncated", 63, "All but the last byte of the prelude."),
    ):
        add(name, "P2", "truncated", "file", count, about, right[:count])
    for name, count, about in (
        ("truncated", 150, "The file ends in the padding before its tensor."),
        ("truncated-by-one", size - 1, "The last byte is missing."),
        ("truncated-in-header", 100, "The file ends in its header."),
        ("truncated-after-prelude", 64, "The file ends with its prelude."),
    ):
        add(name, "P13", "truncated", "file", count, about, right[:count])
    for name, tail, about in (
        ("trailing-byte", b"\0", "One zero byte follows."),
        ("trailing-kib", bytes(1024), "1,024 zero bytes follow."),
        ("two-files", right, "A second whole file follows."),
    ):
        add(name, "P13", "trailing-bytes", "file", size, about, right + tail)


def prelude(add):
    size = len(golden.smallest().data())

    def bad(name, rule, error, field, offset, about, **fields):
        add(name, rule, error, "prelude." + field, offset, about, golden.smallest(**fields))

    bad("version-major-2", "P3", "unsupported-version", "version", 8, "Major version 2.", major=2)
    bad("version-major-0", "P3", "unsupported-version", "version", 8, "Major version 0.", major=0)
    bad("version-big-endian", "P3", "unsupported-version", "version", 8,
        "Major version 1, written with its high byte first.", major=256)
    crc = zlib.crc32(golden.smallest().data()[:60])
    add("prelude-checksum", "P4", "checksum-mismatch", "prelude", 0,
        "One bit of the prelude's checksum is flipped.", golden.smallest(checksum=crc ^ 0x10000))
    add("prelude-checksum-zero", "P4", "checksum-mismatch", "prelude", 0,
        "The prelude's checksum is zero.", golden.smallest(checksum=0))
    flipped = bytearray(golden.smallest().data())
    flipped[17] ^= 0x01
    add("prelude-bit-flip", "P4", "checksum-mismatch", "prelude", 0,
        "One bit of the optional features is flipped, not the checksum.", bytes(flipped))
    bad("reserved-not-zero", "P5", "out-of-range", "reserved", 52, "A bit of the reserved bytes is set.",
        reserved=1)
    bad("reserved-high-byte", "P5", "out-of-range", "reserved", 52,
        "The highest bit of the reserved bytes is set.", reserved=1 << 63)
    for bit in (0, 31):
        bad("required-feature-%d" % bit, "P6", "unsupported-feature", "requiredFeatures", 12,
            "Bit %d of the required features is set." % bit, requiredFeatures=1 << bit)
    bad("header-too-large", "P8", "limit-exceeded", "headerRaw", 24,
        "The header claims to have 64 MiB and a byte.", headerRaw=(64 << 20) + 1)
    bad("header-raw-huge", "P8", "limit-exceeded", "headerRaw", 24,
        "The header claims to have 2^32 - 1 bytes.", headerRaw=0xFFFFFFFF)
    add("header-bomb", "P9", "limit-exceeded", "prelude.headerRaw", 24,
        "A header that inflates to one byte more than 64 times its stored bytes and 4,096.",
        golden.bloated(1))
    file = golden.smallest()
    raw = len(file.header)
    file.set_header(file.header, stored=deflate.padded(file.header, raw + raw // 256 + 129))
    add("header-stored-too-long", "P10", "limit-exceeded", "prelude.headerStored", 20,
        "A valid stream with empty blocks, one byte longer than the header may be stored.", file)
    for name, value in (("zero", 0), ("2048", 2048), ("32mib", 1 << 25), ("not-a-power", 5000),
                        ("4097", 4097)):
        bad("chunk-size-" + name, "P11", "out-of-range", "chunkSize", 40, "Chunk size %d." % value,
            chunkSize=value)
    bad("length-huge", "P12", "out-of-range", "length", 32, "The length is 2^63.", length=1 << 63)
    bad("length-too-small", "P12", "out-of-range", "length", 32,
        "The length ends one byte before the end of the table.", length=64 + 62 + 8 - 1)
    bad("length-zero", "P12", "out-of-range", "length", 32, "The length is 0.", length=0)
    bad("chunk-count-huge", "P12", "out-of-range", "length", 32,
        "A table of 2^32 - 1 entries in a file of %d bytes." % size, chunkCount=0xFFFFFFFF)


def base(encoding="raw"):
    """Two tensors, the first of them compressible."""
    return Container([
        Tensor("a", "u16", [60], values.words([i // 4 for i in range(60)], 16), encoding),
        Tensor("b", "u8", [5], b"\5\4\3\2\1"),
    ])


def table(add):
    file = base()
    right = zlib.crc32(file.table_bytes())
    file.prelude["tableChecksum"] = right ^ 1
    add("table-checksum", "T1", "checksum-mismatch", "table", file.table_offset(),
        "One bit of the table's checksum is flipped.", file)
    file = base()
    wrong = bytearray(file.table_bytes())
    wrong[7] ^= 0x80
    file.table, file.prelude["tableChecksum"] = bytes(wrong), zlib.crc32(base().table_bytes())
    add("table-bit-flip", "T1", "checksum-mismatch", "table", file.table_offset(),
        "One bit of the table is flipped, not its checksum.", file)
    file = base()
    file.table = file.table_bytes()[:8]
    add("chunk-count-short", "T2", "inconsistent", "prelude.chunkCount", 28,
        "The table lacks the entry of the last chunk.", file)
    file = base()
    file.table = file.table_bytes() + struct.pack("<II", 0, 0)
    add("chunk-count-long", "T2", "inconsistent", "prelude.chunkCount", 28,
        "The table has an entry for no chunk.", file)

    def entry(name, rule, member, k, about, file):
        add(name, rule, "out-of-range", "table[%d].%s" % (k, member), file.entry_offset(k), about, file)

    for code in (4, 15):
        file = base()
        file.chunks[0][0].encoding = code
        entry("encoding-%d" % code, "T3", "encoding", 0, "A chunk of encoding %d." % code, file)
    for code, name, about in ((2, "shuffle-of-bytes", "A shuffled chunk of one-byte elements."),
                              (3, "rotation-of-bytes", "A rotated chunk of one-byte elements.")):
        file = Container([Tensor("a", "u8", [80], bytes(80), "zlib")])
        file.chunks[0][0].encoding = code
        entry(name, "T3", "encoding", 0, about, file)
    file = base()
    file.chunks[1][0].stored = b"\5\4\3\2"
    entry("raw-chunk-short", "T4", "stored", 1, "A raw chunk of four bytes for a tensor of five.", file)
    file = base()
    file.chunks[1][0].stored = b"\5\4\3\2\1\0"
    entry("raw-chunk-long", "T4", "stored", 1, "A raw chunk of six bytes for a tensor of five.", file)
    file = base()
    file.chunks[1][0] = Chunk(deflate.padded(b"\5\4\3\2\1", 5 + 0 + 129), 1)
    entry("chunk-stored-too-long", "T4", "stored", 1,
          "A valid stream with empty blocks, one byte longer than the chunk may be stored.", file)
    file = Container([Tensor("a", "u8", [1 << 20], bytes(1 << 20))])
    file.chunks[0] = [Chunk(deflate.compress(bytes(1000)), 1)]
    entry("chunk-bomb", "T4", "stored", 0, "A few bytes that are to stand for 1 MiB.", file)
    file = golden.smallest()
    file.table = struct.pack(">II", *struct.unpack("<II", file.table_bytes()))
    entry("table-big-endian", "T4", "stored", 0, "The table is written with high bytes first.", file)
    file = Container([Tensor("a", "u8", [5000], bytes(i // 100 for i in range(5000)), ["zlib", "raw"])],
                     chunk_size=4096)
    first, second = file.chunks[0]
    file.table = second.entry() + first.entry()
    entry("table-order", "T4", "stored", 0, "The entries of a tensor's two chunks are swapped.", file)


def layout(add):
    right = base()
    field = "prelude.length"
    file = base()
    short = file.data()[:-1]
    file.prelude["length"] = len(short)
    add("length-inconsistent", "T5", "inconsistent", field, 32,
        "The file and its length are a byte shorter than the chunks.", file.data()[:-1])
    file = base()
    file.tail = bytes(-len(right.data()) % 64)
    add("padding-at-the-end", "T5", "inconsistent", field, 32,
        "The file and its length go on, with zeros, to a multiple of 64.", file)
    file = Container([Tensor("a", "u8", [0], b"")])
    file.tail = bytes(64)
    add("padding-without-chunks", "T5", "inconsistent", field, 32,
        "64 zero bytes follow the table of a file that has no chunks.", file)
    file = base()
    tight = bytearray(file.data())
    gap = file.gap(1)
    del tight[gap.start : gap.stop]
    file.prelude["length"] = len(tight)
    add("padding-missing", "T5", "inconsistent", field, 32,
        "The second tensor follows the first without padding.",
        file.data()[:64] + bytes(tight[64:]))
    for name, i, place, about in (
        ("padding-before-first", 0, 0, "The first byte between table and tensor is not zero."),
        ("padding-between", 1, 3, "A byte between two tensors is not zero."),
        ("padding-last-byte", 1, -1, "The byte before a tensor is not zero."),
    ):
        file = base()
        offset = file.gap(i)[place]
        file.padding[offset] = 0x80 if place == -1 else 1
        add(name, "T6", "nonzero-padding", 'tensors["%s"].padding' % "ab"[i], offset, about, file)


def chunks(add):
    def bad(name, rule, error, i, j, about, file):
        field = 'tensors["%s"].chunks[%d]' % (file.tensors[i].name, j)
        add(name, rule, error, field, file.chunk_offset(i, j), about, file)

    for name, encoding in (("chunk-checksum", "zlib"), ("raw-chunk-checksum", "raw")):
        file = base(encoding)
        file.chunks[0][0].checksum = zlib.crc32(file.chunks[0][0].stored) ^ 0x01000000
        bad(name, "D1", "checksum-mismatch", 0, 0, "One bit of a chunk's checksum is flipped.", file)
    file = base("shuffle")
    file.chunks[0][0].checksum = zlib.crc32(file.tensors[0].raw)
    bad("chunk-checksum-of-raw", "D1", "checksum-mismatch", 0, 0,
        "The checksum is that of the chunk's raw bytes.", file)
    file = base()
    a, b = file.chunks[0][0], file.chunks[1][0]
    a.checksum, b.checksum = zlib.crc32(b.stored), zlib.crc32(a.stored)
    bad("chunk-checksums-swapped", "D1", "checksum-mismatch", 0, 0,
        "Two tensors have each other's checksum.", file)
    file = base()
    b = file.chunks[1][0]
    b.checksum, b.stored = zlib.crc32(b.stored), b"\5\4\3\2\0"
    bad("raw-chunk-bit-flip", "D1", "checksum-mismatch", 1, 0,
        "One bit of the second tensor is flipped; the first is whole.", file)
    rows = [bytes(i % 2 for i in range(4096)), bytes(i % 3 for i in range(4096))]
    file = Container([Tensor("a", "u8", [8192], rows[0] + rows[1], "zlib")], chunk_size=4096)
    one, two = file.chunks[0]
    size = max(len(one.stored), len(two.stored)) + 10
    one.stored, two.stored = (evened(row, size) for row in rows)
    one.checksum, two.checksum = zlib.crc32(one.stored), zlib.crc32(two.stored)
    one.stored, two.stored = two.stored, one.stored
    bad("chunks-swapped", "D1", "checksum-mismatch", 0, 0,
        "The two chunks of a tensor, of one length, lie in each other's place.", file)
    for name, byte in (("bool-2", 2), ("bool-255", 255)):
        file = Container([Tensor("a", "bool", [2, 2], bytes([0, 1, byte, 1]))])
        bad(name, "D4", "invalid-value", 0, 0, "An element of bool is %d." % byte, file)
    flags = bytearray(i % 2 for i in range(4100))
    flags[4099] = 3
    file = Container([Tensor("a", "bool", [4100], bytes(flags), ["zlib", "raw"])], chunk_size=4096)
    bad("bool-in-second-chunk", "D4", "invalid-value", 0, 1, "The last bool of two chunks is 3.", file)


def evened(raw, size):
    """A stream for raw of exactly `size` bytes: empty fixed and stored blocks go before the data."""
    for count in range(40):
        bits = deflate.Bits()
        for _ in range(count % 5):
            bits.put(2, 10)  # an empty fixed block
            deflate.stored(bits, b"", 0)
        for _ in range(count // 5):
            deflate.stored(bits, b"", 0)
        stream = deflate.frame(bytes(bits.bytes) + deflate.blocks(raw), raw)
        if len(stream) == size:
            assert zlib.decompress(stream) == raw
            return stream
    raise ValueError("no such stream")


def streams(add):
    broken_streams.add_frames(add, base)
    broken_streams.add_blocks(add)


def cases():
    found = Cases()
    for part in (whole, prelude, table, layout, chunks, streams, broken_header.add_all,
                 broken_network.add_all, broken_checkpoint.add_all):
        part(found.add)
    return found.list

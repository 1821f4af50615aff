"""The valid files: containers. Networks are in golden_networks.py."""

import struct

import canonical
import container
import deflate
import values
from container import Chunk, Container, Tensor

PRODUCER = {"name": "fixtures", "version": "1.0"}


def smallest(encoding="raw", **prelude):
    return Container([Tensor("a", "u8", [3], bytes([1, 2, 3]), encoding)], header="stored", **prelude)


def element_types():
    """One file for each element type."""
    every_byte = bytes(range(256))
    out = []
    for word, about in (
        ("f8_e4m3", "All 256 patterns of OCP E4M3."),
        ("f8_e5m2", "All 256 patterns of OCP E5M2."),
        ("f8_e8m0", "All 256 patterns of OCP E8M0."),
        ("f8_e4m3fnuz", "All 256 patterns of E4M3 with one zero and one NaN."),
        ("f8_e5m2fnuz", "All 256 patterns of E5M2 with one zero and one NaN."),
        ("i8", "All 256 signed bytes, from 0 to 127, then from -128 to -1."),
        ("u8", "All 256 unsigned bytes."),
    ):
        out.append((word, about, [16, 16], every_byte))
    for word, patterns, bits in (
        ("f64", values.F64, 64), ("f32", values.F32, 32), ("f16", values.F16, 16),
        ("bf16", values.BF16, 16),
    ):
        about = "Zeros, subnormals, bounds, infinities and NaNs with payloads as %s." % word
        out.append((word, about, [2, 8], values.words(patterns, bits)))
    for bits in (64, 32, 16):
        raw = values.words(values.integers(bits), bits)
        out.append(("i%d" % bits, "Signed integers of %d bits at their bounds." % bits, [5, 2], raw))
        out.append(("u%d" % bits, "Unsigned integers of %d bits at their bounds." % bits, [5, 2], raw))
    out.append(("bool", "Truth values.", [3, 3], bytes([0, 1, 1, 0, 0, 1, 0, 1, 0])))
    pairs = [pattern for i in range(8) for pattern in (values.F32[i], values.F32[15 - i])]
    out.append(("c64", "Complex numbers whose parts are NaNs, infinities and subnormals.", [2, 2, 2],
                values.words(pairs, 32)))
    return [
        ("dtype-" + word, about, Container([Tensor("values", word, shape, raw)]))
        for word, about, shape, raw in out
    ]


def slope(count):
    """Weights that run slowly: their upper bytes repeat, and so do their lower ones now and then."""
    return values.f32([(i % 40 - 20) / 64 for i in range(count)])


def encodings():
    out = []
    for word, about in (
        ("raw", "One tensor as it is; the content is that of encoding-zlib and encoding-shuffle."),
        ("zlib", "One tensor as a zlib stream; the content is that of encoding-raw."),
        ("shuffle", "One tensor as a zlib stream of its byte planes; the content is that of encoding-raw."),
    ):
        file = Container([Tensor("slope", "f32", [12, 20], slope(240), word)], {"producer": PRODUCER})
        out.append(("encoding-" + word, about, file))
    noise = values.Noise(7)
    rows = [noise.bytes(4096), slope(1024)[:4096]]
    rows.append(values.f32([i / 4096 for i in range(1024)]))
    rows.append(values.f32([-float(i // 7) for i in range(768)]))
    mixed = Tensor("mixed", "f32", [15, 256], b"".join(rows), ["raw", "zlib", "shuffle", "rotate"])
    out.append(("several-chunks", "A tensor of four chunks in all four encodings, the last one short.",
                Container([mixed], chunk_size=4096)))
    every = []
    for i, (word, size) in enumerate(sorted(container.ELEMENT.items())):
        if word == "bool":
            raw = bytes(j % 3 % 2 for j in range(120))
        else:
            raw = bytes(j // size % 5 * (j % size + 1) for j in range(120))
        every.append(Tensor(word, word, [120 // size], raw, "shuffle" if size > 1 else "zlib"))
    out.append(("encoded-dtypes", "A tensor of each element type, shuffled where elements have several "
                "bytes, else a plain zlib stream.", Container(every)))
    out.append(("encoding-rotated", "Tensors of each element type of several bytes, rotated and shuffled, "
                "with signs and NaNs of all sorts; then tensors of two chunks.", rotated()))
    data = (b"stored " * 3 + bytes(range(40)), b"fixed " * 16, b"dynamic block, dynamically coded; " * 9)
    bits = deflate.Bits()
    deflate.stored(bits, data[0], 0)
    deflate.fixed(bits, deflate.tokens(data[1], data[0]), 0)
    deflate.stored(bits, b"", 0)
    deflate.dynamic(bits, deflate.tokens(data[2], data[0] + data[1]), 1)
    whole = b"".join(data)
    file = Container([Tensor("text", "u8", [len(whole)], whole)])
    file.chunks[0] = [Chunk(deflate.frame(bytes(bits.bytes), whole), 1)]
    out.append(("stream-all-block-types", "A zlib stream with stored, fixed, empty stored and dynamic "
                "blocks, whose matches reach back over the blocks.", file))
    return out


def rotated():
    floats = {"f64": (values.F64, 64), "f32": (values.F32, 32), "f16": (values.F16, 16),
              "bf16": (values.BF16, 16), "c64": (values.F32[::-1], 32)}
    tensors = []
    for word, size in sorted(container.ELEMENT.items()):
        if size > 1:
            patterns, bits = floats.get(word, (values.integers(8 * size), 8 * size))
            raw = values.words(patterns, bits) * 12
            tensors.append(Tensor(word, word, [len(raw) // size], raw, "rotate"))
    # Weights around zero, in chunks of 4,096 bytes and a shorter one.
    weights = [(i * 37 % 64 - 31.5) / 512 for i in range(2100)]
    tensors.append(Tensor("long.f64", "f64", [540], values.f64(weights[:540]), "rotate"))
    tensors.append(Tensor("long.f32", "f32", [1100], values.f32(weights[:1100]), "rotate"))
    tensors.append(Tensor("long.f16", "f16", [2100], values.f16(weights), "rotate"))
    halves = b"".join(values.f32([weight])[2:] for weight in weights)
    tensors.append(Tensor("long.bf16", "bf16", [2100], halves, ["rotate", "shuffle"]))
    return Container(tensors, chunk_size=4096)


def shapes():
    def plain(*tensors, **more):
        return Container([Tensor(name, dtype, shape, raw) for name, dtype, shape, raw in tensors], **more)

    third = values.words([0x3FD5555555555555], 64)
    far = (1 << 53) - 1
    return [
        ("no-tensors", "An empty list of tensors: the file ends with its header.", plain()),
        ("scalar", "A tensor without dimensions has one element.", plain(("third", "f64", [], third))),
        ("empty-tensor", "Empty tensors before, between and behind others take no place.", plain(
            ("before", "f32", [0], b""), ("one", "u16", [1], b"\x34\x12"),
            ("between", "c64", [3, 0, 2], b""), ("two", "i16", [1, 1], b"\xfe\xff"),
            ("behind", "bool", [0, 0], b""))),
        ("only-empty-tensors", "Tensors but no chunk: the file ends with its header.", plain(
            ("a", "f64", [0], b""), ("b", "u8", [4, 0], b""))),
        ("empty-tensor-huge", "An empty tensor whose other dimensions come to just under 2^63 bytes.",
         plain(("a", "u8", [0, far, 1024], b""))),
        ("rank-8", "A tensor of eight dimensions.", plain(
            ("a", "u8", [1, 2, 1, 2, 1, 1, 3, 1], bytes(range(12))))),
        ("several-tensors-padded", "Tensors of sizes around 64 bytes, each at a multiple of 64.", plain(
            *[("t%d" % n, "u8", [n], bytes((i * 7 + n) & 0xFF for i in range(n)))
              for n in (1, 63, 64, 65, 127, 128, 5)])),
        ("many-tensors", "300 tensors, every sixth with an element, the others empty.", Container([
            Tensor("tensor.%03d" % i, "u16", [1] if i % 6 == 0 else [0],
                   struct.pack("<H", i * 211) if i % 6 == 0 else b"") for i in range(300)])),
        ("exactly-one-chunk", "A tensor of exactly the chunk size, then one of one byte more.", Container([
            Tensor("full", "u8", [4096], bytes(i // 9 % 256 for i in range(4096)), "zlib"),
            Tensor("more", "u8", [4097], bytes(i // 8 % 256 for i in range(4097)), ["zlib", "raw"]),
        ], chunk_size=4096)),
        ("chunk-size-16mib", "The largest chunk size.", smallest(chunk_size=1 << 24)),
    ]


def preludes():
    return [
        ("smallest", "One tensor of three bytes, its header stored: §14 shows the bytes.", smallest()),
        ("minor-7", "A later minor version.", smallest(minor=7)),
        ("optional-features", "Bits 0, 15, 16 and 31 of the optional features.",
         smallest(optionalFeatures=1 << 0 | 1 << 15 | 1 << 16 | 1 << 31)),
    ]


def one(name="a", **others):
    return Tensor(name, "u8", [3], bytes([1, 2, 3]), **others)


def bloated(over):
    """A file whose header is `over` bytes longer than rule P9 allows for its stored bytes."""
    empty = Container([one()], {"metadata": {"blank": ""}}, header="stored")
    for size in range(100, 140):
        count = 64 * size + 4096 + over - len(empty.header)
        file = Container([one()], {"metadata": {"blank": " " * count}}, header="stored")
        # An empty stored block of five bytes in front, so that the stream has the size that is asked for.
        blocks = b"\x00\x00\x00\xff\xff" + deflate.blocks(file.header)
        stored = deflate.frame(blocks, file.header)
        if len(stored) == size:
            file.set_header(file.header, stored=stored)
            return file
    raise ValueError("no such header")


def headers():
    deep = {}
    for _ in range(30):
        deep = {"d": deep}
    metadata = {
        "title": "A file with metadata", "author": "", "notes": "two lines\nand\ttabs, \"quotes\", \\",
        "controls": "".join(chr(code) for code in range(1, 32)) + "\x7f\u0080", "1": "digits first",
    }
    # By code points the emoji would come last; by UTF-16 code units it comes before the ligature.
    order = {"\ufb33": "U+FB33", "\U0001f600": "U+1F600", "\u20ac": "U+20AC", "\r": "U+000D",
             "1": "U+0031", "\u0080": "U+0080", "\u00f6": "U+00F6", "\ue000": "U+E000",
             "\U0010ffff": "U+10FFFF", "\uffff": "U+FFFF"}
    names = ("\u91cd\u307f", "\u0432\u0435\u0441", "\u03b2\u03ac\u03c1\u03bf\u03c2", "\u0648\u0632\u0646",
             "\U0001f9e0.weight", "\U0001d6fc", "\U0001f469\u200d\U0001f52c", "a b", "\"\\/", "\U0010fffd")
    nearly = ("\u00e9", "e\u0301", "E", "e", "\u0435", "e ", " e", "\u212b", "\u00c5", "A\u030a", "e\u200b")
    unknown = {
        "vendor": {"list": [1, "two", [], {}, True, False], "tensors": "not these"},
        "": {"": ""}, "Tensors": [3], "tensorz": 0.5,
    }
    return [
        ("metadata", "Strings of all kinds as metadata, with a producer, run and storage.", Container(
            [one()], {"metadata": metadata, "producer": PRODUCER, "run": {"host": "none"},
                      "storage": {"level": 6}})),
        ("unicode-names", "Names in many scripts, and members whose UTF-16 order is not that of code "
         "points.", Container([Tensor(name, "u8", [1], bytes([i])) for i, name in enumerate(names)],
                              {"metadata": order})),
        ("names-nearly-equal", "Names that differ as bytes but look alike or are canonically equivalent.",
         Container([Tensor(name, "u8", [1], bytes([i])) for i, name in enumerate(nearly)])),
        ("name-lengths", "Names of 1 and of 1,024 bytes.", Container(
            [one("x"), one("x" * 1024), one("\u20ac" * 341 + "x")])),
        ("unknown-members", "Members that the format does not name, in the header and in tensors.",
         Container([one(note={"scale": 0.25}, zeros=[0, 0]), one("b", dtypes="u8")], unknown)),
        ("depth-32", "A header nested exactly 32 deep.", Container([one()], {"deep": deep})),
        ("header-stored", "A header so repetitive that it has to be stored uncompressed.", Container(
            [one()], {"metadata": {"blank": " " * 10800}})),
        ("header-at-the-bound", "A header of exactly 64 times its stored bytes and 4,096.", bloated(0)),
        ("separators-in-strings", "More of , : [ { in strings than H7 allows outside of them, behind quotes "
         "and backslashes that are escaped.", Container([one()], {"metadata": {"backslash": "\\", "quotes": '",[{:' * 1500}})),
        ("number-forms", "Numbers in every form of Number::toString, up to the bounds.", numbers()),
        ("training-without-model", "A bag of tensors with training and no model.", Container(
            [one()], {"training": {"learningRate": 0.5}})),
    ]


def numbers():
    forms = [
        0, 1, -1, 10, 100, 4294967296, 9007199254740991, -9007199254740991, 4503599627370495.5,
        1234567890123456.8, 72057594037927.94, 333333333.3333333, 123456.789, -1.5, 1000.0, 0.5, 0.1,
        0.30000000000000004, 0.00012345, 0.000001, 0.0000012, 9.999999999999999e-7, 9.5e-7, 5e-7, 1e-7,
        1.5e-7, -1.25e-7, 1e-10, 1.7976931348623157e-300, 2.2250738585072014e-308,
        2.225073858507201e-308, 1e-320, 2e-323, 5e-324, -5e-324,
    ]
    edges = {canonical.number(x): x for x in forms}
    training = {"learningRate": 1e-7, "epochs": 9007199254740991, "seed": "ffffffffffffffff",
                "optimizer": {"kind": "adam", "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}}
    return Container([one(scale=5e-324)], {"numbers": forms, "spelt": edges, "training": training})


def cases():
    return preludes() + element_types() + encodings() + shapes() + headers()

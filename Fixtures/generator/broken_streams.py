"""The broken files whose one defect is in a chunk's zlib stream (rule D2).

Each comes with what zlib itself says of it, so that a stream is refused for the reason that it was made
for. Where that can be, a decoder that overlooks the defect finds the right bytes and Adler-32 behind it.
"""

import struct
import zlib

import deflate
import values
from container import Chunk, Container, Tensor


def case(add, name, about, says, file, stored, i=0):
    size = len(file.tensors[i].raw)
    assert deflate.fault(stored, size) == says, (name, deflate.fault(stored, size))
    file.chunks[i] = [Chunk(stored, 1)]
    field = 'tensors["%s"].chunks[0]' % file.tensors[i].name
    add("stream-" + name, "D2", "invalid-stream", field, file.chunk_offset(i), about, file)


def add_frames(add, base):
    """Header, check value and end of a stream, over right blocks."""
    raw = base().tensors[0].raw
    body = deflate.blocks(raw)
    adler = deflate.adler(raw)

    def stream(name, about, says, stored):
        case(add, name, about, says, base(), stored)

    stream("small-window", "A window of 16 KiB is asked for: the first byte is 0x68.", None,
           b"\x68\x81" + body + adler)
    stream("fcheck", "The two header bytes are not a multiple of 31.", "incorrect header check",
           b"\x78\xdb" + body + adler)
    maker = b"\x78\xf9" + deflate.adler(raw[:16])
    stream("dictionary", "A preset dictionary is asked for.", "Error 2 while decompressing data",
           maker + body + adler)
    stream("adler", "The Adler-32 is wrong.", "incorrect data check",
           b"\x78\xda" + body + bytes([adler[0] ^ 1]) + adler[1:])
    stream("adler-little-endian", "The Adler-32 is written with its low byte first.",
           "incorrect data check", b"\x78\xda" + body + adler[::-1])
    stream("adler-missing", "The stream ends without its Adler-32.", "unfinished", b"\x78\xda" + body)
    stream("adler-cut", "The last byte of the Adler-32 is missing.", "unfinished",
           b"\x78\xda" + body + adler[:3])
    stream("short", "The stream stands for one byte less than the chunk.", "too short",
           deflate.compress(raw[:-1]))
    stream("long", "The stream stands for one byte more than the chunk.", "too long",
           deflate.compress(raw + b"\0"))
    stream("trailing", "A byte follows the stream.", "trailing bytes", deflate.compress(raw) + b"\0")
    stream("twice", "Two streams, each for half of the chunk.", "too short",
           deflate.compress(raw[:60]) + deflate.compress(raw[60:]))
    case(add, "empty", "An encoded chunk of no stored bytes.", "unfinished", base(), b"", 1)
    stream("raw-deflate", "DEFLATE blocks without zlib's frame.", "incorrect header check", body)
    gzip = b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + body + struct.pack("<II", zlib.crc32(raw), len(raw))
    stream("gzip", "A gzip member.", "incorrect header check", gzip)
    stream("not-zlib", "Noise.", "incorrect header check", values.Noise(5).bytes(40))


ITEMS = [*b"Codes, lengths, distances: ", (9, 20), (4, 9), *b" and no end of them; ", (21, 21), (13, 44),
         *b"zlib has the last word", (3, 1), (130, 34), (7, 60), *b"."]
RAW = deflate.expand(ITEMS)
START = ITEMS[:27]
REST = ITEMS[28:]


class Block:
    """A dynamic block. Its parts are right until they are replaced."""

    def __init__(self, items=ITEMS):
        self.items = items
        literals, distances = deflate.best_lengths(items)
        self.literals = literals[: max(i for i, length in enumerate(literals) if length) + 1]
        self.distances = distances[: max([i for i, length in enumerate(distances) if length] or [0]) + 1]
        self.symbols, self.widths = None, None

    def match(self, distance, length=9):
        """A match whose distance is spelt by these bits."""
        return deflate.spelt(deflate.codes(self.literals)[254 + length]) + distance

    def write(self, bits):
        symbols = self.symbols or deflate.run_lengths(self.literals + self.distances)
        deflate.put_lengths(bits, len(self.literals), len(self.distances), symbols, 1, self.widths)
        literals, distances = deflate.codes(self.literals), deflate.codes(self.distances)
        deflate.put_tokens(bits, self.items, literals, distances)


def add_blocks(add):
    """What stands in the blocks."""

    def made(name, about, says, write, raw=RAW, cut=None):
        bits = deflate.Bits()
        write(bits)
        stored = deflate.frame(bytes(bits.bytes), raw)[:cut]
        case(add, name, about, says, Container([Tensor("a", "u8", [len(raw)], raw)]), stored)

    def dynamic(name, about, says, block, raw=RAW):
        made(name, about, says, block.write, raw)

    def fixed(name, about, says, items, raw=RAW):
        made(name, about, says, lambda bits: deflate.fixed(bits, items, 1), raw)

    made("unfinished", "No block is marked as the last one.", "invalid stored block lengths",
         lambda bits: deflate.dynamic(bits, ITEMS, 0))
    made("bad-block", "A block of type 3 ends the stream.", "invalid block type",
         lambda bits: (deflate.dynamic(bits, ITEMS, 0), bits.put(1, 1), bits.put(3, 2)))
    stored_blocks(made)
    ends(made, dynamic)
    matches(fixed, dynamic)
    code_lengths(dynamic)
    codes(dynamic)


def stored_blocks(made):
    def lengths(length, other=None):
        def write(bits):
            deflate.stored(bits, RAW, 1)
            bits.bytes[1:5] = struct.pack("<HH", length, other or length ^ 0xFFFF)
        return write

    size = len(RAW)
    made("stored-length", "A stored block whose two lengths contradict each other.",
         "invalid stored block lengths", lengths(size, size ^ 0xFFFE))
    made("stored-past-end", "A stored block of more bytes than the stream has left.", "unfinished",
         lengths(size), cut=-4 - 20)
    made("stored-beyond", "A stored block of a byte more than the chunk, then the right Adler-32.",
         "incorrect data check", lambda bits: deflate.stored(bits, RAW + b"!", 1))
    made("cut-in-stored-length", "The stream ends in the lengths of a stored block.", "unfinished",
         lengths(size), cut=4)
    room = size + size // 256 + 128 - 2
    made("empty-stored-blocks", "Empty stored blocks up to the bound of a chunk, and nothing else.", "unfinished",
         lambda bits: [deflate.stored(bits, b"", 0) for _ in range(room // 5)], cut=2 + room // 5 * 5)
    made("empty-fixed-blocks", "Empty fixed blocks up to the bound of a chunk, and nothing else.", "unfinished",
         lambda bits: [deflate.fixed(bits, [], 0) for _ in range(room * 8 // 10)], cut=2 + room)


def ends(made, dynamic):
    """Streams that end too early, and blocks that go on too long."""
    made("cut-after-head", "The stream ends where its first block would begin.", "unfinished",
         Block().write, cut=2)
    made("cut-in-tables", "The stream ends in the code lengths of a dynamic block.", "unfinished",
         Block().write, cut=12)
    # A head of three bits and codes of nine: no code ends with the tenth byte.
    high = bytes(range(150, 200))
    made("cut-in-literal", "The stream ends in the code of a literal.", "unfinished",
         lambda bits: deflate.fixed(bits, high, 1), high, 2 + 10)
    # Three bits, 20 codes of eight, one of seven, one of five, and three bits more, of which one is left.
    items = [*b"twenty bytes at most", (3, 20)]
    made("cut-in-distance", "The stream ends in the extra bits of a distance.", "unfinished",
         lambda bits: deflate.fixed(bits, items, 1), deflate.expand(items), 2 + 22)
    dynamic("literal-beyond", "A literal follows the last byte of the chunk, then the right Adler-32.",
            "incorrect data check", Block(ITEMS + [0x2E]))
    beyond = ITEMS + [(258, 40)]
    dynamic("match-beyond", "The last match goes on for 256 bytes behind the chunk, then the right Adler-32.",
            "too long", Block(beyond), deflate.expand(beyond)[: len(RAW) + 2])


def matches(fixed, dynamic):
    far = "invalid distance too far back"
    fixed("far-distance", "A match reaches to before the beginning.", far,
          [RAW[0], (3, 2)] + deflate.tokens(RAW[4:]))
    fixed("far-distance-at-once", "A match before there is a byte.", far, [(3, 1)] + deflate.tokens(RAW[3:]))
    items = [0x21] + [(258, 1)] * 127
    assert len(deflate.expand(items)) == 32767
    fixed("far-distance-32768", "A match that reaches 32,768 bytes back when there are 32,767.", far,
          items + [(3, 32768)], bytes([0x21]) * 32770)
    table = deflate.codes(deflate.FIXED_LITERALS)
    for symbol in (286, 287):
        fixed("length-%d" % symbol, "Length symbol %d in a fixed block." % symbol, "invalid literal/length code",
              START + [deflate.spelt(table[symbol]) + "01000000"] + REST)
    for symbol in (30, 31):
        bits = deflate.spelt(table[263]) + format(symbol, "05b")
        fixed("distance-%d" % symbol, "Distance symbol %d in a fixed block." % symbol, "invalid distance code",
              START + [bits] + REST)
    block = Block(START + REST)
    block.distances = [0]
    block.items = START + [block.match("0", 3)]
    dynamic("distance-without-codes", "A match in a dynamic block that has no code for distances.",
            "invalid distance code", block)
    block = Block([*b"Codes, lengths, distances: ", (9, 20)])
    assert sum(block.distances) == 1
    block.items = START + [block.match("1")]
    dynamic("distance-without-code", "The one code for distances has one bit, and the other bit is met.",
            "invalid distance code", block)
    block = Block([])
    assert sum(block.literals) == 1
    block.items = ["1"]
    dynamic("literal-without-code", "The end alone has a code, of one bit, and the other bit is met.",
            "invalid literal/length code", block)


def code_lengths(dynamic):
    """The code that code lengths are spelt with, and what it spells."""
    def plainly(block):
        block.symbols = [(length, 0, 0) for length in block.literals + block.distances]
        block.widths = deflate.best_widths(block.symbols)
        return block

    block = plainly(Block())
    block.widths[18] = max(block.widths)
    dynamic("code-lengths-oversubscribed", "A code too many for code lengths; it is not used.",
            "invalid code lengths set", block)
    block = plainly(Block())
    block.widths = [width and width + 1 for width in block.widths]
    # Every code begins with a zero now.
    block.symbols[0] = ("1" * max(block.widths), 0, 0)
    dynamic("code-lengths-incomplete", "Too few codes for code lengths, and what none of them is.",
            "invalid code lengths set", block)
    block = Block()
    block.widths = [0] * 19
    block.symbols = [("0" * len(block.literals + block.distances), 0, 0)]
    dynamic("code-lengths-none", "No code for code lengths.", "invalid code -- missing end-of-block", block)

    repeat = "invalid bit length repeat"
    block = Block()
    assert not any(block.literals[:32])
    block.symbols = [(16, 0, 2)] + deflate.run_lengths(block.literals[3:] + block.distances)
    dynamic("repeat-at-once", "The first code length repeats the one before it.", repeat, block)
    for symbol, name, about in (
        (16, "repeat-past-end", "A repeated length goes on"), (17, "zeros-past-end", "Zeros go on"),
        (18, "many-zeros-past-end", "Many zeros go on"),
    ):
        block = Block()
        block.distances = spread({0: 3, 6: 3, 8: 2, 10: 2, 11: 2})
        if symbol == 16:
            before, extra = block.distances[:-1], (16, 0, 2)
        else:
            before, extra = block.distances, (symbol, 0, 3 if symbol == 17 else 7)
            block.distances = block.distances + [0] * 2
        block.symbols = deflate.run_lengths(block.literals + before) + [extra]
        dynamic(name, about + " behind the last distance.", repeat, block)


def spread(lengths):
    """A list of code lengths from those that are not zero."""
    return [lengths.get(i, 0) for i in range(max(lengths) + 1)]


def codes(dynamic):
    """The codes for literals, lengths and distances."""
    def add(name, about, says, **parts):
        block = Block()
        for part, value in parts.items():
            setattr(block, part, value)
        dynamic(name, about, says, block)

    right = Block()
    many = "too many length or distance symbols"
    for count in (287, 288):
        add("literal-codes-%d" % count, "%d code lengths for literals and lengths." % count, many,
            literals=right.literals + [0] * (count - len(right.literals)))
    for count in (31, 32):
        distances = spread({0: 3, 6: 3, 8: 3, 10: 3, 11: 2, count - 1: 2})
        symbol = deflate.spelt(deflate.codes(distances)[count - 1])
        add("distance-codes-%d" % count, "%d code lengths for distances; the last code is used." % count, many,
            distances=distances, items=START + [right.match(symbol)] + REST)
    endless = deflate.code_lengths([length and 1 << 12 - length for length in right.literals[:256]] + [0]
                                   + [length and 1 << 12 - length for length in right.literals[257:]], 15)
    add("no-end", "No code for the end of the block.", "invalid code -- missing end-of-block", literals=endless)
    longest = max(right.literals)
    add("oversubscribed", "A code too many for literals and lengths; it is not used.",
        "invalid literal/lengths set",
        literals=right.literals + [0] * (285 - len(right.literals)) + [longest])
    add("distances-oversubscribed", "A code too many for distances; it is not used.", "invalid distances set",
        distances=right.distances + [0] * (29 - len(right.distances)) + [max(right.distances)])
    add("literals-incomplete", "Too few codes for literals and lengths, and what none of them is.",
        "invalid literal/lengths set", literals=[length and length + 1 for length in right.literals],
        items=START + ["1" * (longest + 1)] + REST)
    distances = [length and length + 1 for length in right.distances]
    add("distances-incomplete", "Too few codes for distances, and what none of them is.",
        "invalid distances set", distances=distances, items=START + [right.match("1" * max(distances))] + REST)

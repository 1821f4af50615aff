"""A DEFLATE encoder (RFC 1951) in zlib's frame (RFC 1950).

It is written out here so that the fixtures do not depend on the compressor of the machine that makes
them, and so that every kind of block, and every kind of damage, can be made on purpose.
"""

import zlib

LENGTHS = []
for _code in range(28):
    _extra = 0 if _code < 8 else (_code - 4) // 4
    _base = 3 + _code if _code < 8 else 3 + ((4 + _code % 4) << _extra)
    LENGTHS.append((_base, _extra))
LENGTHS.append((258, 0))

DISTANCES = []
for _code in range(30):
    _extra = 0 if _code < 4 else (_code - 2) // 2
    _base = 1 + _code if _code < 4 else 1 + ((2 + _code % 2) << _extra)
    DISTANCES.append((_base, _extra))

ORDER = (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)
FIXED_LITERALS = [8] * 144 + [9] * 112 + [7] * 24 + [8] * 8
FIXED_DISTANCES = [5] * 32


class Bits:
    def __init__(self):
        self.bytes = bytearray()
        self.count = 0

    def put(self, value, width):
        """Appends bits, the lowest first."""
        for i in range(width):
            if self.count % 8 == 0:
                self.bytes.append(0)
            self.bytes[-1] |= ((value >> i) & 1) << (self.count % 8)
            self.count += 1

    def code(self, value, width):
        """Appends a Huffman code, the highest bit first."""
        for i in reversed(range(width)):
            self.put((value >> i) & 1, 1)

    def align(self):
        self.put(0, -self.count % 8)


def codes(lengths):
    """The canonical codes for code lengths, symbol by symbol."""
    result, code = {}, 0
    for width in range(1, 16):
        for symbol, length in enumerate(lengths):
            if length == width:
                result[symbol] = (code, width)
                code += 1
        code <<= 1
    return result


def code_lengths(counts, limit):
    """The best code lengths of at most `limit` bits, by the package-merge algorithm."""
    used = sorted((count, (symbol,)) for symbol, count in enumerate(counts) if count)
    lengths = [0] * len(counts)
    if len(used) == 1:
        lengths[used[0][1][0]] = 1
        return lengths
    packages = list(used)
    for _ in range(limit - 1):
        pairs = [
            (packages[i][0] + packages[i + 1][0], packages[i][1] + packages[i + 1][1])
            for i in range(0, len(packages) - 1, 2)
        ]
        packages = sorted(used + pairs)
    for _, symbols in packages[: 2 * len(used) - 2]:
        for symbol in symbols:
            lengths[symbol] += 1
    return lengths


def find(table, value):
    """Which code of `table` stands for a length or distance, and with what extra bits."""
    code = max(i for i, (base, _) in enumerate(table) if base <= value)
    return code, value - table[code][0], table[code][1]


def tokens(data, before=b""):
    """Cuts data into literals (integers) and matches (length, distance), greedily."""
    whole, out, seen = before + data, [], {}
    for j in range(len(before) - 2):
        seen.setdefault(whole[j : j + 3], []).append(j)
    i = len(before)
    while i < len(whole):
        best, distance = 0, 0
        for start in reversed(seen.get(whole[i : i + 3], [])[-48:]):
            if i - start > 32768:
                break
            length = 0
            while length < 258 and i + length < len(whole) and whole[start + length] == whole[i + length]:
                length += 1
            if length > best:
                best, distance = length, i - start
            if best == 258:
                break
        step = best if best >= 3 else 1
        out.append((best, distance) if best >= 3 else whole[i])
        for j in range(i, min(i + step, len(whole) - 2)):
            seen.setdefault(whole[j : j + 3], []).append(j)
        i += step
    return out


def expand(items, before=b""):
    """The bytes that literals and matches stand for, behind those before."""
    out = bytearray(before)
    for item in items:
        if isinstance(item, tuple):
            for _ in range(item[0]):
                out.append(out[-item[1]])
        else:
            out.append(item)
    return bytes(out[len(before):])


def put_tokens(bits, items, literals, distances):
    """The codes of literals and matches, then that of the end if it has one; text stands for bits."""
    for item in items:
        if isinstance(item, tuple):
            code, extra, width = find(LENGTHS, item[0])
            bits.code(*literals[257 + code])
            bits.put(extra, width)
            code, extra, width = find(DISTANCES, item[1])
            bits.code(*distances[code])
            bits.put(extra, width)
        elif isinstance(item, str):
            bits.code(int(item, 2), len(item))
        else:
            bits.code(*literals[item])
    if 256 in literals:
        bits.code(*literals[256])


def stored(bits, data, final):
    bits.put(final, 1)
    bits.put(0, 2)
    bits.align()
    bits.put(len(data), 16)
    bits.put(len(data) ^ 0xFFFF, 16)
    bits.bytes += data
    bits.count += 8 * len(data)


def spelt(code):
    """A code as text, for an item of its own."""
    return format(code[0], "0%db" % code[1])


def fixed(bits, items, final):
    bits.put(final, 1)
    bits.put(1, 2)
    put_tokens(bits, items, codes(FIXED_LITERALS), codes(FIXED_DISTANCES))


def run_lengths(lengths):
    """Code lengths as symbols of the code length alphabet: (symbol, extra value, extra bits)."""
    out, i = [], 0
    while i < len(lengths):
        value, run = lengths[i], 1
        while i + run < len(lengths) and lengths[i + run] == value:
            run += 1
        if value == 0 and run >= 11:
            run = min(run, 138)
            out.append((18, run - 11, 7))
        elif value == 0 and run >= 3:
            out.append((17, run - 3, 3))
        elif value and run >= 4:
            run = min(run, 7)
            out += [(value, 0, 0), (16, run - 4, 2)]
        else:
            run = 1
            out.append((value, 0, 0))
        i += run
    return out


def best_lengths(items):
    """The code lengths of literals and lengths, and those of distances, that suit the items best."""
    counts, far = [0] * 286, [0] * 30
    counts[256] = 1
    for item in items:
        if isinstance(item, tuple):
            counts[257 + find(LENGTHS, item[0])[0]] += 1
            far[find(DISTANCES, item[1])[0]] += 1
        elif not isinstance(item, str):
            counts[item] += 1
    literals, distances = code_lengths(counts, 15), [0] * 30
    if any(far):
        distances = code_lengths(far, 15)
    return literals, distances


def dynamic(bits, items, final, lengths=None):
    literals, distances = lengths or best_lengths(items)
    dynamic_tables(bits, literals, distances, final)
    put_tokens(bits, items, codes(literals), codes(distances))


def dynamic_tables(bits, literals, distances, final):
    """The head of a dynamic block, with whatever code lengths are asked for."""
    last = max(i for i, length in enumerate(literals) if length)
    far = max([i for i, length in enumerate(distances) if length] or [0])
    literals, distances = literals[: max(last + 1, 257)], distances[: far + 1]
    put_lengths(bits, len(literals), len(distances), run_lengths(literals + distances), final)


def put_lengths(bits, literals, distances, symbols, final, widths=None):
    """The head of a dynamic block: how many code lengths of each kind, and the symbols that spell them.

    A symbol is a number, extra bits and how many these are; instead of the number, text stands for bits.
    """
    widths = widths or best_widths(symbols)
    shown = max([i + 1 for i, symbol in enumerate(ORDER) if widths[symbol]] + [4])
    bits.put(final, 1)
    bits.put(2, 2)
    bits.put(literals - 257, 5)
    bits.put(distances - 1, 5)
    bits.put(shown - 4, 4)
    for symbol in ORDER[:shown]:
        bits.put(widths[symbol], 3)
    table = codes(widths)
    for symbol, extra, width in symbols:
        bits.code(*(table[symbol] if isinstance(symbol, int) else (int(symbol, 2), len(symbol))))
        bits.put(extra, width)


def best_widths(symbols):
    """The lengths of the codes that code lengths are spelt with."""
    counts = [0] * 19
    for symbol, _, _ in symbols:
        counts[symbol] += 1
    return code_lengths(counts, 7)


def adler(data):
    return zlib.adler32(data).to_bytes(4, "big")


def frame(blocks, data, head=b"\x78\xda", check=None):
    """Puts zlib's head and check value around DEFLATE blocks."""
    return head + blocks + (adler(data) if check is None else check)


def blocks(data, kind="best"):
    """One DEFLATE block (or as many stored ones as it takes) that stands for data."""
    if kind == "best":
        kinds = ["fixed"] if not data else ["dynamic", "fixed", "stored"]
        return min((blocks(data, one) for one in kinds), key=len)
    bits = Bits()
    if kind == "stored":
        pieces = [data[i : i + 65535] for i in range(0, len(data), 65535)] or [b""]
        for i, piece in enumerate(pieces):
            stored(bits, piece, int(i == len(pieces) - 1))
    elif kind == "fixed":
        fixed(bits, tokens(data), 1)
    else:
        dynamic(bits, tokens(data), 1)
    return bytes(bits.bytes)


def compress(data, kind="best"):
    """One zlib stream that stands for data. It is read back with another decoder before it is used."""
    stream = frame(blocks(data, kind), data, b"\x78\x01" if kind == "stored" else b"\x78\xda")
    assert zlib.decompress(stream) == data
    return stream


def fault(stream, size):
    """What zlib itself finds wrong with a stream that is to stand for so many bytes, or None."""
    decoder = zlib.decompressobj()
    try:
        data = decoder.decompress(stream, size + 1)
        if len(data) <= size:
            data += decoder.decompress(decoder.unconsumed_tail, 1)
    except zlib.error as error:
        return str(error).rpartition("data: ")[2]
    if len(data) > size:
        return "too long"
    if not decoder.eof:
        return "unfinished"
    if len(data) < size:
        return "too short"
    return "trailing bytes" if decoder.unused_data else None


def padded(data, size):
    """A valid zlib stream of exactly `size` bytes: empty stored blocks come before the data."""
    plain = len(compress(data, "stored"))
    bits, missing = Bits(), size - plain
    # An empty fixed block takes 10 bits, and the alignment of what follows makes that 2 bytes or less.
    while missing % 5:
        bits.put(0, 1)
        bits.put(1, 2)
        bits.code(0, 7)
        stored(bits, b"", 0)
        missing = size - plain - len(bits.bytes)
    for _ in range(missing // 5):
        stored(bits, b"", 0)
    stored(bits, data, 1)
    stream = frame(bytes(bits.bytes), data, b"\x78\x01")
    assert len(stream) == size and zlib.decompress(stream) == data
    return stream

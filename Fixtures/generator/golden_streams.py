"""The valid files whose one chunk is a zlib stream made for a purpose: what a decoder meets once a year."""

import deflate
import values
from container import Chunk, Container, Tensor


def file(data, bits, head):
    """A container of one tensor, stored as this stream, which zlib itself must read."""
    stream = deflate.frame(bytes(bits.bytes), data, head)
    assert deflate.fault(stream, len(data)) is None, deflate.fault(stream, len(data))
    made = Container([Tensor("bytes", "u8", [len(data)], data)])
    made.chunks[0] = [Chunk(stream, 1)]
    return made


def mixed_blocks():
    bits, data = deflate.Bits(), b""
    texts = (b"empty blocks, ", b"fixed blocks, blocks of stored bytes, ", b"dynamic blocks of codes; " * 12)

    def empty(count):
        for _ in range(count):
            # The bits up to the next byte mean nothing, so some of them are set.
            bits.put(0, 3)
            bits.put(0xFF, -bits.count % 8)
            bits.bytes += b"\0\0\xff\xff"
            bits.count += 32

    def coded(block, text):
        nonlocal data
        block(bits, deflate.tokens(text, data), 0)
        data += text

    empty(3)
    for turn in range(5):
        coded(deflate.fixed, texts[turn % 2] + b"%d" % turn)
        empty(turn)
        coded(deflate.dynamic, texts[2][turn * 7 :])
        deflate.fixed(bits, [], 0)
        deflate.stored(bits, texts[turn % 2], 0)
        data += texts[turn % 2]
        deflate.stored(bits, bytes([turn]), 0)
        data += bytes([turn])
        # A dynamic block that ends where it begins.
        deflate.dynamic_tables(bits, [1] + [0] * 255 + [1], [0], 0)
        bits.code(1, 1)
    bits.put(1, 1)
    bits.put(0, 2)
    bits.put(0xFF, -bits.count % 8)
    bits.bytes += b"\0\0\xff\xff"
    return file(data, bits, b"\x78\x5e")


def without_distances():
    items = list(b"literals alone, and not a distance among them")
    bits = deflate.Bits()
    literals, _ = deflate.best_lengths(items)
    symbols = deflate.run_lengths(literals[:257] + [0])
    deflate.put_lengths(bits, 257, 1, symbols, 1)
    deflate.put_tokens(bits, items, deflate.codes(literals), {})
    return file(deflate.expand(items), bits, b"\x78\x9c")


def one_distance():
    bits, data = deflate.Bits(), b""
    for first, distance, final in ((b"ab", 1, 0), (b"twelve bytes", 12, 0), (b"and in all", 200, 1)):
        items = list(first) + [(3, distance)] * 4 + [(40, distance)]
        literals, distances = deflate.best_lengths(items)
        assert sum(distances) == 1
        deflate.dynamic(bits, items, final, (literals, distances))
        data += deflate.expand(items, data)
        if not final:
            filler = bytes(range(100, 200))
            deflate.stored(bits, filler, 0)
            data += filler
    return file(data, bits, b"\x78\x9c")


def longest_codes():
    """Codes of 1, 2, … 14, 15 and 15 bits for literals and distances, and of up to 7 for their lengths."""
    chain = list(range(1, 16)) + [15]
    literals, distances = [0] * 286, [0] * 30
    used = [*range(0x20, 0x2A), 256, 257, 260, 270, 280, 285]
    for symbol, length in zip(used, chain):
        literals[symbol] = length
    for i, length in enumerate(reversed(chain)):
        distances[2 * i if i < 14 else 14 + i] = length
    lengths = [3, 6, 24, 130, 258]
    items = list(bytes(used[:10]) * 9)
    for i in range(30):
        if distances[i]:
            base, extra = deflate.DISTANCES[i]
            while len(deflate.expand(items)) < base + (1 << extra):
                items += [0x29, (258, 1)]
            items += [(lengths[i % 5], base), used[i % 10], (lengths[(i + 2) % 5], base + (1 << extra) - 1)]
    # As if each were met twice as often as the one before.
    symbols = deflate.run_lengths(literals + distances)
    met = sorted({symbol for symbol, _, _ in symbols})
    counts = [0] * 19
    for i, symbol in enumerate(met):
        counts[symbol] = 1 << min(i, 12)
    widths = deflate.code_lengths(counts, 7)
    assert max(widths) == 7
    bits = deflate.Bits()
    deflate.put_lengths(bits, 286, 30, symbols, 1, widths)
    deflate.put_tokens(bits, items, deflate.codes(literals), deflate.codes(distances))
    return file(deflate.expand(items), bits, b"\x78\xda")


def far_matches():
    noise = list(values.Noise(31).bytes(300))
    items = noise + [(258, 1)] * 125 + [(218, 1)]
    assert len(deflate.expand(items)) == 32768
    # Both reach to the first byte there is, one after the other; then on, 32,768 bytes behind.
    items += [(258, 32768), (3, 32768), 0x7E, (258, 1), (258, 32767), (258, 32768)]
    bits = deflate.Bits()
    deflate.dynamic(bits, items, 0)
    more = [(258, 32768), (4, 24577), (258, 24576), 1, (258, 32768)]
    deflate.fixed(bits, more, 1)
    return file(deflate.expand(items + more), bits, b"\x78\xda")


def overlaps():
    def block(seed):
        items = []
        for distance in range(1, 17):
            items += values.Noise(seed + distance).bytes(distance)
            items += [(length, distance) for length in (3, 258)]
            items += [seed] + [(length, distance) for length in range(4, 36, 1 + distance % 3)]
            items += [(64 + distance, distance), (distance + 2, distance)]
        return items

    bits = deflate.Bits()
    first, second = block(40), block(60)
    deflate.fixed(bits, first, 0)
    deflate.dynamic(bits, second, 1)
    return file(deflate.expand(first + second), bits, b"\x78\x01")


def every_match():
    """Each length there is, and the nearest and the farthest of each code of distances."""
    items = list(values.Noise(3).bytes(64))
    items += [(length, 1 + length % 64) for length in range(3, 259)]
    for base, extra in deflate.DISTANCES:
        while len(deflate.expand(items)) < base + (1 << extra) - 1:
            items.append((258, 64))
        items += [(5, base), (9, base + (1 << extra) - 1), base & 0xFF]
    bits = deflate.Bits()
    deflate.dynamic(bits, items, 1)
    return file(deflate.expand(items), bits, b"\x78\xda")


def code_lengths_across():
    """A run of code lengths that begins with the literals and ends with the distances; a zero repeated."""
    items = list(bytes(range(0x61, 0x67))) + [(3, 4), (4, 1), (5, 2), (6, 3), 0x61]
    literals = [0] * 0x61 + [4] * 6 + [0] * (256 - 0x67) + [3] + [3, 3, 3, 3]
    distances = [3, 3, 2, 2, 2]
    symbols = [(18, 0x61 - 4 - 11, 7), (16, 1, 2), (4, 0, 0), (16, 2, 2), (18, 127, 7), (18, 0, 7),
               (0, 0, 0), (16, 0, 2), (3, 0, 0), (16, 3, 2), (2, 0, 0), (2, 0, 0), (2, 0, 0)]
    spelt = []
    for symbol, extra, _ in symbols:
        spelt += {16: spelt[-1:] * (extra + 3), 17: [0] * (extra + 3), 18: [0] * (extra + 11)}.get(
            symbol, [symbol])
    assert spelt == literals + distances
    bits = deflate.Bits()
    deflate.put_lengths(bits, len(literals), len(distances), symbols, 1)
    deflate.put_tokens(bits, items, deflate.codes(literals), deflate.codes(distances))
    return file(deflate.expand(items), bits, b"\x78\xda")


def cases():
    return [
        ("stream-mixed-blocks", "One stream of empty and other stored blocks, fixed blocks and dynamic blocks, "
         "some of them empty, with set bits where they mean nothing.", mixed_blocks()),
        ("stream-no-distances", "A dynamic block with one code length for distances, which is 0.",
         without_distances()),
        ("stream-one-distance", "Dynamic blocks with one distance each, whose code is one bit.",
         one_distance()),
        ("stream-longest-codes", "Codes of 1 to 15 bits for literals and distances, of up to 7 bits for "
         "their lengths.", longest_codes()),
        ("stream-far-matches", "Matches of 258 bytes, 1 and 32,768 bytes back.", far_matches()),
        ("stream-overlaps", "Matches longer than they reach back, for each distance from 1 to 16.",
         overlaps()),
        ("stream-every-match", "Matches of each length, and at the nearest and farthest of each code of "
         "distances.", every_match()),
        ("stream-code-lengths-across", "A run of code lengths that goes on from the literals to the "
         "distances, and runs of a zero that was a run.", code_lengths_across()),
    ]

"""Tensors by chance, whose planes of bytes have every shape that a coder meets; and a safetensors file of them."""

import array
import itertools
import json
import math
import struct

# Word of safetensors, bytes of an element.
TYPES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U64": 8, "U32": 4, "U16": 2,
         "U8": 1, "BOOL": 1, "C64": 8, "F8_E4M3": 1, "F8_E5M2": 1}
FLOATS = ["F64", "F32", "F16", "BF16"]


def one(drawn, count):
    """One symbol alone."""
    return bytes([drawn.randrange(256)]) * count


def few(drawn, count):
    """Some symbols, one of them much more often than the others."""
    symbols = drawn.sample(range(256), drawn.randint(2, 20))
    return bytes(drawn.choices(symbols, [drawn.random() ** 4 + 1e-3 for _ in symbols], k=count))


def every(drawn, count):
    """All 256 symbols, as often as each other, and none twice before all have been."""
    order = drawn.sample(range(256), 256)
    return (bytes(order) * (count // 256 + 1))[:count]


def fibonacci(drawn, count):
    """Counts whose Huffman code is as deep as it can be, which meets the limit of 15 bits, or 14."""
    counts = [1, 1]
    while sum(counts) + counts[-1] + counts[-2] <= count and len(counts) < 256:
        counts.append(counts[-1] + counts[-2])
    symbols = drawn.sample(range(256), len(counts))
    plane = bytearray().join(bytes([symbol]) * times for symbol, times in zip(symbols, counts))
    if drawn.random() < 0.7:
        drawn.shuffle(plane)
    return bytes((plane + bytes([symbols[-1]]) * count)[:count])


def runs(drawn, count):
    """Runs, up to some that take several matches."""
    plane, longest = bytearray(), drawn.choice([4, 20, 300, 2000])
    symbols = drawn.randbytes(drawn.choice([2, 5, 256]))
    while len(plane) < count:
        plane += bytes([drawn.choice(symbols)]) * drawn.randint(1, longest)
    return bytes(plane[:count])


def sparse(drawn, count):
    """Zeros, and here and there something else."""
    plane = bytearray(count)
    for _ in range(int(count * drawn.choice([0.001, 0.02, 0.2]))):
        plane[drawn.randrange(count)] = drawn.randrange(256)
    return bytes(plane)


def noise(drawn, count):
    return drawn.randbytes(count)


def geometric(drawn, count):
    """Symbols of which each is half as frequent as the one before: words of every length."""
    ratio = drawn.choice([0.5, 0.8, 0.95, 0.3])
    weights = list(itertools.accumulate(ratio ** n for n in range(256)))
    return bytes(drawn.choices(range(256), cum_weights=weights, k=count))


def repeats(drawn, count):
    """Some stretch again and again, with faults in it."""
    stretch = drawn.randbytes(drawn.choice([3, 8, 50, 300, 5000]))
    plane = bytearray((stretch * (count // len(stretch) + 1))[:count])
    for _ in range(count // drawn.choice([30, 500, 10**9])):
        plane[drawn.randrange(count)] = drawn.randrange(256)
    return bytes(plane)


def patched(drawn, count):
    """Another shape in each part, so that one stream has blocks of several kinds."""
    plane = b""
    while len(plane) < count:
        plane += drawn.choice(SHAPES)(drawn, min(count - len(plane), drawn.choice([1000, 30_000, 70_000])))
    return plane


SHAPES = [one, few, every, fibonacci, runs, sparse, noise, geometric, repeats]


def of_planes(drawn, word, count):
    """Planes of their own shapes; for floats often turned back by a bit, so that the encoder turns them forth."""
    size = TYPES[word]
    raw = bytearray(count * size)
    for plane in range(size):
        raw[plane::size] = drawn.choice(SHAPES + [patched])(drawn, count) if count else b""
    if word == "BOOL":
        return bytes(byte & 1 for byte in raw)
    if word in FLOATS and drawn.random() < 0.5:
        below = {plane: bytes(raw[plane::size]) for plane in range(size)}
        for plane in range(size):
            upper = below[(plane + 1) % size]
            raw[plane::size] = bytes(byte >> 1 | (next_ & 1) << 7 for byte, next_ in zip(below[plane], upper))
    return bytes(raw)


def of_values(drawn, word, count):
    """What such elements hold: weights, pruned and quantised ones, indices, labels."""
    size, scale = TYPES[word], drawn.choice([0.02, 1, 1e-6, 300])
    if word in FLOATS or word == "C64":
        values = [drawn.gauss(0, scale) for _ in range(count * (2 if word == "C64" else 1))]
        pruned = drawn.choice([0, 0, 0.5, 0.95])
        if pruned:
            values = [0.0 if drawn.random() < pruned else value for value in values]
        if word == "F64":
            return array.array("d", values).tobytes()
        if word == "F16":
            return struct.pack(f"<{count}e", *values)
        raw = array.array("f", values).tobytes()
        return bytes(itertools.chain.from_iterable(zip(raw[2::4], raw[3::4]))) if word == "BF16" else raw
    if word == "BOOL":
        return bytes(int(drawn.random() < 0.1) for _ in range(count))
    top = min(drawn.choice([2, 10, 1000, 10**9]), 2 ** (8 * size - 1))
    values = [drawn.randrange(top) for _ in range(count)]
    if drawn.random() < 0.3:
        values.sort()
    return b"".join(value.to_bytes(size, "little") for value in values)


def tensors(drawn, index):
    """Some tensors that belong into one file: (name, word, shape, raw bytes)."""
    made = []
    for number in range(40):
        word = drawn.choice(list(TYPES) + 2 * FLOATS)
        # From nothing to 64 KiB a plane, small ones as often as large ones; seldom some of several chunks.
        count = int(2 ** drawn.uniform(0, 16)) - 1 if drawn.random() < 0.98 else drawn.randint(100_000, 400_000)
        shape = [count] if drawn.random() < 0.5 else [count, 1]
        if drawn.random() < 0.04:
            shape, count = drawn.choice([([0], 0), ([3, 0], 0), ([], 1)])
        maker = of_planes if drawn.random() < 0.7 or count > 100_000 else of_values
        made.append((f"t{index}.{number}", word, shape, maker(drawn, word, count)))
        assert math.prod(shape) * TYPES[word] == len(made[-1][3])
    return made


def safetensors(made):
    """The bytes of a safetensors file (github.com/huggingface/safetensors, "Format")."""
    header, place = {}, 0
    for name, word, shape, raw in made:
        header[name] = {"dtype": word, "shape": shape, "data_offsets": [place, place + len(raw)]}
        place += len(raw)
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + b"".join(raw for *_, raw in made)

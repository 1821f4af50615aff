"""Numbers and bit patterns that go into the fixtures."""

import struct

# Zeros, ones, the smallest and largest of each class, infinities, and NaNs with payloads.
F64 = (
    0x0000000000000000, 0x8000000000000000, 0x3FF0000000000000, 0xBFF0000000000000,
    0x0000000000000001, 0x800FFFFFFFFFFFFF, 0x0010000000000000, 0x7FEFFFFFFFFFFFFF,
    0x7FF0000000000000, 0xFFF0000000000000, 0x7FF8000000000000, 0x7FF0000000000001,
    0xFFF8123456789ABC, 0x7FFFFFFFFFFFFFFF, 0x3FD5555555555555, 0x400921FB54442D18,
)
F32 = (
    0x00000000, 0x80000000, 0x3F800000, 0xBF800000, 0x00000001, 0x807FFFFF, 0x00800000, 0x7F7FFFFF,
    0x7F800000, 0xFF800000, 0x7FC00000, 0x7F800001, 0xFFC12345, 0x7FFFFFFF, 0x3EAAAAAB, 0x40490FDB,
)
F16 = (
    0x0000, 0x8000, 0x3C00, 0xBC00, 0x0001, 0x83FF, 0x0400, 0x7BFF,
    0x7C00, 0xFC00, 0x7E00, 0x7C01, 0xFE12, 0x7FFF, 0x3555, 0x4248,
)
BF16 = (
    0x0000, 0x8000, 0x3F80, 0xBF80, 0x0001, 0x807F, 0x0080, 0x7F7F,
    0x7F80, 0xFF80, 0x7FC0, 0x7F81, 0xFFC5, 0x7FFF, 0x3EAB, 0x4049,
)
MISSING = 0x7FF8000000000000


def integers(bits):
    """Bit patterns around the bounds of signed and unsigned integers."""
    top = 1 << (bits - 1)
    return (0, 1, 2, top - 2, top - 1, top, top + 1, 2 * top - 2, 2 * top - 1, 0x5A & (2 * top - 1))


def words(patterns, bits):
    code = {8: "B", 16: "H", 32: "I", 64: "Q"}[bits]
    return struct.pack("<%d%s" % (len(patterns), code), *patterns)


def f32(numbers):
    return struct.pack("<%df" % len(numbers), *numbers)


def f64(numbers):
    """Doubles; None stands for a value that is missing."""
    filled = [struct.pack("<Q", MISSING) if x is None else struct.pack("<d", x) for x in numbers]
    return b"".join(filled)


def f16(numbers):
    return struct.pack("<%de" % len(numbers), *numbers)


def bf16(numbers):
    """Only for numbers whose lower half is zero as a binary32."""
    out = b""
    for x in numbers:
        whole = struct.pack("<f", x)
        assert whole[:2] == b"\0\0"
        out += whole[2:]
    return out


class Noise:
    """A small linear congruential generator (the constants of Numerical Recipes)."""

    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state * 1664525 + 1013904223) & 0xFFFFFFFF
        return self.state >> 8

    def bytes(self, count):
        return bytes(self.next() >> 8 & 0xFF for _ in range(count))

    def eighths(self, count):
        """Numbers from -2 to 2 in steps of an eighth: exact in every float type of 16 bits and up."""
        return [(self.next() % 33 - 16) / 8 for _ in range(count)]

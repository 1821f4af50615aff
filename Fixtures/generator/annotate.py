"""Prints the annotated bytes of Fixtures/v1/smallest.nnmodel, as §14 of the specification shows them."""

import os
import struct
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import container  # noqa: E402
import golden  # noqa: E402


def rows(file):
    """Pairs of bytes and their meaning, over the whole file."""
    data, place = file.data(), 0
    for name, code in container.PRELUDE + (("checksum", "I"),):
        size = struct.calcsize("<" + code)
        value = struct.unpack_from("<" + code, data, place)[0]
        if name == "magic":
            meaning = "magic"
        elif "hecksum" in name:
            meaning = "%s 0x%08X" % (name, value)
        else:
            meaning = "%s %s" % (name, format(value, ","))
        yield data[place : place + size], meaning
        place += size
    stream = file.header_stored
    yield stream[:2], "zlib: method and window 0x78, level 0x01"
    yield stream[2:3], "the last block, stored"
    yield stream[3:5], "its length, %d" % len(file.header)
    yield stream[5:7], "its length, inverted"
    for i in range(0, len(file.header), 16):
        part = file.header[i : i + 16]
        yield part, part.decode()
    yield stream[-4:], "Adler-32 of the raw header, high byte first"
    first, checksum = struct.unpack("<II", file.table_bytes())
    yield file.table_bytes()[:4], "chunk 0: encoding %d (raw), %d stored bytes" % (first >> 28, first & 0xFFFFFFF)
    yield file.table_bytes()[4:], "its CRC-32, 0x%08X" % checksum
    gap = file.gap(0)
    yield data[gap.start : gap.stop], "padding up to %d, a multiple of 64" % gap.stop
    yield data[gap.stop :], 'tensor "a": 1, 2, 3'


def main():
    file, place = golden.smallest(), 0
    print("    offset  bytes                                            meaning")
    for part, meaning in rows(file):
        shown = " ".join("%02X" % byte for byte in part)
        if len(part) > 16:
            assert not any(part)
            shown = "00 × %d" % len(part)
        print("    %6d  %-47s  %s" % (place, shown, meaning))
        place += len(part)
    assert place == len(file.data())
    print("\n    %s" % container.content_digest(file))


if __name__ == "__main__":
    main()

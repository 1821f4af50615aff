"""Writes the first 300 digits as IDX files, packed by Python's gzip. Run: python3 Fixtures/generator/idx.py"""

import csv
import gzip
import os
import struct

DATA = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data")


def write(name, shape, values):
    front = struct.pack(">BBBB%dI" % len(shape), 0, 0, 8, len(shape), *shape)
    with open(os.path.join(DATA, "digits_idx", name), "wb") as file:
        file.write(gzip.compress(front + bytes(values), 9, mtime=0))


with open(os.path.join(DATA, "digits.csv"), newline="") as table:
    rows = list(csv.reader(table))[1:301]
os.makedirs(os.path.join(DATA, "digits_idx"), exist_ok=True)
write("images-idx3-ubyte.gz", (300, 8, 8), [int(field) for row in rows for field in row[:64]])
write("labels-idx1-ubyte.gz", (300,), [int(row[64]) for row in rows])

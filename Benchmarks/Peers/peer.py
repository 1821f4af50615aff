"""What the peers in Python share: how a rate is measured, and how a row is asked for.

A peer says on its first line what it is, as JSON, and then reads a row a line. It answers with the JSON of
what it measured, nothing where the row is not its own, and an empty line. Between rows it stands still: the
program that asks stops and continues it, so that its idle threads take no processor from others.
"""

import json
import re
import statistics
import sys
import time

SECONDS = 0.4
TRAINING_ROWS = 12000


def calls_per_second(work, best=False):
    """The median over blocks of 10 ms, for 0.4 s after a warm-up; or the best of them."""
    start, calls = time.perf_counter(), 0
    while calls < 2 or time.perf_counter() - start < 0.1:
        work()
        calls += 1
    each = max(1, int(calls / (time.perf_counter() - start) / 100))
    blocks, end = [], time.perf_counter() + SECONDS
    while len(blocks) < 3 or time.perf_counter() < end:
        begin = time.perf_counter()
        for _ in range(each):
            work()
        blocks.append(each / (time.perf_counter() - begin))
    return max(blocks) if best else statistics.median(blocks)


class Row:
    """A row's name, taken apart: `product-MxKxN`, `gemv-KxN`, `train-A-B…-bN-RULE`, `predict-A-B…-bN`."""

    def __init__(self, name):
        self.name = name
        self.kind = name.split("-")[0]
        sizes = [part for part in name.split("-") if re.fullmatch(r"\d+(x\d+)*", part)]
        self.numbers = [int(one) for size in sizes for one in size.split("x")]
        batch = re.search(r"-b(\d+)", name)
        self.batch = int(batch.group(1)) if batch else 1
        self.rule = name.rsplit("-", 1)[1]


def serve(about, threads, measure):
    """`measure(row)` gives triples of a peer's label, a value and a unit."""
    print(json.dumps(about), flush=True)
    for line in sys.stdin:
        name = line.strip()
        try:
            for label, value, unit in measure(Row(name)):
                print(json.dumps({"row": name, "threads": threads, "peer": label, "value": value, "unit": unit}))
        except Exception as error:  # a peer that fails in one row is asked for the others all the same
            print(json.dumps({"row": name, "threads": threads, "error": "%s: %s" % (type(error).__name__, error)}))
        print(flush=True)

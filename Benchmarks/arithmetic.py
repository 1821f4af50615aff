"""Measures the rows of arithmetic_rows.py, every peer and our own side by turns, and prints the table.

usage: arithmetic.py [--rounds N] [--rows PATTERN] [--keep]      (by way of scripts/benchmarks)

PATTERN is as of a shell, such as 'train-*'. The whole table is kept in Benchmarks/RESULTS.md, a part of it
only with --keep.
"""

import datetime
import json
import os
import random
import sys

import command
import report
from arithmetic_rows import ROWS
from processes import Processes
from programs import FOLDER, Missing, Once, Script, Worker, compiled

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WORK = os.path.join(ROOT, ".build", "peers")
RELEASE = os.path.join(ROOT, ".build", "release")
THREADS = (1, 2)


def peers(python, missing):
    """Every program that can be asked, by its name in arithmetic_rows.py: lists, for one may come in variants."""
    native = ["-O3", "-march=native"]
    if os.uname().machine == "x86_64":
        native.append("-mprefer-vector-width=512")
    genann, toynn = os.environ.get("GENANN"), os.environ.get("TOYNN")

    def source(name):
        return os.path.join(FOLDER, name)

    def workers(script, *arguments, **more):
        return [Worker([python, source(script), str(threads), *arguments], threads, **more) for threads in THREADS]

    def numpy_skylake():
        with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
            if "avx512f" not in file.read():
                return []
        return workers("peer_numpy.py", "numpy, SkylakeX", OPENBLAS_CORETYPE="SKYLAKEX")

    def genanns():
        if not genann:
            raise Missing("the variable GENANN does not name the folder of genann.c and genann.h")
        files = [source("genann.c"), os.path.join(genann, "genann.c")]
        include = "-I" + genann
        return [Once(compiled(WORK, "genann", files, ["-O2", "-DNDEBUG", include], [])),
                Once(compiled(WORK, "genann-O3", files,
                              [*native, "-ffast-math", "-DNDEBUG", '-DVARIANT=" (O3)"', include], []))]

    def toynns():
        if not toynn:
            raise Missing("the variable TOYNN does not name the folder of matrix.js and nn.js")
        return [Script(["node", source("toynn.js"), toynn])]

    makers = {
        "peak": [lambda: [Once(compiled(WORK, "peak", [source("peak.c")], [*native, "-ffp-contract=fast"], []))]],
        "numpy": [lambda: workers("peer_numpy.py", "numpy"), numpy_skylake],
        "torch": [lambda: workers("peer_torch.py")],
        "onnxruntime": [lambda: workers("peer_onnxruntime.py")],
        "scikit-learn": [lambda: workers("peer_sklearn.py")],
        "fann": [lambda: [Once(compiled(WORK, "fann", [source("fann.c")], ["-O2"], ["-lfloatfann"]))]],
        "genann": [genanns],
        "toynn": [toynns],
    }
    found = {}
    for name, parts in makers.items():
        for part in parts:
            try:
                programs = part()
                found.setdefault(name, []).extend(programs)
            except (Missing, OSError) as error:
                missing[name] = str(error)
    return found


class Measurement:
    """Figures by row and number of threads, and why some are missing."""

    def __init__(self):
        self.values, self.reasons = {}, {}

    def add(self, row, threads, label, value):
        self.values.setdefault((row, threads), {}).setdefault(label, []).append(value)

    def lack(self, row, threads, label, reason):
        self.reasons.setdefault((row, threads), {})[label] = reason

    def ask(self, program, name, row, threads):
        """Runs a program on a row. What is ours is called so, peers call themselves."""
        try:
            for answer in program.measure(row.name, threads):
                if answer["row"] != row.name or answer["threads"] != threads:
                    continue
                if answer["unit"] != row.unit:
                    raise Missing("gives %s, not %s" % (answer["unit"], row.unit))
                self.add(row.name, threads, answer.get("peer", name), answer["value"])
        except Exception as error:  # whatever goes wrong with one is told, and the others go on
            self.lack(row.name, threads, name, str(error))


def measure(rows, rounds, found, missing):
    result = Measurement()
    tool = os.path.join(RELEASE, "ArithmeticBenchmark")
    ours = Once([tool]) if os.access(tool, os.X_OK) else None
    names = [row.name for row in rows if row.name.startswith("process-")]
    processes = None
    if names:
        first = {name: found[name][0].command for name in ("genann", "fann") if found.get(name)}
        processes = Processes(WORK, sys.executable, os.path.join(RELEASE, "nnmodel"), names, **first)
        missing.update(("process of " + label, reason) for label, reason in processes.missing.items())
    for turn in range(rounds):
        for row in rows:
            for threads in (THREADS if row.goals.keys() != {1} else (1,)):
                report.progress("round %d of %d: %s, %d" % (turn + 1, rounds, row.name, threads))
                asked = []
                if row.name in names:
                    for label in processes.labels(row.name):
                        asked.append(lambda label=label: result.add(
                            row.name, 1, label, processes.measure(row.name, label)))
                else:
                    for name in row.programs:
                        for program in found.get(name, []):
                            asked.append(lambda program=program, name=name: result.ask(program, name, row, threads))
                        if name in missing:
                            result.lack(row.name, threads, name, missing[name])
                    if ours:
                        asked.append(lambda: result.ask(ours, "ours", row, threads))
                    else:
                        result.lack(row.name, threads, "ours", "not built")
                random.Random(turn).shuffle(asked)
                for one in asked:
                    one()
    report.progress("")
    return result


def main():
    options, rows = command.options(__doc__, ROWS)
    os.makedirs(WORK, exist_ok=True)

    missing = json.loads(os.environ.get("PEERS_MISSING") or "{}")
    load = os.getloadavg()[0]
    found = peers(sys.executable, missing)
    try:
        result = measure(rows, options.rounds, found, missing)
    finally:
        for programs in found.values():
            for program in programs:
                program.close()

    lines = []
    for row in rows:
        for threads in (THREADS if row.goals.keys() != {1} else (1,)):
            key = (row.name, threads)
            lines.append([row.name, str(threads), row.unit, *report.cells(
                row, row.goals.get(threads), result.values.get(key, {}), result.reasons.get(key, {}))])
    lines = report.table(["row", "threads", "unit", *report.HEAD], lines)
    versions = report.about(programs[0] for programs in found.values() if programs)
    reasons = dict(missing)
    for (row, threads), lacking in result.reasons.items():
        for label, reason in lacking.items():
            if label not in reasons:
                reasons[label if reason == "not built" else "%s in %s" % (label, row)] = reason
    note = "%s. %s. Python %s, %s. %d rounds, medians; load before the run: %.2f." % (
        datetime.date.today(), report.processor(), sys.version.split()[0], versions, options.rounds, load)
    text = note + "\n\n" + "\n".join(lines)
    if reasons:
        text += "\n\nMissing:\n\n" + "\n".join("- %s: %s" % one for one in sorted(reasons.items()))
    print(text)
    with open(os.path.join(WORK, "arithmetic.json"), "w", encoding="ascii") as output:
        json.dump({"%s %d" % key: values for key, values in result.values.items()}, output, indent=1)
    if options.rows == "*" or options.keep:
        report.keep(os.path.join(ROOT, "Benchmarks", "RESULTS.md"), "Arithmetic", text)


main()

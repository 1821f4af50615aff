"""Measures the rows of persistence_rows.py, every peer and our own side by turns, and prints the table.

usage: persistence.py [--rounds N] [--rows PATTERN] [--keep]     (by way of scripts/benchmarks)

PATTERN is as of a shell, such as '*-f32'. The whole table is kept in Benchmarks/RESULTS.md and drawn, a part
of it only with --keep.
"""

import datetime
import json
import os
import shutil
import subprocess
import sys

import command
import drawing
import report
from persistence_rows import ROWS
from programs import last_line
from savers import OURS, Savers

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WORK = os.path.join(ROOT, ".build", "peers")
DATA = os.path.join(WORK, "data")


def prepare():
    """Makes the data sets; why some are missing."""
    run = subprocess.run([sys.executable, os.path.join(ROOT, "Benchmarks", "weights.py"), DATA], text=True,
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if run.returncode:
        sys.exit("the data sets could not be made: " + last_line(run.stderr))
    return json.loads(run.stdout)


def lines(rows, savers):
    """The table's rows of Markdown, and in its units what was measured, by row and label."""
    result, figures = [], {}
    for row in rows:
        key = (row.action, row.dataset)
        size = savers.size(row.dataset) if row.dataset != "2-4-1" and savers.values.get(key) else 0
        values = {label: [row.value(one, size) for one in found] for label, found in savers.values.get(key, {}).items()}
        reasons = dict(savers.reasons.get(key, {}))
        if OURS in savers.missing:
            reasons[OURS] = savers.missing[OURS]
        figures[row.name] = values
        if row.is_alone:
            values = {label: found for label, found in values.items() if label in (OURS, *row.yardsticks)}
        result.append([row.name, row.unit, *report.cells(row, row.goal, values, reasons, row.figure)])
    return result, figures


def main():
    options, rows = command.options(__doc__, ROWS)
    missing = json.loads(os.environ.get("PEERS_MISSING") or "{}")
    missing.update(("data set " + name, reason) for name, reason in prepare().items())
    load = os.getloadavg()[0]
    work = os.path.join(WORK, "persistence")
    os.makedirs(work, exist_ok=True)
    savers = Savers(sys.executable, os.path.join(ROOT, ".build", "release", "PersistenceBenchmark"), DATA, work)
    try:
        for dataset in dict.fromkeys(row.dataset for row in rows):
            if "data set " + dataset not in missing:
                savers.measure(dataset, {row.action for row in rows if row.dataset == dataset}, options.rounds,
                               report.progress)
        report.progress("")
        markdown, figures = lines(rows, savers)
    finally:
        savers.close()
        shutil.rmtree(work)

    for name, reason in savers.missing.items():
        missing.setdefault(name, reason)
    for (action, dataset), lacking in savers.reasons.items():
        for label, reason in lacking.items():
            missing["%s in %s-%s" % (label, action, dataset)] = reason
    about = "%s. %s. Python %s, %s. %d rounds, medians; load before the run: %.2f." % (
        datetime.date.today(), report.processor(), sys.version.split()[0], report.about(savers.workers.values()),
        options.rounds, load)
    text = about + "\n\n" + "\n".join(report.table(["row", "unit", *report.HEAD], markdown))
    if missing:
        text += "\n\nMissing:\n\n" + "\n".join("- %s: %s" % one for one in sorted(missing.items()))
    print(text)
    with open(os.path.join(WORK, "persistence.json"), "w", encoding="utf-8") as output:
        json.dump(figures, output, indent=1, ensure_ascii=False)
    if options.rows == "*" or options.keep:
        report.keep(os.path.join(ROOT, "Benchmarks", "RESULTS.md"), "Persistence", text)
        if all(OURS in figures.get(name, {}) for name in drawing.ROWS):
            with open(os.path.join(ROOT, "Benchmarks", "persistence.svg"), "w", encoding="utf-8") as output:
                output.write(drawing.picture(figures))


main()

"""The table, and where it is kept."""

import os
import re
import statistics
import sys


def progress(text):
    """What is being done, in place of what stood there, where somebody looks."""
    if sys.stderr.isatty():
        print("\r\033[K" + text, end="", file=sys.stderr, flush=True)


def figure(value):
    if value is None:
        return "–"
    if value >= 1e6:
        return "%.2f M" % (value / 1e6)
    if value >= 1e4:
        return "%.1f k" % (value / 1e3)
    return "%.0f" % value if value >= 100 else "%.3g" % value


def cells(row, goal, values, reasons, figure=figure):
    """From peers to reached. `values`: lists of figures by label, ours under `ours`; `reasons`: why a label has none."""
    medians = {label: statistics.median(one) for label, one in values.items()}
    ours = medians.pop("ours", None)
    yardstick, label = row.best(medians)
    peers = ["%s %s" % (one, figure(medians[one])) for one in sorted(medians)]
    peers += ["%s missing" % one for one in sorted(reasons) if one not in values and one != "ours"]
    reached = "–"
    if goal and ours is not None:
        reached = {True: "yes", False: "**no**", None: "yardstick missing"}[goal.reached(ours, yardstick)]
    ratio = "%.2f" % (ours / yardstick) if ours is not None and yardstick else "–"
    own = figure(ours) if ours is not None else "not built" if reasons.get("ours") == "not built" else "missing"
    return ["; ".join(peers), "%s %s" % (label, figure(yardstick)) if label else "missing",
            own, ratio, str(goal) if goal else "–", reached]


def table(head, rows):
    """Lines of Markdown."""
    return ["| " + " | ".join(one) + " |" for one in (head, ["---"] * len(head), *rows)]


def about(programs):
    """What the programs said that they are, each once."""
    texts = []
    for program in programs:
        found = getattr(program, "about", None)
        if found and found["version"]:
            detail = found["detail"] and "(%s)" % found["detail"]
            text = " ".join(filter(None, (found["name"], found["version"], detail)))
            if text not in texts:
                texts.append(text)
    return ", ".join(texts)


HEAD = ["peers", "yardstick", "ours", "ours ÷ yardstick", "must reach", "reached"]


def processor():
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
        text = file.read()
    name = re.search(r"model name\s*: (.*)", text)
    flags = (re.search(r"^(?:flags|Features)\s*: (.*)", text, re.M) or [None, ""])[1].split()
    sets = [one for one in ("avx2", "fma", "avx512f", "avx512_bf16", "asimd") if one in flags]
    return "%s, %d processors (%s)" % (name[1] if name else os.uname().machine, os.cpu_count(), ", ".join(sets))


def keep(path, title, text):
    """Puts the text under its title in the file, in place of what stood there; other titles stay."""
    try:
        with open(path, encoding="utf-8") as file:
            parts = re.split(r"^(?=## )", file.read(), flags=re.M)
    except FileNotFoundError:
        parts = ["# Results\n\nWritten by `scripts/benchmarks`; [README.md](README.md) tells how to read them.\n\n"
                 "[Arithmetic](#arithmetic) · [Persistence](#persistence)\n"]
    section = "## %s\n\n%s\n" % (title, text.rstrip())
    at = [index for index, part in enumerate(parts) if part.startswith("## %s\n" % title)]
    if at:
        parts[at[0]] = section
    else:
        parts.append(section)
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(part.rstrip() + "\n" for part in parts))

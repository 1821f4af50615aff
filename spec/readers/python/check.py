"""Runs nnmodel.py over Fixtures/v1 and Fixtures/broken: python3 spec/readers/python/check.py"""
import hashlib
import json
import pathlib
import sys

import nnmodel

FIXTURES = pathlib.Path(__file__).resolve().parents[3] / "Fixtures"


def index(folder):
    """The entries of index.json, each with the path of its file."""
    text = (FIXTURES / folder / "index.json").read_text("utf-8")
    return [(FIXTURES / folder / entry["file"], entry) for entry in json.loads(text)]


def agrees_golden(path, entry):
    """Whether names, order, dtypes, shapes, values and digest are those of the index."""
    model = nnmodel.load(path)
    found = [dict(name=name, dtype=dtype, shape=list(shape), sha256=hashlib.sha256(raw).hexdigest())
             for name, (dtype, shape, raw) in model.tensors.items()]
    return model.digest == entry["digest"] and found == entry["tensors"]


def agrees_broken(path, entry):
    """Whether a file is refused, or opened where only its network or its state is wrong."""
    try:
        nnmodel.load(path)
    except nnmodel.FormatError:
        return entry["level"] == "container"
    return entry["level"] != "container"


def failures(agrees, entries):
    """The names of the files on which reader and index do not agree, with what was raised."""
    for path, entry in entries:
        try:
            if not agrees(path, entry):
                yield path.name
        except Exception as error:
            yield f"{path.name}: {error!r}"


def main():
    golden, broken = index("v1"), index("broken")
    wrong = [*failures(agrees_golden, golden), *failures(agrees_broken, broken)]
    for failure in wrong:
        print(f"disagreement: {failure}")
    refused = sum(entry["level"] == "container" for _, entry in broken)
    if not wrong:
        print(f"{len(golden)} golden files equal, {refused} broken files refused, "
              f"{len(broken) - refused} with a wrong network or state opened")
    return 1 if wrong or not golden or not broken else 0


if __name__ == "__main__":
    sys.exit(main())

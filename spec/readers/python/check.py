"""Runs the reader over Fixtures/v1 and Fixtures/broken, and the writer: python3 spec/readers/python/check.py"""
import hashlib
import json
import pathlib
import sys

import nnmodel
from nnmodel import writer

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


def agrees_rewritten(path, entry):
    """Whether what the writer makes of a golden file has the same tensors, and the digest that they give."""
    model = nnmodel.load(path)
    members = {name: value for name, value in model.header.items() if name != "tensors"}
    again = nnmodel.load(writer.encode(members, model.tensors))
    is_plain = all(set(entry) == {"dtype", "name", "shape"} for entry in model.header["tensors"])
    return list(again.tensors.items()) == list(model.tensors.items()) and (
        again.digest == model.digest or not is_plain)


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
    wrong = [*failures(agrees_golden, golden), *failures(agrees_broken, broken), *failures(agrees_rewritten, golden)]
    for failure in wrong:
        print(f"disagreement: {failure}")
    refused = sum(entry["level"] == "container" for _, entry in broken)
    if not wrong:
        print(f"{len(golden)} golden files equal, and equal when written again, {refused} broken files refused, "
              f"{len(broken) - refused} with a wrong network or state opened")
    return 1 if wrong or not golden or not broken else 0


if __name__ == "__main__":
    sys.exit(main())

"""Runs nnmodel.py over Fixtures/v1 and Fixtures/broken: python3 spec/readers/python/check.py"""
import json
import pathlib
import sys

import nnmodel

FIXTURES = pathlib.Path(__file__).resolve().parents[3] / "Fixtures"


def index(folder):
    """The entries of index.json, each with the path of its file."""
    path = FIXTURES / folder / "index.json"
    return [(folder + "/" + entry["file"], entry) for entry in json.loads(path.read_text("utf-8"))]


def outcome(file):
    """What the reader makes of a file: its summary, or the error that it raises."""
    try:
        return nnmodel.load(FIXTURES / file).summary()
    except nnmodel.FormatError as error:
        return {"error": error.code, "field": error.field, "offset": error.offset}


def difference_valid(file, entry):
    got = outcome(file)
    tensors = got.get("tensors", {})
    found = [dict(name=name, dtype=t["dtype"], shape=list(t["shape"]), sha256=t["sha256"])
             for name, t in tensors.items()]
    same = got.get("digest") == entry["digest"] and found == entry["tensors"]
    return None if same else f"{file}: got {got}, expected {entry}"


def difference_broken(file, entry):
    got = outcome(file)
    if entry["level"] == "network":
        return None if "digest" in got else f"{file}: got {got}, but the container is sound"
    wanted = {key: entry[key] for key in ("error", "field", "offset")}
    return None if got == wanted else f"{file}: got {got}, expected {wanted}"


def main():
    valid, broken = index("v1"), index("broken")
    differences = [difference_valid(*pair) for pair in valid]
    differences += [difference_broken(*pair) for pair in broken]
    differences = [difference for difference in differences if difference]
    for difference in differences:
        print(difference)
    print(f"{len(valid)} valid and {len(broken)} broken files, {len(differences)} disagreements")
    return 1 if differences or not valid or not broken else 0


if __name__ == "__main__":
    sys.exit(main())

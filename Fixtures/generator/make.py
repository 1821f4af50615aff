"""Writes Fixtures/v1, Fixtures/broken and their indexes. Run: python3 Fixtures/generator/make.py"""

import hashlib
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import container  # noqa: E402
import golden  # noqa: E402
import golden_checkpoints  # noqa: E402
import golden_networks  # noqa: E402
import golden_streams  # noqa: E402

FIXTURES = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def replace_folder(name, files):
    """Makes the folder hold exactly these files."""
    folder = os.path.join(FIXTURES, name)
    os.makedirs(folder, exist_ok=True)
    for old in os.listdir(folder):
        if old not in files:
            os.remove(os.path.join(folder, old))
    for file, data in files.items():
        with open(os.path.join(folder, file), "wb") as output:
            output.write(data)


def index(entries):
    """A JSON array of the entries, a member a line, and a tensor a line."""
    texts = []
    for entry in sorted(entries, key=lambda entry: entry["file"]):
        lines = []
        for name, value in entry.items():
            text = json.dumps(value)
            if isinstance(value, list) and value:
                text = "[\n   " + ",\n   ".join(json.dumps(element) for element in value) + "\n  ]"
            lines.append("  %s: %s" % (json.dumps(name), text))
        texts.append(" {\n" + ",\n".join(lines) + "\n }")
    return ("[\n" + ",\n".join(texts) + "\n]\n").encode("ascii")


def make_golden():
    files, entries = {}, []
    cases = golden.cases() + golden_streams.cases() + golden_networks.cases() + golden_checkpoints.cases()
    for name, about, file in cases:
        file_name = name + ".nnmodel"
        assert file_name not in files, name
        files[file_name] = file.checked()
        entry = {"file": file_name, "about": about, "digest": container.content_digest(file)}
        if "model" in file.members:
            entry["modelDigest"] = container.model_digest(file)
        entry["tensors"] = [
            {"name": one.name, "dtype": one.dtype, "shape": one.shape,
             "sha256": hashlib.sha256(one.raw).hexdigest()}
            for one in file.tensors
        ]
        entries.append(entry)
    files["index.json"] = index(entries)
    replace_folder("v1", files)
    return files


def make_broken():
    import broken

    files, entries = {}, []
    for entry, data in broken.cases():
        file_name = entry["file"]
        assert file_name not in files, file_name
        files[file_name] = data
        entries.append(entry)
    files["index.json"] = index(entries)
    replace_folder("broken", files)
    return files


if __name__ == "__main__":
    for title, files in (("v1", make_golden()), ("broken", make_broken())):
        sizes = [len(data) for name, data in files.items() if name != "index.json"]
        print("%s: %d files, %d bytes, the largest has %d" % (title, len(sizes), sum(sizes), max(sizes)))

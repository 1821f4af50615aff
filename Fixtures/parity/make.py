"""Writes layers.json, optimizers.json and schedules.json: what PyTorch computes.

Run: python3 Fixtures/parity/make.py   (needs torch and numpy; README.md names the versions)
"""

import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import layers  # noqa: E402
import numpy  # noqa: E402
import optimizers  # noqa: E402
import schedules  # noqa: E402
import torch  # noqa: E402

FOLDER = os.path.dirname(os.path.abspath(__file__))


def number(value):
    """The shortest decimal that reads back to the same value, in its own precision."""
    text = str(value)
    if isinstance(value, numpy.float32):
        # A reader may go through binary64 first: the detour must not change a bit.
        assert numpy.float32(float(text)) == value, text
    return text


def inline(value):
    """JSON on one line."""
    if isinstance(value, torch.Tensor):
        value = value.detach().numpy()
    if isinstance(value, numpy.ndarray):
        return "[" + ", ".join(number(one) for one in value.reshape(-1)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join("%s: %s" % (json.dumps(k), inline(v)) for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(inline(one) for one in value) + "]"
    if isinstance(value, numpy.floating):
        return number(value)
    return json.dumps(value)


def text(value, indent=""):
    """JSON, in lines where one would be too long."""
    line = inline(value)
    if len(line) + len(indent) <= 110:
        return line
    inner = indent + " "
    if isinstance(value, dict):
        parts = ["%s%s: %s" % (inner, json.dumps(k), text(v, inner)) for k, v in value.items()]
        return "{\n" + ",\n".join(parts) + "\n" + indent + "}"
    if isinstance(value, list) and isinstance(value[0], dict):
        return "[\n" + ",\n".join(inner + text(one, inner) for one in value) + "\n" + indent + "]"
    return line


def main():
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    made_with = {"torch": torch.__version__, "numpy": numpy.__version__}
    for name, content in (("layers", layers.content()), ("optimizers", optimizers.content()),
                          ("schedules", schedules.content())):
        path = os.path.join(FOLDER, name + ".json")
        with open(path, "w", encoding="ascii") as output:
            output.write(text({"madeWith": made_with, **content}) + "\n")
        print("%s: %d cases, %d bytes" % (name, len(content["cases"]), os.path.getsize(path)))


main()

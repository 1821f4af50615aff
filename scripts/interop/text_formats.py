#!/usr/bin/env python3
"""What the tool exports as text answers alike in the programs that it is for.

Makes networks with the tool, exports them, and compares their predictions with those of libfann (a few lines of C,
compiled here, float and double), of the formulas of Toy-Neural-Network-JS and brain.js in node, and of genann's in
Python. Takes every export back, too: as our own JSON it has the same digest, as the others it predicts alike.

Run: scripts/interop/text_formats.py TOOL [FOLDER]; what is made stays in FOLDER, or goes with a temporary one. A peer
that is not there is named and left out (libfann: apt-get install libfann-dev gcc; node: apt-get install nodejs).
"""

import json
import math
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
ROWS = 40

# What the tool is told to write a format, and to read it back; the activations, where the file names none.
FORMATS = {
    "fann": ("net", []),
    "genann": ("ann", []),
    "toynn": ("toynn.json", ["--format", "toy-nn"]),
    "brainjs": ("brain.json", ["--format", "brain.js"]),
    "json": ("json", []),
}
TELLS_NO_ACTIVATION = {"genann", "toynn"}

# Name, sizes, one activation a layer, and the formats that can hold such a network.
NETWORKS = [
    ("sigmoid", [3, 5, 2], ["sigmoid"] * 2, ["fann", "genann", "toynn", "brainjs"]),
    ("tanh", [4, 6, 3], ["tanh"] * 2, ["fann", "genann", "toynn", "brainjs"]),
    ("deep", [2, 4, 4, 4, 1], ["tanh", "tanh", "tanh", "linear"], ["fann", "genann"]),
    ("widths", [5, 7, 3, 2], ["sigmoid", "tanh", "linear"], ["fann"]),
    ("single", [3, 2], ["linear"], ["fann", "genann"]),
    ("relu", [3, 4, 4, 2], ["relu"] * 3, ["genann", "brainjs"]),
    ("leaky", [3, 5, 2], ["leaky-relu"] * 2, ["brainjs"]),
    ("wide", [64, 32, 10], ["sigmoid"] * 2, ["fann", "genann", "toynn", "brainjs"]),
]

failures = []
compared = 0


def run(*command, text=None, environment=None):
    """What a command prints; it must succeed."""
    done = subprocess.run(command, input=text, capture_output=True, text=True,
                          env={**os.environ, **(environment or {})}, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: exit status {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def numbers(text, separator=None):
    return [[float(number) for number in line.split(separator)] for line in text.splitlines() if line]


def safetensors(path, sizes, drawn):
    """A file of random weights, named as PyTorch does."""
    header, data = {}, b""
    for index, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        for part, shape in (("weight", [outputs, inputs]), ("bias", [outputs])):
            values = [drawn.uniform(-2, 2) / math.sqrt(inputs) for _ in range(math.prod(shape))]
            raw = struct.pack(f"<{len(values)}f", *values)
            header[f"{index}.{part}"] = {
                "dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + len(raw)]}
            data += raw
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def compare(what, found, expected, tolerance=1e-6):
    """Notes where numbers differ by more than the tolerance, relative to those above 1."""
    global compared
    compared += 1
    if [len(row) for row in found] != [len(row) for row in expected] or not expected:
        failures.append(f"{what}: rows of other lengths")
        print(f"  {what}: rows of other lengths")
        return
    worst = max(abs(a - b) / max(1, abs(b)) for x, y in zip(found, expected) for a, b in zip(x, y))
    agrees = worst <= tolerance
    print(f"  {what}: differs by {worst:.1e} at most{'' if agrees else ', more than ' + str(tolerance)}")
    if not agrees:
        failures.append(f"{what}: {worst:.1e}")


class Peers:
    """The programs that open what was exported."""

    def __init__(self, folder):
        self.fann = {}
        self.node = shutil.which("node")
        if not self.node:
            print("left out: node is not there, so nobody reads what is for Toy-Neural-Network-JS and brain.js")
        compiler = shutil.which("cc") or shutil.which("gcc")
        for kind, flags in (("float", ["-lfloatfann"]), ("double", ["-DDOUBLE", "-ldoublefann"])):
            program = os.path.join(folder, f"fann_run_{kind}")
            command = [compiler or "cc", "-O1", "-o", program, os.path.join(HERE, "fann_run.c"), *flags, "-lm"]
            if compiler and subprocess.run(command, capture_output=True, check=False).returncode == 0:
                self.fann[kind] = program
        if not self.fann:
            print("left out: a C compiler with libfann is not there, so FANN itself opens nothing")

    def answers(self, form, path, rows, sizes, activations):
        """What each peer says: its name, its answers and the tolerance."""
        text = "".join(" ".join(map(repr, row)) + "\n" for row in rows)
        if form == "fann":
            for kind, program in self.fann.items():
                # Two builds of FANN in single precision differ by 1.4e-6 themselves.
                yield (f"libfann, {kind}", numbers(run(program, path, str(sizes[0]), str(sizes[-1]), text=text)),
                       5e-6 if kind == "float" else 1e-6)
        elif form == "genann":
            with open(path, encoding="ascii") as file:
                network = file.read()
            yield "genann's formula", [genann(network, row, activations) for row in rows], 1e-6
        elif form in ("toynn", "brainjs") and self.node:
            script = os.path.join(HERE, "json_networks.js")
            answers = run(self.node, script, form, path, text=text, environment={"ACTIVATION": activations[0]})
            yield f"{form}'s formula in node", numbers(answers), 1e-6


def genann(text, row, activations):
    """genann's order and sign: of each neuron the bias first, taken with −1."""
    apply = {"sigmoid": lambda x: 1 / (1 + math.exp(-x)), "tanh": math.tanh, "linear": lambda x: x,
             "relu": lambda x: max(x, 0.0)}
    words = text.split()
    inputs, hidden_layers, hidden, outputs = map(int, words[:4])
    weights = iter(map(float, words[4:]))
    values = row
    sizes = [hidden] * hidden_layers + [outputs]
    if len(row) != inputs or len(sizes) != len(activations):
        raise RuntimeError("another network than was exported")
    for size, activation in zip(sizes, activations):
        values = [apply[activation](next(weights) * -1.0 + sum(next(weights) * value for value in values))
                  for _ in range(size)]
    if next(weights, None) is not None:
        raise RuntimeError("more weights than the first line says")
    return values


def check(tool, folder, peers, name, model, rows, sizes, activations, forms, scaled=False):
    """Exports a model in each format, has it opened there, and takes it back."""
    print(f"{name}: {'-'.join(map(str, sizes))}, {', '.join(activations)}")
    table = os.path.join(folder, f"{name}.csv")
    with open(table, "w", encoding="ascii") as file:
        file.writelines(",".join(map(repr, row)) + "\n" for row in rows)

    def predict(path):
        words = [tool, "predict", path, table, "--no-header"]
        return numbers("\n".join(run(*words).splitlines()[1:]) if scaled else run(*words, "--raw"), ",")

    expected = predict(model)
    for form in [*forms, "json"]:
        extension, arguments = FORMATS[form]
        path = os.path.join(folder, f"{name}.{extension}")
        again = os.path.join(folder, f"{name}.{form}.nnmodel")
        run(tool, "load", model, "-o", path, *arguments, "--force")
        for peer, answers, tolerance in peers.answers(form, path, rows, sizes, activations):
            compare(f"{form}, {peer}", answers, expected, tolerance)
        told = ["--activation", ",".join(activations)] if form in TELLS_NO_ACTIVATION else []
        run(tool, "save", path, "-o", again, *told, "--force")
        compare(f"{form}, taken back", predict(again), expected)
        if form == "json":
            digests = {run(tool, "digest", file).split()[0] for file in (model, again)}
            if len(digests) != 1:
                failures.append(f"{name}: another digest through JSON")
                print("  json: another digest")


def main(tool, folder):
    peers = Peers(folder)
    drawn = random.Random(20)
    for name, sizes, activations, forms in NETWORKS:
        weights = os.path.join(folder, f"{name}.safetensors")
        model = os.path.join(folder, f"{name}.nnmodel")
        safetensors(weights, sizes, drawn)
        run(tool, "save", weights, "--activation", ",".join(activations), "-o", model, "--force")
        rows = [[drawn.uniform(-1, 1) for _ in range(sizes[0])] for _ in range(ROWS)]
        check(tool, folder, peers, name, model, rows, sizes, activations, forms)

    # A network that was trained, with the scaling of inputs and outputs that FANN has a place for.
    model = os.path.join(folder, "diabetes.nnmodel")
    data = os.path.join(ROOT, "Fixtures", "data", "diabetes.csv")
    run(tool, "train", data, "--target", "progression", "--layers", "8,tanh,1,linear", "--epochs", "20", "--quiet",
        "-o", model, "--force")
    with open(data, encoding="ascii") as file:
        rows = numbers("\n".join(line.rsplit(",", 1)[0] for line in file.read().splitlines()[1:ROWS + 1]), ",")
    check(tool, folder, peers, "diabetes", model, rows, [len(rows[0]), 8, 1], ["tanh", "linear"], ["fann"], scaled=True)

    print(f"{compared} comparisons, {len(failures)} failures")
    for failure in failures:
        print(f"failed: {failure}")
    return 1 if failures or compared == 0 else 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    TOOL = os.path.abspath(sys.argv[1])
    if len(sys.argv) == 3:
        os.makedirs(sys.argv[2], exist_ok=True)
        sys.exit(main(TOOL, os.path.abspath(sys.argv[2])))
    with tempfile.TemporaryDirectory() as made:
        sys.exit(main(TOOL, made))

"""Whole processes: started, a network loaded, one row predicted, ended. Milliseconds of wall time."""

import os
import random
import shutil
import statistics
import subprocess
import sys
import time

from programs import FOLDER, Missing, environment, last_line

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "Fixtures", "generator"))
sys.dont_write_bytecode = True

REPEATS = 5  # a round
KINDS = (("numpy npz", "npz", "numpy"), ("numpy + safetensors", "safetensors", "safetensors"), ("h5py", "h5", "h5py"),
         ("onnxruntime", "onnx", "onnxruntime"), ("torch.load", "pt", "torch"))


def write_model(path, widths):
    """A .nnmodel of uniform weights, by the generator of the fixtures."""
    import golden_networks as networks
    from container import Container
    noise, tensors, layers = random.Random(1), [], []

    def uniform(name, shape, count):
        tensors.append(networks.tensor(name, shape, [noise.random() - 0.5 for _ in range(count)]))

    for index, (a, b) in enumerate(zip(widths, widths[1:])):
        layers.append(networks.dense(b, "sigmoid"))
        uniform("layers.%d.weight" % index, [b, a], a * b)
        uniform("layers.%d.bias" % index, [b], b)
    outputs = networks.numbers(*("output %d" % index for index in range(widths[-1])))
    model = networks.model(widths[0], layers, outputs)
    with open(path, "wb") as output:
        output.write(Container(tensors, {"model": model, "producer": networks.PRODUCER}).checked())


class Processes:
    """Commands by row and label; `ours` is the one of our tool."""

    def __init__(self, work, python, tool, row_names, genann=None, fann=None):
        self.commands, self.missing = {}, {}
        for row in row_names:
            widths = [int(one) for one in row.split("-")[2:]]
            base = os.path.join(work, row)
            commands = {"/bin/true": [shutil.which("true")], "python -c pass": [python, "-c", "pass"]}
            if os.access(tool, os.X_OK):
                write_model(base + ".raw.nnmodel", widths)
                # Saved again by the tool, with the encoding that it would choose.
                failure = self.run([tool, "save", base + ".raw.nnmodel", "-o", base + ".nnmodel", "--force"])
                if failure:
                    raise Missing("nnmodel save: " + failure)
                with open(base + ".csv", "w", encoding="ascii") as output:
                    output.write(",".join(["1"] * widths[0]) + "\n")
                commands["ours"] = [tool, "predict", base + ".nnmodel", base + ".csv", "--no-header"]
            else:
                self.missing["ours"] = "%s is not built" % os.path.relpath(tool)
            for label, kind, _ in KINDS:
                script = os.path.join(FOLDER, "models.py")
                saved = self.run([python, script, kind, base + "." + kind, *map(str, widths)])
                if saved:
                    self.missing[label] = saved
                else:
                    commands[label] = [python, os.path.join(FOLDER, "predict.py"), kind, base + "." + kind,
                                       str(widths[0])]
            for label, program in (("genann text file", genann), ("FANN text file", fann)):
                if program:
                    path = base + "." + label.split()[0].lower()
                    if self.run([*program, "save", path, *map(str, widths)]) is None:
                        commands[label] = [*program, "predict", path]
            for label, command in list(commands.items()):
                failure = self.run(command)
                if failure:
                    self.missing[label] = failure
                    del commands[label]
            self.commands[row] = commands

    @staticmethod
    def run(command):
        """None, or what went wrong."""
        result = subprocess.run(command, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, env=environment(1))
        return last_line(result.stderr) if result.returncode else None

    def labels(self, row):
        return list(self.commands[row])

    def measure(self, row, label):
        """The median of a few runs, in ms."""
        command = self.commands[row][label]
        nothing = os.open(os.devnull, os.O_RDWR)
        actions = [(os.POSIX_SPAWN_DUP2, nothing, 0), (os.POSIX_SPAWN_DUP2, nothing, 1),
                   (os.POSIX_SPAWN_DUP2, nothing, 2)]
        times = []
        for _ in range(1 if label == "torch.load" else REPEATS):
            start = time.perf_counter()
            child = os.posix_spawn(command[0], command, environment(1), file_actions=actions)
            _, status = os.waitpid(child, 0)
            times.append(1e3 * (time.perf_counter() - start))
            if status:
                os.close(nothing)
                raise Missing("%s ended with status %d" % (label, status))
        os.close(nothing)
        return statistics.median(times)

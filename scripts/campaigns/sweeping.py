"""Commands that are run with less and less address space, over a large model and over that of the digits."""

import array
import hashlib
import os
import random
import resource
import shutil

from inputs import tensors
from processes import measured
import training
from training import DATA, emptied, need, succeed, surroundings, temporaries

# So near to what a process needs to begin with, the system itself may end it, or Swift, which does not ask whether
# there is memory for small things.
NEAR = 1 << 20
# What a command may take beside the tensors that --max-memory bounds: buffers of chunks, a batch of rows; and how often
# these are there, as the file holds them and as a network computes with them.
CONSTANT = 32 << 20
NETWORK = 3
BOUNDED = [
    ["load", "FILE"], ["load", "FILE", "-o", "OUT.npz"], ["predict", "FILE", "ROWS", "-o", "OUT.csv"],
    ["cast", "FILE", "--to", "f16", "-o", "OUT.nnmodel"], ["report", "FILE", "-o", "OUT.html"],
]
COMMANDS = [
    ["verify", "big.nnmodel"], ["digest", "big.nnmodel"], ["load", "big.nnmodel"],
    ["load", "big.nnmodel", "-o", "OUT.safetensors", "--quiet"], ["load", "big.nnmodel", "-o", "OUT.onnx", "--quiet"],
    ["predict", "big.nnmodel", "big.csv", "-o", "OUT.csv"],
    ["cast", "big.nnmodel", "--to", "f16", "-o", "OUT.nnmodel", "--quiet"],
    ["diff", "big.nnmodel", "digits.nnmodel"], ["inspect", "big.nnmodel", "--statistics"],
    ["recover", "big.nnmodel", "-o", "OUT.nnmodel", "--quiet"], ["report", "big.nnmodel", "-o", "OUT.html", "--quiet"],
    ["save", "big.safetensors", "--activation", "relu,linear", "-o", "OUT.nnmodel", "--quiet"],
    ["save", "mid.json", "-o", "OUT.nnmodel", "--quiet"], ["save", "mid.onnx", "-o", "OUT.nnmodel", "--quiet"],
    ["save", "mid.npz", "--activation", "relu,linear", "-o", "OUT.nnmodel", "--quiet"],
    ["load", "mid.nnmodel", "-o", "OUT.json", "--quiet"], ["load", "mid.nnmodel", "-o", "OUT.npz", "--quiet"],
    ["train", "rows.csv", "--target", "y", "--epochs", "1", "--layers", "1", "-o", "OUT.nnmodel", "--quiet"],
    ["train", "few.csv", "--target", "y", "--epochs", "1", "--layers", "1200,1200,1", "--save-to", "OUT.run",
     "-o", "OUT.nnmodel", "--quiet"],
    ["save", "many.safetensors", "-o", "OUT.nnmodel", "--quiet"], ["load", "many.nnmodel", "-o", "OUT.npz", "--quiet"],
    ["verify", "many.nnmodel"], ["recover", "many.nnmodel", "-o", "OUT.nnmodel", "--quiet"],
    ["train", "digits.csv", "--target", "digit", "--epochs", "1", "-o", "OUT.nnmodel", "--quiet"],
    ["resume", "run", "--quiet"],
    ["predict", "digits.nnmodel", "digits.csv", "-o", "OUT.csv"], ["evaluate", "digits.nnmodel", "digits.csv"],
    ["verify", "--predictions", "digits.nnmodel"],
    ["report", "digits.nnmodel", "--data", "digits.csv", "-o", "OUT.html", "--quiet"],
    ["cast", "digits.nnmodel", "--to", "bf16", "-o", "OUT.nnmodel", "--quiet"], ["checkpoints", "run"],
]
QUICK = [["verify", "big.nnmodel"], ["predict", "big.nnmodel", "big.csv", "-o", "OUT.csv"],
         ["cast", "big.nnmodel", "--to", "f16", "-o", "OUT.nnmodel", "--quiet"], ["resume", "run", "--quiet"]]


def weights(drawn, count):
    """Numbers like weights, quickly made: one stretch of them again and again, from other places."""
    stretch = array.array("f", [drawn.gauss(0, 0.02) for _ in range(1 << 14)]).tobytes()
    made = bytearray()
    while len(made) < 4 * count:
        place = 4 * drawn.randrange(1 << 14)
        made += stretch[place:] + stretch[:place]
    return bytes(made[:4 * count])


def model(place, name, width):
    """A network of two layers as safetensors and as a model file, and a row for it."""
    drawn = random.Random(width)
    made = [(f"{layer}.{part}", "F32", shape, weights(drawn, shape[0] * (shape[1:] or [1])[0]))
            for layer, size in enumerate(([2 * width, width], [width, 2 * width]))
            for part, shape in (("weight", size), ("bias", size[:1]))]
    with open(os.path.join(place, name + ".safetensors"), "wb") as target:
        target.write(tensors.safetensors(made))
    succeed(place, "save", name + ".safetensors", "--activation", "relu,linear", "-o", name + ".nnmodel", "--quiet")
    with open(os.path.join(place, name + ".csv"), "w", encoding="ascii") as target:
        target.write(",".join(f"x{index}" for index in range(width)) + "\n" + ",".join(["0.5"] * width) + "\n")


def many(place):
    """A file of many small tensors, which are no network."""
    drawn = weights(random.Random(100), 100 * 20_000)
    made = [(f"t{index}", "F32", [100], drawn[400 * index:400 * (index + 1)]) for index in range(20_000)]
    with open(os.path.join(place, "many.safetensors"), "wb") as target:
        target.write(tensors.safetensors(made))
    succeed(place, "save", "many.safetensors", "-o", "many.nnmodel", "--quiet")


def provide(place, mebibytes):
    model(place, "small", 16)
    model(place, "big", int((mebibytes * 2**20 / 16) ** 0.5))


def clear(place):
    for name in os.listdir(place):
        path = os.path.join(place, name)
        if name.startswith("OUT"):
            shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)


class Sweep:
    def __init__(self, place, mebibytes):
        self.place = emptied(place)
        provide(place, mebibytes)
        model(place, "mid", 512)
        for ending in ("json", "onnx", "npz"):
            succeed(place, "load", "mid.nnmodel", "-o", "mid." + ending, "--quiet")
        with open(os.path.join(place, "rows.csv"), "w", encoding="ascii") as target:
            target.write("a,b,c,d,y\n" + "0.5,1,2,3,1\n1.5,0,1,2,0\n" * 200_000)
        with open(os.path.join(place, "few.csv"), "w", encoding="ascii") as target:
            target.write("a,b,y\n1,2,3\n2,3,5\n4,5,9\n")
        many(place)
        shutil.copy(os.path.join(DATA, "digits.csv"), place)
        succeed(place, *("train digits.csv --target digit --epochs 3 --save-to runs --save-every 20 --quiet "
                         "-o digits.nnmodel").split())
        newest = max(os.listdir(os.path.join(place, "runs")))
        os.remove(os.path.join(place, "runs", newest))  # so that there is something left to train
        self.environment = {**surroundings(), "SWIFT_BACKTRACE": "enable=no"}
        self.deaths = []

    def run(self, words, limit=None, kind=resource.RLIMIT_AS):
        """A command under a limit: how it ended, what it printed, and what it wrote."""
        clear(self.place)
        run = os.path.join(self.place, "run")
        shutil.rmtree(run, ignore_errors=True)
        shutil.copytree(os.path.join(self.place, "runs"), run)
        limits = [(kind, limit)] if limit else ()
        ended = measured.run([training.TOOL, *words], self.place, limits, 60, self.environment)
        written = {}
        if words[0] == "resume" and ended.code == 0:
            written["digits.nnmodel"] = training.digest(self.place, "digits.nnmodel")
        for name in os.listdir(self.place):
            if name.startswith("OUT") and os.path.isfile(os.path.join(self.place, name)):
                with open(os.path.join(self.place, name), "rb") as source:
                    written[name] = hashlib.sha256(source.read()).hexdigest()
        return ended, written

    def minimum(self, kind):
        """The least with which the process begins, to the page."""
        low, high = 1 << 20, 64 << 20
        while high - low > 4096:
            middle = (low + high) // 8192 * 4096
            ended, _ = self.run(["--version"], middle, kind)
            low, high = (low, middle) if ended.code == 0 else (middle, high)
        return high

    def check(self, words, base, above, kind, whole):
        """One run with so much above the minimum; whether it succeeded."""
        ended, written = self.run(words, base + above, kind)
        when = f"sweep: nnmodel {' '.join(words)}, with {above / 2**20:.2f} MiB above the minimum"
        left = [name for folder in ("", "run", "OUT.run") if os.path.isdir(os.path.join(self.place, folder))
                for name in temporaries(os.path.join(self.place, folder))]
        if ended.code is not None and ended.code < 0 and above < NEAR:
            self.deaths.append(above)
            return False
        need(ended.code is not None, f"{when}: does not end within a minute: {ended.error.strip()[:300]}")
        need(ended.code >= 0, f"{when}: ended by signal {-ended.code}: {ended.error.strip()[:300]}")
        need(not left, f"{when}: exit {ended.code}, a temporary is left: {left}")
        if ended.code == whole[0].code:
            need(ended.output == whole[0].output and written == whole[1], f"{when}: other output than without a limit")
            return True
        need(ended.code == 74 and ended.error.startswith("nnmodel: ") and ended.error.count("\n") == 1
             and "Cannot allocate memory" in ended.error, f"{when}: exit {ended.code}: {ended.error.strip()[:300]}")
        need(not written, f"{when}: exit {ended.code}, and {list(written)} is there")
        return False


def steps(top, count):
    """Places above the minimum: close to each other next to it, then wider apart, then evenly up to the top."""
    near = [step << 16 for step in range(0, 16, max(1, 48 // count))]
    far = [(24 << 20) + index * max(0, top - (8 << 20)) // count for index in range(count + 1)]
    return sorted({*near, 2 << 20, 8 << 20, 16 << 20, *(place // 4096 * 4096 for place in far)})


def sweep(here, quick):
    scene = Sweep(os.path.join(here, "sweep"), 16 if quick else 64)
    kinds = [("address space", resource.RLIMIT_AS, 5 if quick else 24), ("data", resource.RLIMIT_DATA, 12)]
    for name, kind, count in kinds[:1] if quick else kinds:
        base, runs, told = scene.minimum(kind), 0, []
        scene.deaths = []
        for words in QUICK if quick else COMMANDS:
            whole = scene.run(words)
            command = f"nnmodel {' '.join(words)}"
            need(whole[0].code in (0, 1), f"sweep: {command}: exit {whole[0].code}: {whole[0].error.strip()}")
            places = steps(max(0, whole[0].mapped - base) + (24 << 20), count)
            fine = [above for above in places if scene.check(words, base, above, kind, whole)]
            need(places[-1] in fine, f"sweep: {command} does not succeed with all that it took before, and more")
            runs += len(places)
            told.append(f"{' '.join(words[:2])} {fine[0] / 2**20:.0f}")
        near = f"{len(scene.deaths)} within {max(scene.deaths, default=0) / 2**20:.2f} MiB ended by a signal"
        print(f"sweep: {runs:,} runs under limits of {name}, above the {base / 2**20:.1f} MiB that --version takes: "
              f"{near}, the others succeed or say in one line why not; the least for success, in MiB: "
              f"{', '.join(told)}", flush=True)

"""The programs that save and load, ours and the peers', and what they are asked."""

import os
import random
import time

from programs import FOLDER, Missing, Worker

OURS = "ours"
# What is asked once or twice, since it takes seconds.
SLOW = ("savez_compressed", "h5py gzip1+shuffle", "h5py gzip6+shuffle")
# Ways to save, by the program that knows them.
VARIANTS = {
    OURS: ("compressed, flushed", "compressed", "raw, flushed", "raw"),
    "safetensors": ("safetensors",),
    "numpy": ("savez", "savez_compressed"),
    "torch": ("torch.save", "safetensors, torch"),
    "h5py": SLOW[1:],
    "zipnn": ("zipnn",),
    "blosc2": ("blosc2 zstd1", "blosc2 zstd5"),
}
MEMORY = ("compressed, flushed", "safetensors", "savez_compressed", "h5py gzip1+shuffle", "zipnn", "torch.save")
SMALL = ("compressed", "safetensors", "savez", "json", "h5py", "torch.save")
MAPPED = ("safetensors", "safetensors, torch")
NAMES = {"compressed, flushed": OURS, "compressed": "nnmodel, not flushed",
         "raw, flushed": OURS, "raw": "nnmodel, not flushed"}
ONE_TENSOR = "encoder.layer.3.attention.self.query.weight"  # 384 × 384


class Savers:
    """Figures by action and data set, and why some are missing."""

    def __init__(self, python, tool, data, work):
        self.python, self.tool, self.data, self.work = python, tool, data, work
        self.values, self.reasons, self.missing = {}, {}, {}
        self.workers, self.rate = {}, 0
        for name in [*VARIANTS, "machine"]:
            try:
                self.workers[name] = self.worker(name)
            except (Missing, OSError) as error:
                self.missing[name] = str(error)

    def worker(self, name):
        threads = os.cpu_count()
        if name == OURS:
            if not os.access(self.tool, os.X_OK):
                raise Missing("not built")
            return Worker([self.tool], threads)
        return Worker([self.python, os.path.join(FOLDER, "saver_%s.py" % name), str(threads)], threads)

    def close(self):
        for worker in self.workers.values():
            worker.close()

    def path(self, dataset, variant):
        """Where the file lies that is loaded."""
        return os.path.join(self.work, "%s %s" % (dataset, variant))

    def source(self, dataset):
        return os.path.join(self.data, dataset + ".safetensors")

    def size(self, dataset):
        """Bytes of the tensors alone."""
        path = self.source(dataset)
        with open(path, "rb") as file:
            return os.path.getsize(path) - 8 - int.from_bytes(file.read(8), "little")

    def add(self, action, dataset, label, value):
        self.values.setdefault((action, dataset), {}).setdefault(label, []).append(value)

    def lack(self, action, dataset, label, reason):
        self.reasons.setdefault((action, dataset), {})[label] = reason

    @staticmethod
    def ask(worker, *words):
        return worker.measure("\t".join(words), worker.threads)[0]

    @staticmethod
    def owner(variant):
        return next((name for name, variants in VARIANTS.items() if variant in variants),
                    "numpy" if variant == "json" else variant)

    def variants(self, dataset, actions):
        """Those whose programs are there, and that suit the data set and what is asked of it."""
        whole = actions & {"size", "save", "load", "memory-save", "memory-load"}
        raw = actions & {"save-raw", "load-raw", "map", "map-tensor"}
        for name, variants in VARIANTS.items():
            if name in self.workers and (name != "blosc2" or dataset == "mlp-adam"):
                for variant in variants:
                    if variant == "h5py gzip1+shuffle" and dataset != "f32":
                        continue
                    if whole and not variant.startswith("raw") or raw and variant.startswith(("raw", "safetensors")):
                        yield variant

    def settle(self, size):
        """The same for whoever writes next: nothing is left to be written, and the cache has pages for a file.

        A virtual machine gives pages that are free for two seconds back to its host. Writing into them again was
        measured to take ten times as long as the write. So a file of that size is written and removed, in one piece,
        so that the largest pages are there, too; and once more while that takes much longer than it can.
        """
        os.sync()
        scratch, zeros = os.path.join(self.work, "scratch"), memoryview(bytes(size))
        known = self.rate
        for _ in range(4):
            start = time.perf_counter()
            with open(scratch, "wb", buffering=0) as file:
                done = 0
                while done < size:
                    done += file.write(zeros[done:])
            rate = size / (time.perf_counter() - start)
            os.unlink(scratch)
            self.rate = max(self.rate, rate)
            if known and rate > known / 2:
                break

    def save(self, dataset, variant, path):
        """Adds the time of a save into a file that did not exist."""
        self.settle(self.size(dataset))
        answer = self.ask(self.workers[self.owner(variant)], "save", variant, self.source(dataset), path)
        action = "save-raw" if variant.startswith("raw") else "save"
        label, actions = NAMES.get(variant, variant), (action,)
        if variant == "safetensors":
            actions = ("save", "save-raw")
            for one in actions:
                self.add(one, dataset, "safetensors, not flushed", answer["save"])
        for one in actions:
            self.add(one, dataset, label, answer["save"] + answer.get("fsync", 0))

    def prepare(self, dataset, actions):
        """Writes the files that are loaded, and has each compared with the tensors; the variants that can."""
        found = []
        for variant in self.variants(dataset, actions):
            path, label = self.path(dataset, variant), NAMES.get(variant, variant)
            worker = self.workers[self.owner(variant)]
            try:
                if os.path.exists(path):
                    os.unlink(path)
                if variant in SLOW:  # it is not asked again for so much less than it takes
                    self.save(dataset, variant, path)
                else:
                    self.ask(worker, "save", variant, self.source(dataset), path)
                self.ask(worker, "check", variant, self.source(dataset), path)
                if not variant.startswith("raw") and variant not in ("compressed", "safetensors, torch"):
                    self.add("size", dataset, label, os.path.getsize(path))
                found.append(variant)
            except Exception as error:  # whatever goes wrong with one is told, and the others go on
                for action in ("size", "save", "load"):
                    self.lack(action, dataset, label, str(error))
        return found

    def load(self, dataset, variant):
        """Adds the time of a load, from a file that is in cache."""
        path = self.path(dataset, variant)
        with open(path, "rb", buffering=0) as file:
            while file.read(1 << 20):
                pass
        seconds = self.ask(self.workers[self.owner(variant)], "load", variant, "", path)["load"]
        raw = variant.startswith("raw")
        for action in ("load", "load-raw") if variant == "safetensors" else ("load-raw",) if raw else ("load",):
            self.add(action, dataset, NAMES.get(variant, variant), seconds)

    def map(self, dataset, variant):
        for action in ("map", "map-tensor"):
            answer = self.ask(self.workers[self.owner(variant)], action, variant, "", self.path(dataset, variant),
                              *[ONE_TENSOR][:action == "map-tensor"])
            self.add(action, dataset, NAMES.get(variant, variant), answer[action])

    def machine(self, dataset, path):
        """What disk and memory allow for as many bytes as the tensors have, and as our file has."""
        files = {"": self.path(dataset, "safetensors"), ", as many as ours": self.path(dataset, "compressed, flushed")}
        for suffix, like in files.items():
            if not os.path.exists(like):
                continue
            self.settle(os.path.getsize(like))
            answer = self.ask(self.workers["machine"], "save", like, "", path)
            self.add("save", dataset, "bytes alone" + suffix, answer["save"] + answer["fsync"])
            os.unlink(path)
            answer = self.ask(self.workers["machine"], "load", like, "", like)
            self.add("load", dataset, "bytes alone" + suffix, answer["load"])
        answer = self.ask(self.workers["machine"], "copy", self.path(dataset, "safetensors"), "", "")
        self.add("load", dataset, "copy in memory", answer["copy"])

    @staticmethod
    def small_name(variant):
        return OURS if variant == "compressed" else variant

    def small(self, variant, path):
        answer = self.ask(self.workers[self.owner(variant)], "small", variant, "", path)
        self.add("small", "2-4-1", self.small_name(variant), answer["save"] + answer["load"])

    def memory(self, dataset, variant, path):
        """Adds what a save and a load take beside the tensors, each in a process of its own."""
        label = NAMES.get(variant, variant)
        for action, file in (("memory-save", path), ("memory-load", self.path(dataset, variant))):
            worker = self.worker(self.owner(variant))
            try:
                self.add(action, dataset, label, self.ask(worker, action, variant, self.source(dataset), file)["bytes"])
            finally:
                worker.close()

    def measure(self, dataset, actions, rounds, progress):
        """Measures the rows' actions for a data set, by turns."""
        new = os.path.join(self.work, "new")
        small = [one for one in SMALL if self.owner(one) in self.workers] if "small" in actions else []
        found = self.prepare(dataset, actions) if dataset != "2-4-1" else []

        def attempt(names, label, work, *arguments):
            if os.path.exists(new):
                os.unlink(new)
            try:
                work(*arguments)
            except Exception as error:  # as above
                for action in names:
                    self.lack(action, dataset, label, str(error))

        if actions & {"memory-save", "memory-load"}:
            for variant in MEMORY:
                if variant in found:
                    progress("memory, " + variant)
                    attempt(("memory-save", "memory-load"), NAMES.get(variant, variant),
                            self.memory, dataset, variant, new)
        for turn in range(rounds):
            progress("round %d of %d: %s" % (turn + 1, rounds, dataset))
            asked = []
            for variant in found:
                label, suffix = NAMES.get(variant, variant), "-raw" if variant.startswith("raw") else ""
                saves, loads = {"save" + suffix}, {"load" + suffix}
                if variant == "safetensors":
                    saves, loads = {"save", "save-raw"}, {"load", "load-raw"}
                # The slow ones have been saved once.
                if saves & actions and (variant not in SLOW or turn == 0 and dataset == "f32"):
                    asked.append((saves, label, self.save, dataset, variant, new))
                if loads & actions and label != "nnmodel, not flushed" and (variant not in SLOW or turn == 0):
                    asked.append((loads, label, self.load, dataset, variant))
                if actions & {"map", "map-tensor"} and variant in ("raw, flushed", *MAPPED):
                    asked.append((("map", "map-tensor"), label, self.map, dataset, variant))
            if found and actions & {"save", "load"} and "machine" in self.workers:
                asked.append((("save", "load"), "bytes alone", self.machine, dataset, new))
            for variant in small:
                asked.append((("small",), self.small_name(variant), self.small, variant, new))
            random.Random(turn).shuffle(asked)
            for one in asked:
                attempt(*one)
        attempt((), "", lambda: None)

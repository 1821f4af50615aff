"""The rows of the table of arithmetic: what is measured, against whom, and what must be reached."""

from dataclasses import dataclass, field

from goal import Goal


@dataclass
class Row:
    name: str
    unit: str
    yardsticks: tuple  # labels; the best of them that was measured is the yardstick
    goals: dict = field(default_factory=dict)  # by number of threads
    programs: tuple = ()  # that are asked for this row

    def best(self, values):
        """The yardstick among values by label."""
        found = [(values[label], label) for label in self.yardsticks if label in values]
        if not found:
            return None, None
        value, label = max(found) if self.unit in ("samples/s", "GFLOP/s") else min(found)
        return value, label


NUMPY = ("numpy", "numpy, SkylakeX")
TORCH = ("torch", "torch, fused")
GENANN = ("genann, exact", "genann, exact (O3)")


def products():
    for shape in ("72x784x128", "96x784x512", "480x512x512"):
        yield Row("product-" + shape, "GFLOP/s", ("FMA peak",), {1: Goal(">=", 0.9), 2: Goal(">=", 0.85)},
                  ("peak", "numpy", "torch"))
    yield Row("gemv-784x128", "us", ("read of the weights",), {1: Goal("<=", 1.25)}, ("peak", "numpy", "torch"))


def training():
    for network, batches in (("784-512-256-10", (128,)), ("784-128-10", (32, 128))):
        for batch in batches:
            for rule in ("sgd", "adam"):
                yield Row("train-%s-b%d-%s" % (network, batch, rule), "samples/s", TORCH,
                          {1: Goal(">=", 2), 2: Goal(">=", 2)}, ("torch", "scikit-learn"))
    for name in ("train-xor", "train-16-16-16"):
        yield Row(name, "samples/s", GENANN, {1: Goal(">=", 1)}, ("genann", "fann", "toynn", "torch"))
    yield Row("checkpoint-784-512-256-10", "us", ("copy of the state",), {1: Goal("<=", 1)}, ("peak", "torch"))


def predictions():
    yield Row("predict-784-128-10-b1", "us", ("onnxruntime",), {1: Goal("<=", 0.45)},
              ("numpy", "torch", "onnxruntime", "genann", "fann"))
    yield Row("predict-784-128-10-b1024", "samples/s", (*NUMPY, "torch", "onnxruntime"), {2: Goal(">=", 1.1)},
              ("numpy", "torch", "onnxruntime"))


def processes():
    for network, limit in (("2-4-1", 3), ("784-128-10", 4)):
        yield Row("process-predict-" + network, "ms", ("/bin/true",), {1: Goal("value <=", limit)}, ("processes",))


ROWS = [*products(), *training(), *predictions(), *processes()]

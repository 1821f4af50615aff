"""The rows of the table of persistence: what is measured, of which tensors, against whom, and what must be reached."""

from dataclasses import dataclass

from goal import Goal

PART, MS, US, MIB, RATE = "of the bytes", "ms", "us", "MiB", "MB/s"


@dataclass
class Row:
    name: str
    action: str  # as in savers.py; what is measured is kept by action and data set
    dataset: str
    unit: str
    yardsticks: tuple  # labels; the best of them that was measured is the yardstick
    goal: Goal = None
    is_alone: bool = False  # peers that are no yardstick stand in another row

    def value(self, measured, size):
        """Seconds or bytes in this row's unit, where the tensors have `size` bytes."""
        if self.unit == RATE:
            return size / 1e6 / measured
        if self.unit == PART:
            return measured / size
        return measured * {MS: 1e3, US: 1e6, MIB: 1 / (1 << 20)}[self.unit]

    def best(self, values):
        """The yardstick among values by label."""
        found = [(values[label], label) for label in self.yardsticks if label in values]
        if not found:
            return None, None
        value, label = max(found) if self.unit == RATE else min(found)
        return value, label

    def figure(self, value):
        if self.unit == PART:
            return "%.4f" % value
        return "%.0f" % value if value >= 100 else "%.1f" % value if value >= 10 else "%.3g" % value


SAFETENSORS = ("safetensors",)
DEFLATERS = ("zipnn", "savez_compressed", "h5py gzip6+shuffle")


def rows():
    yield Row("size-f32", "size", "f32", PART, DEFLATERS, Goal("value <=", 0.822, ""))
    yield Row("size-bf16", "size", "bf16", PART, DEFLATERS, Goal("value <=", 0.668, ""))
    yield Row("size-mlp-adam", "size", "mlp-adam", PART, (*DEFLATERS, "blosc2 zstd1", "blosc2 zstd5"),
              Goal("value <=", 0.573, ""))
    yield Row("size-pruned", "size", "pruned", PART, ("savez_compressed",), Goal("<=", 1))
    yield Row("save-f32", "save", "f32", MS, SAFETENSORS, Goal("<=", 1))
    yield Row("save-f32-beside-zlib", "save", "f32", MS, ("savez_compressed",), Goal("faster", 60), True)
    yield Row("load-f32", "load", "f32", MS, SAFETENSORS, Goal("<=", 1))
    yield Row("save-raw-f32", "save-raw", "f32", MS, SAFETENSORS, Goal("<=", 1))
    yield Row("load-raw-f32", "load-raw", "f32", MS, SAFETENSORS, Goal("<=", 1))
    yield Row("map-f32", "map", "f32", MS, SAFETENSORS, Goal("<=", 1))
    yield Row("map-tensor-f32", "map-tensor", "f32", MS, SAFETENSORS, Goal("value <=", 1))
    yield Row("memory-save-f32", "memory-save", "f32", MIB, SAFETENSORS, Goal("value <=", 16, MIB))
    yield Row("memory-load-f32", "memory-load", "f32", MIB, SAFETENSORS, Goal("value <=", 16, MIB))
    yield Row("small-2-4-1", "small", "2-4-1", US, SAFETENSORS, Goal("<=", 0.5))
    for dataset in ("bf16", "mlp-adam", "pruned"):
        yield Row("save-" + dataset, "save", dataset, RATE, SAFETENSORS)
        yield Row("load-" + dataset, "load", dataset, RATE, SAFETENSORS)


ROWS = list(rows())

"""Tries models of nnmodel, written as ONNX, against ONNX's checker and ONNX Runtime, and reads them back.

    pip install onnx onnxruntime numpy
    python3 scripts/interop/onnx.py .build/release/nnmodel FOLDER

Models of every layer and activation, trained and scaled, and of every type of parameters, are made in FOLDER. What
ONNX Runtime predicts must be what the tool predicts, and a model that has gone there and back must predict it to the
last digit. The exit status is 1 where anything differs.
"""
import json
import pathlib
import struct
import subprocess
import sys

# This file must not stand for the module that has its name.
sys.path[:] = [path for path in sys.path if pathlib.Path(path or ".").resolve() != pathlib.Path(__file__).resolve().parent]

import numpy as np
import onnx
import onnxruntime

DATA = pathlib.Path(__file__).resolve().parents[2] / "Fixtures" / "data"
ACTIVATIONS = ["linear", "sigmoid", "tanh", "relu", "leaky-relu", "elu", "gelu", "gelu-tanh", "silu", "softplus", "softmax"]
TOLERANCE = 1e-6
ROWS = 20


def run(tool, *arguments):
    """What the tool prints; what it complains of ends the trial of the model."""
    result = subprocess.run([tool, *map(str, arguments)], capture_output=True, text=True)
    if result.returncode:
        raise ValueError(result.stderr.strip() or f"exit status {result.returncode}")
    return result.stdout


def trained(tool, folder):
    """Models that the tool trains on tables, each with the arguments that tell its own outputs."""
    layers = {f"8,{word}": [] for word in ACTIVATIONS if word != "softmax"}
    layers |= {"8,leaky-relu:0.3,dropout:0.5,6": [], "batch-norm,9,batch-norm,tanh,layer-norm,5,silu,layer-norm": []}
    for hidden in layers:
        name = hidden.replace(",", "_").replace(":", "_")
        for table, target, last, raw in [("diabetes", "progression", "1", []), ("iris", "species", "3,softmax", ["--raw"])]:
            path = folder / f"{table}_{name}.nnmodel"
            run(tool, "train", DATA / f"{table}.csv", "--target", target, "--layers", f"{hidden},{last}",
                "--epochs", 2, "--quiet", "-o", path)
            yield path, rows_of(DATA / f"{table}.csv", target), raw


def rows_of(table, target):
    """The first numbers of a table, less its target's."""
    lines = table.read_text().splitlines()
    names = lines[0].split(",")
    kept = [index for index, name in enumerate(names) if name != target]
    return np.array([[float(line.split(",")[index]) for index in kept] for line in lines[1:ROWS + 1]], np.float32)


def given(tool, folder):
    """Models of parameters of every type, as other programs may have written them."""
    generator = np.random.default_rng(0)
    rows = generator.standard_normal((ROWS, 5)).astype(np.float32)
    for dtype in ["F64", "F32", "F16", "BF16"]:
        for word in ACTIVATIONS:
            shapes = {"0.weight": (7, 5), "0.bias": (7,), "1.weight": (3, 7)}
            path = folder / f"given_{dtype}_{word}"
            safetensors(path.with_suffix(".safetensors"), dtype,
                        {name: generator.standard_normal(shape) for name, shape in shapes.items()})
            run(tool, "save", path.with_suffix(".safetensors"), "--activation", f"{word},{word}", "--quiet",
                "-o", path.with_suffix(".nnmodel"))
            yield path.with_suffix(".nnmodel"), rows, []


def safetensors(path, dtype, tensors):
    header, data = {}, b""
    for name, values in tensors.items():
        if dtype == "BF16":
            raw = (values.astype("<f4").view("<u4") >> 16).astype("<u2").tobytes()
        else:
            raw = values.astype(f"<f{int(dtype[1:]) // 8}").tobytes()
        header[name] = {"dtype": dtype, "shape": values.shape, "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def predicted(tool, model, rows, arguments):
    """What the tool predicts, as it prints it."""
    lines = run(tool, "predict", model, rows, "--no-header", *arguments).splitlines()
    return [line.split(",") for line in lines if not any(character.isalpha() for character in line.replace("e", ""))]


def differences(tool, model, rows, arguments):
    """What is wrong with a model, in words."""
    exported, back = model.with_suffix(".onnx"), model.with_suffix(".back.nnmodel")
    table = model.with_suffix(".csv")
    # Every digit of a single, so that both sides read the same number.
    table.write_text("".join(",".join(repr(float(value)) for value in row) + "\n" for row in rows))
    run(tool, "load", model, "-o", exported, "--quiet")
    onnx.checker.check_model(onnx.load(exported), full_check=True)
    session = onnxruntime.InferenceSession(exported, providers=["CPUExecutionProvider"])
    double = session.get_inputs()[0].type == "tensor(double)"
    expected = session.run(None, {"input": rows.astype(np.float64 if double else np.float32)})[0]
    printed = predicted(tool, model, table, arguments)
    found = np.array(printed, float)
    if found.shape != expected.shape:
        return f"{found.shape} predictions, ONNX Runtime's are {expected.shape}"
    error = np.max(np.abs(found - expected) / (1 + np.abs(expected)))
    if not error <= TOLERANCE:
        return f"predictions differ by {error:.1e} of them"
    run(tool, "save", exported, "-o", back, "--quiet")
    if predicted(tool, back, table, arguments) != printed:
        return "there and back, it predicts something else"
    return None


def main(tool, folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    count, faults = 0, []
    for models in [trained(tool, folder), given(tool, folder)]:
        for model, rows, arguments in models:
            count += 1
            try:
                fault = differences(tool, model, rows, arguments)
            except Exception as error:
                fault = f"{type(error).__name__}: {error}"
            if fault:
                faults.append(f"{model.name}: {fault}")
    for fault in faults:
        print(f"onnx: {fault}")
    print(f"onnx: {count - len(faults)} of {count} models agree with ONNX Runtime {onnxruntime.__version__}")
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))

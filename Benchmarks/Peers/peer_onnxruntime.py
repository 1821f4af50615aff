"""ONNX Runtime: predictions. usage: peer_onnxruntime.py THREADS"""

import sys

import numpy
import onnxruntime
from models import onnx_bytes, parameters
from peer import calls_per_second, serve

THREADS = int(sys.argv[1])


def measure(row):
    if row.kind != "predict":
        return
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    session = onnxruntime.InferenceSession(
        onnx_bytes(row.numbers, parameters(row.numbers), "Relu"), options, providers=["CPUExecutionProvider"])
    x = numpy.random.default_rng(1).random((row.batch, row.numbers[0]), dtype=numpy.float32)
    rate = calls_per_second(lambda: session.run(None, {"x": x}))
    yield ("onnxruntime", 1e6 / rate, "us") if row.batch == 1 else ("onnxruntime", rate * row.batch, "samples/s")


serve({"name": "onnxruntime", "version": onnxruntime.__version__, "detail": ""}, THREADS, measure)

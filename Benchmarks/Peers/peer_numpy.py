"""NumPy: products and predictions. usage: peer_numpy.py THREADS LABEL"""

import sys

import numpy
from peer import calls_per_second, serve
from threadpoolctl import threadpool_info

THREADS, LABEL = int(sys.argv[1]), sys.argv[2]
generator = numpy.random.default_rng(1)


def uniform(*shape):
    return generator.random(shape, dtype=numpy.float32)


def measure(row):
    if row.kind == "product":
        m, k, n = row.numbers
        a, b, c = uniform(m, k), uniform(k, n), numpy.empty((m, n), numpy.float32)
        rate = calls_per_second(lambda: numpy.matmul(a, b, out=c), best=True)
        yield LABEL, rate * 2 * m * k * n / 1e9, "GFLOP/s"
    elif row.kind == "gemv":
        k, n = row.numbers
        x, w, y = uniform(k), uniform(k, n), numpy.empty(n, numpy.float32)
        yield LABEL, 1e6 / calls_per_second(lambda: numpy.matmul(x, w, out=y)), "us"
    elif row.kind == "predict":
        widths = row.numbers
        layers = [(uniform(a, b) - 0.5, uniform(b)) for a, b in zip(widths, widths[1:])]
        x = uniform(row.batch, widths[0])

        def predict():
            y = x
            for index, (weight, bias) in enumerate(layers):
                y = y @ weight
                y += bias
                if index < len(layers) - 1:
                    numpy.maximum(y, 0, out=y)
            return y

        rate = calls_per_second(predict)
        yield (LABEL, 1e6 / rate, "us") if row.batch == 1 else (LABEL, rate * row.batch, "samples/s")


kernels = [str(one.get("architecture")) for one in threadpool_info() if one["internal_api"] == "openblas"]
about = {"name": LABEL, "version": numpy.__version__, "detail": "OpenBLAS " + ", ".join(kernels)}
serve(about, THREADS, measure)

"""scikit-learn's MLPClassifier: an epoch of training. usage: peer_sklearn.py THREADS"""

import sys
import time
import warnings

import numpy
import sklearn
from peer import TRAINING_ROWS, serve
from sklearn.neural_network import MLPClassifier

THREADS = int(sys.argv[1])
warnings.filterwarnings("ignore")
generator = numpy.random.default_rng(1)


def measure(row):
    if row.kind != "train" or row.rule not in ("sgd", "adam"):
        return
    x = generator.random((TRAINING_ROWS, row.numbers[0]), dtype=numpy.float32)
    y = generator.integers(0, row.numbers[-1], TRAINING_ROWS)
    model = MLPClassifier(row.numbers[1:-1], solver=row.rule, batch_size=row.batch, max_iter=1, momentum=0,
                          learning_rate_init=0.001, random_state=0)
    start = time.perf_counter()
    model.fit(x, y)
    yield "scikit-learn", TRAINING_ROWS / (time.perf_counter() - start), "samples/s"


serve({"name": "scikit-learn", "version": sklearn.__version__, "detail": ""}, THREADS, measure)

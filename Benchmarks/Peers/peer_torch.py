"""PyTorch: products, training and predictions. usage: peer_torch.py THREADS"""

import os
import sys
import tempfile

import torch
from peer import TRAINING_ROWS, calls_per_second, serve

THREADS = int(sys.argv[1])
torch.set_num_threads(THREADS)
torch.manual_seed(1)


def network(widths, activation=torch.nn.ReLU, last=None):
    layers = []
    for index, (a, b) in enumerate(zip(widths, widths[1:])):
        layers.append(torch.nn.Linear(a, b))
        if index < len(widths) - 2:
            layers.append(activation())
    return torch.nn.Sequential(*layers, *([last()] if last else []))


def train(row):
    """Steps over shuffled rows, each gathered, with cross-entropy: torch's own way, and its fused steps."""
    x = torch.rand(TRAINING_ROWS, row.numbers[0])
    y = torch.randint(0, row.numbers[-1], (TRAINING_ROWS,))
    batches = torch.randperm(TRAINING_ROWS).split(row.batch)
    criterion = torch.nn.CrossEntropyLoss()
    for fused in (False, True):
        model = network(row.numbers)
        if row.rule == "sgd":
            optimizer = torch.optim.SGD(model.parameters(), lr=0.01, fused=fused)
        else:
            optimizer = torch.optim.Adam(model.parameters(), lr=0.001, fused=fused)
        state = {"step": 0}

        def step():
            batch = batches[state["step"] % (len(batches) - 1)]
            state["step"] += 1
            optimizer.zero_grad()
            criterion(model(x[batch]), y[batch]).backward()
            optimizer.step()

        label = "torch, fused" if fused else "torch"
        yield label, calls_per_second(step) * row.batch, "samples/s"


def train_each_sample(widths):
    """One sample a step, squared error, sigmoids."""
    model = network(widths, torch.nn.Sigmoid, torch.nn.Sigmoid)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    x, y = torch.rand(16, widths[0]), torch.rand(16, widths[-1])
    state = {"step": 0}

    def step():
        sample = state["step"] % 16
        state["step"] += 1
        optimizer.zero_grad()
        ((model(x[sample]) - y[sample]) ** 2).sum().backward()
        optimizer.step()

    yield "torch", calls_per_second(step), "samples/s"


def save(widths):
    """The model's state and its optimizer's, written to a file: flushed to the disk, and not."""
    model = network(widths)
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.rand(2, widths[0])).sum().backward()
    optimizer.step()
    state = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
    for label, flushes in (("torch.save", False), ("torch.save, flushed", True)):

        def write():
            with tempfile.NamedTemporaryFile(suffix=".pt") as file:
                torch.save(state, file)
                file.flush()
                if flushes:
                    os.fsync(file.fileno())

        yield label, 1e6 / calls_per_second(write), "us"


def measure(row):
    if row.kind == "checkpoint":
        yield from save(row.numbers)
    elif row.name == "train-xor":
        yield from train_each_sample((2, 4, 1))
    elif row.kind == "train" and row.rule in ("sgd", "adam"):
        yield from train(row)
    elif row.kind == "train":
        yield from train_each_sample(row.numbers)
    elif row.kind == "product":
        m, k, n = row.numbers
        a, b, c = torch.rand(m, k), torch.rand(k, n), torch.empty(m, n)
        with torch.inference_mode():
            rate = calls_per_second(lambda: torch.mm(a, b, out=c), best=True)
        yield "torch", rate * 2 * m * k * n / 1e9, "GFLOP/s"
    elif row.kind == "gemv":
        k, n = row.numbers
        x, w, y = torch.rand(1, k), torch.rand(k, n), torch.empty(1, n)
        with torch.inference_mode():
            yield "torch", 1e6 / calls_per_second(lambda: torch.mm(x, w, out=y)), "us"
    elif row.kind == "predict":
        model, x = network(row.numbers), torch.rand(row.batch, row.numbers[0])
        with torch.inference_mode():
            rate = calls_per_second(lambda: model(x))
        yield ("torch", 1e6 / rate, "us") if row.batch == 1 else ("torch", rate * row.batch, "samples/s")


about = {"name": "torch", "version": torch.__version__, "detail": torch.backends.cpu.get_cpu_capability()}
serve(about, THREADS, measure)

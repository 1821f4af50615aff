"""optimizers.json: parameters after 1 and after 10 steps of each optimizer."""

import numpy
import torch
from network import decimals, dense, forward, loss, parameters

INPUTS, ROWS, STEPS = 5, 6, 10
LAYERS = [dense(20, "tanh"), dense(3)]
LOSS = {"kind": "mean-squared-error"}
ADAM = {"kind": "adam", "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weightDecay": 0.0}
SGD = {"kind": "sgd", "momentum": 0.0, "nesterov": False, "weightDecay": 0.0}
RMSPROP = {"kind": "rmsprop", "alpha": 0.99, "epsilon": 1e-8, "weightDecay": 0.0}
ADAGRAD = {"kind": "adagrad", "epsilon": 1e-10, "weightDecay": 0.0}


def optimizer(spelled, rate, tensors):
    kind, decay = spelled["kind"], spelled["weightDecay"]
    if kind == "sgd":
        return torch.optim.SGD(tensors, lr=rate, momentum=spelled["momentum"], nesterov=spelled["nesterov"],
                               weight_decay=decay)
    if kind == "rmsprop":
        return torch.optim.RMSprop(tensors, lr=rate, alpha=spelled["alpha"], eps=spelled["epsilon"],
                                   weight_decay=decay)
    if kind == "adagrad":
        return torch.optim.Adagrad(tensors, lr=rate, eps=spelled["epsilon"], weight_decay=decay)
    one = torch.optim.Adam if kind == "adam" else torch.optim.AdamW
    return one(tensors, lr=rate, betas=(spelled["beta1"], spelled["beta2"]), eps=spelled["epsilon"],
               weight_decay=decay)


def trained(spelled, rate, clipping, start, batches, dtype):
    tensors = {name: tensor.to(dtype).clone().requires_grad_() for name, tensor in start.items()}
    one = optimizer(spelled, rate, list(tensors.values()))
    after = {}
    for step, batch in enumerate(batches, 1):
        one.zero_grad()
        before, outputs = forward(LAYERS, tensors, batch["x"].to(dtype), training=True)
        loss(LOSS, before, outputs, batch["targets"].to(dtype)).backward()
        if clipping and clipping["kind"] == "norm":
            torch.nn.utils.clip_grad_norm_(tensors.values(), clipping["limit"])
        elif clipping:
            torch.nn.utils.clip_grad_value_(tensors.values(), clipping["limit"])
        one.step()
        if step in (1, STEPS):
            after["after%d" % step] = {name: tensor.detach().clone() for name, tensor in tensors.items()}
    return after


def content():
    generator = numpy.random.default_rng(20261125)
    start = parameters(generator, INPUTS, LAYERS)
    batches = [{"x": decimals(generator, (ROWS, INPUTS), -2, 2), "targets": decimals(generator, (ROWS, 3), -2, 2)}
               for _ in range(STEPS)]
    momentum = dict(SGD, momentum=0.9)
    adamw = dict(ADAM, kind="adamw", weightDecay=0.01)
    norm, value = {"kind": "norm", "limit": 0.75}, {"kind": "value", "limit": 0.05}
    cases = []
    for name, spelled, rate, clipping in (
        ("sgd", SGD, 0.1, None),
        ("sgd-momentum", momentum, 0.05, None),
        ("sgd-nesterov", dict(momentum, nesterov=True), 0.05, None),
        ("sgd-weight-decay", dict(SGD, weightDecay=0.1), 0.1, None),
        ("sgd-nesterov-weight-decay", dict(momentum, nesterov=True, weightDecay=0.1), 0.05, None),
        ("rmsprop", RMSPROP, 0.01, None),
        ("rmsprop-options", dict(RMSPROP, alpha=0.9, epsilon=1e-4), 0.01, None),
        ("rmsprop-weight-decay", dict(RMSPROP, weightDecay=0.1), 0.01, None),
        ("adagrad", ADAGRAD, 0.05, None),
        ("adagrad-options", dict(ADAGRAD, epsilon=1e-3, weightDecay=0.1), 0.05, None),
        ("adam", ADAM, 0.01, None),
        ("adam-options", dict(ADAM, beta1=0.8, beta2=0.95, epsilon=1e-4), 0.01, None),
        ("adam-weight-decay", dict(ADAM, weightDecay=0.1), 0.01, None),
        ("adamw", adamw, 0.01, None),
        ("adamw-strong", dict(adamw, weightDecay=0.5), 0.05, None),
        ("clip-norm-sgd", SGD, 0.1, norm),
        ("clip-norm-adam", ADAM, 0.01, norm),
        ("clip-value-sgd", SGD, 0.1, value),
        ("clip-value-sgd-nesterov-weight-decay", dict(momentum, nesterov=True, weightDecay=0.1), 0.05, value),
    ):
        case = {"name": name, "learningRate": rate, "optimizer": spelled}
        if clipping:
            case["clipping"] = clipping
        for dtype in (torch.float32, torch.float64):
            case[str(dtype).split(".")[1]] = trained(spelled, rate, clipping, start, batches, dtype)
        cases.append(case)
    return {"inputs": INPUTS, "layers": LAYERS, "loss": LOSS, "rows": ROWS, "parameters": start,
            "batches": batches, "cases": cases}

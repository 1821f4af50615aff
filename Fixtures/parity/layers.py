"""layers.json: outputs, losses and gradients of networks, in binary32 and in binary64."""

import numpy
import torch
from network import (ACTIVATIONS, activation, batch_norm, decimals, dense, forward, is_buffer, layer_norm, loss,
                     parameters)

ROWS = 7
MSE, MAE = {"kind": "mean-squared-error"}, {"kind": "mean-absolute-error"}
BCE, CE = {"kind": "binary-cross-entropy"}, {"kind": "cross-entropy"}
CLASS_WEIGHTS = torch.tensor([0.5, 2.25, 1.0], dtype=torch.float32)


def huber(delta=1.0):
    return {"kind": "huber", "delta": delta}


def heads():
    """The last layers that go with each loss."""
    return [("mse", [dense(2)], MSE), ("mae", [dense(2)], MAE), ("huber", [dense(2)], huber()),
            ("bce", [dense(1, "sigmoid")], BCE), ("cross-entropy", [dense(3, "softmax")], CE)]


def measured(layers, tensors, spelled, x, targets, sample_weights, dtype):
    """One pass in training mode, with its gradients; where statistics run, one in evaluation mode after it."""
    tensors = {name: tensor.to(dtype).clone() for name, tensor in tensors.items()}
    for name, tensor in tensors.items():
        tensor.requires_grad_(not is_buffer(name))
    x = x.to(dtype)
    targets = targets if targets.dtype == torch.int64 else targets.to(dtype)
    weights = None if sample_weights is None else sample_weights.to(dtype)
    before, outputs = forward(layers, tensors, x, training=True)
    value = loss(spelled, before, outputs, targets, weights)
    value.backward()
    result = {"outputs": outputs, "loss": value.detach().numpy()[()],
              "gradients": {name: one.grad for name, one in tensors.items() if not is_buffer(name)}}
    running = {name: one for name, one in tensors.items() if is_buffer(name)}
    if running:
        with torch.no_grad():
            before, outputs = forward(layers, tensors, x, training=False)
            value = loss(spelled, before, outputs, targets, weights)
        result["running"] = running
        result["evaluation"] = {"outputs": outputs, "loss": value.numpy()[()]}
    return result


class Cases:
    def __init__(self):
        self.generator = numpy.random.default_rng(20261124)
        self.list = []

    def add(self, name, layers, spelled, inputs=3, sample_weights=False, spread=1.0):
        assert all(name != other["name"] for other in self.list), name
        tensors = parameters(self.generator, inputs, layers, spread)
        x = decimals(self.generator, (ROWS, inputs), -2, 2)
        outputs = [layer for layer in layers if layer["kind"] == "dense"][-1]["units"]
        if spelled["kind"] == "cross-entropy":
            targets = torch.from_numpy(self.generator.integers(0, outputs, ROWS))
        elif spelled["kind"] == "binary-cross-entropy":
            targets = torch.from_numpy(self.generator.integers(0, 2, (ROWS, outputs)).astype(numpy.float32))
        else:
            targets = decimals(self.generator, (ROWS, outputs), -2, 2)
        weights = decimals(self.generator, ROWS, 0.25, 3) if sample_weights else None
        case = {"name": name, "inputs": inputs, "layers": layers, "loss": spelled, "rows": ROWS, "x": x}
        case["classes" if spelled["kind"] == "cross-entropy" else "targets"] = targets
        if weights is not None:
            case["sampleWeights"] = weights
        case["parameters"] = tensors
        for dtype in (torch.float32, torch.float64):
            case[str(dtype).split(".")[1]] = measured(layers, tensors, spelled, x, targets, weights, dtype)
        self.list.append(case)


def content():
    cases = Cases()
    for name in ACTIVATIONS:
        for loss_name, head, spelled in heads():
            cases.add("%s-%s" % (name, loss_name), [dense(5, name)] + head, spelled)
    for loss_name, head, spelled in heads():
        cases.add("one-layer-%s" % loss_name, head, spelled)
        cases.add("no-bias-%s" % loss_name, [dense(5, "tanh", bias=False), dict(head[0], bias=False)], spelled)
    for name in ACTIVATIONS:
        if name != "linear":
            cases.add("output-%s-mse" % name, [dense(5, "tanh"), dense(3, name)], MSE)
    cases.add("leaky-relu-slope", [dense(5, "leaky-relu", slope=0.2), dense(2)], MSE)
    cases.add("bce-two-outputs", [dense(5, "tanh"), dense(2, "sigmoid")], BCE)
    for delta in (0.25, 2.0):
        cases.add("huber-delta-%g" % delta, [dense(5, "tanh"), dense(2)], huber(delta))

    softmax = [dense(5, "tanh"), dense(3, "softmax")]
    smooth = dict(CE, labelSmoothing=0.1)
    classes, both = dict(CE, classWeights=CLASS_WEIGHTS), dict(smooth, classWeights=CLASS_WEIGHTS)
    cases.add("label-smoothing", softmax, smooth)
    cases.add("class-weights", softmax, classes)
    cases.add("label-smoothing-class-weights", softmax, both)
    for loss_name, head, spelled in heads() + [
            ("label-smoothing", softmax[1:], smooth), ("class-weights", softmax[1:], classes),
            ("label-smoothing-class-weights", softmax[1:], both)]:
        cases.add("sample-weights-%s" % loss_name, [dense(5, "tanh")] + head, spelled, sample_weights=True)
    # Sums far out, where a loss that is not written with care overflows.
    cases.add("far-out-bce", [dense(5), dense(1, "sigmoid")], BCE, spread=12)
    cases.add("far-out-cross-entropy", [dense(5), dense(3, "softmax")], CE, spread=12)

    for loss_name, head, spelled in heads():
        for norm_name, norm in (("layer-norm", layer_norm()), ("batch-norm", batch_norm())):
            cases.add("%s-%s" % (norm_name, loss_name),
                      [dense(5), norm, activation("relu")] + head, spelled)
    for norm_name, norm, other in (("layer-norm", layer_norm(), layer_norm(1e-3)),
                                   ("batch-norm", batch_norm(), batch_norm(0.3, 1e-3))):
        cases.add("%s-first" % norm_name, [norm, dense(5, "tanh"), dense(3, "softmax")], CE)
        cases.add("%s-after-activation" % norm_name, [dense(5, "tanh"), norm, dense(2)], MSE)
        cases.add("%s-options" % norm_name, [dense(5, "tanh"), other, dense(2)], MSE)
        cases.add("%s-twice" % norm_name,
                  [dense(6), norm, activation("gelu"), dense(5), other, activation("leaky-relu"),
                   dense(3, "softmax")], CE)
        cases.add("%s-sample-weights" % norm_name,
                  [dense(5), norm, activation("silu"), dense(2)], MSE, sample_weights=True)
    cases.add("deep", [dense(8, "relu"), dense(7, "gelu-tanh"), dense(6, "silu"), dense(5, "tanh"),
                       dense(2)], MSE)
    cases.add("wide", [dense(35, "relu"), dense(18, "tanh"), dense(3, "softmax")], CE, inputs=20)
    cases.add("wide-norms", [dense(35), layer_norm(), activation("gelu"), dense(18), batch_norm(),
                             activation("softplus"), dense(3, "softmax")], CE, inputs=20)
    return {"cases": cases.list}

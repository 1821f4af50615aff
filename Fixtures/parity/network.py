"""A network of torch's functions, from the layers as a model's header spells them."""

import numpy
import torch
import torch.nn.functional as F

ACTIVATIONS = {
    "linear": lambda x, slope: x,
    "sigmoid": lambda x, slope: torch.sigmoid(x),
    "tanh": lambda x, slope: torch.tanh(x),
    "relu": lambda x, slope: F.relu(x),
    "leaky-relu": lambda x, slope: F.leaky_relu(x, slope),
    "elu": lambda x, slope: F.elu(x),
    "gelu": lambda x, slope: F.gelu(x),
    "gelu-tanh": lambda x, slope: F.gelu(x, approximate="tanh"),
    "silu": lambda x, slope: F.silu(x),
    "softplus": lambda x, slope: F.softplus(x),
    "softmax": lambda x, slope: F.softmax(x, dim=1),
}
BUFFERS = ("mean", "variance")


def dense(units, activation="linear", bias=True, slope=0.01):
    entry = {"activation": activation, "bias": bias, "kind": "dense"}
    if activation == "leaky-relu":
        entry["slope"] = slope
    return dict(entry, units=units)


def activation(name, slope=0.01):
    entry = {"activation": name, "kind": "activation"}
    return dict(entry, slope=slope) if name == "leaky-relu" else entry


def layer_norm(epsilon=1e-5):
    return {"epsilon": epsilon, "kind": "layer-norm"}


def batch_norm(momentum=0.1, epsilon=1e-5):
    return {"epsilon": epsilon, "kind": "batch-norm", "momentum": momentum}


def decimals(generator, shape, low, high):
    """Uniform numbers of four decimals, as binary32."""
    values = numpy.round(generator.uniform(low, high, shape), 4)
    return torch.from_numpy(values.astype(numpy.float32))


def parameters(generator, inputs, layers, spread=1.0):
    """Parameters and running statistics by name, in the order of the layers."""
    tensors, width = {}, inputs
    for index, layer in enumerate(layers):
        prefix = "layers.%d." % index
        if layer["kind"] == "dense":
            bound = 1.5 * spread / width**0.5
            tensors[prefix + "weight"] = decimals(generator, (layer["units"], width), -bound, bound)
            if layer["bias"]:
                tensors[prefix + "bias"] = decimals(generator, layer["units"], -0.5, 0.5)
            width = layer["units"]
        elif layer["kind"] in ("layer-norm", "batch-norm"):
            tensors[prefix + "weight"] = decimals(generator, width, 0.5, 1.5)
            tensors[prefix + "bias"] = decimals(generator, width, -0.5, 0.5)
            if layer["kind"] == "batch-norm":
                tensors[prefix + "mean"] = decimals(generator, width, -0.5, 0.5)
                tensors[prefix + "variance"] = decimals(generator, width, 0.5, 2)
    return tensors


def is_buffer(name):
    return name.rsplit(".", 1)[1] in BUFFERS


def forward(layers, tensors, x, training):
    """What goes into the last activation, and what comes out of it. Training moves running statistics."""
    before = x
    for index, layer in enumerate(layers):
        prefix = "layers.%d." % index
        weight, bias = tensors.get(prefix + "weight"), tensors.get(prefix + "bias")
        if layer["kind"] == "dense":
            x = F.linear(x, weight, bias)
        elif layer["kind"] == "layer-norm":
            x = F.layer_norm(x, x.shape[1:], weight, bias, layer["epsilon"])
        elif layer["kind"] == "batch-norm":
            x = F.batch_norm(x, tensors[prefix + "mean"], tensors[prefix + "variance"], weight, bias,
                             training, layer["momentum"], layer["epsilon"])
        before = x
        if "activation" in layer:
            x = ACTIVATIONS[layer["activation"]](x, layer.get("slope"))
    return before, x


def loss(spelled, before, outputs, targets, sample_weights=None):
    """The mean loss of a batch, weighted where weights are given."""
    kind = spelled["kind"]
    s = sample_weights
    if kind == "cross-entropy":
        weight = spelled.get("classWeights")
        weight = None if weight is None else weight.to(before.dtype)
        smoothing = spelled.get("labelSmoothing", 0.0)
        if s is None:
            return F.cross_entropy(before, targets, weight=weight, label_smoothing=smoothing)
        rows = F.cross_entropy(before, targets, weight=weight, label_smoothing=smoothing, reduction="none")
        total = s if weight is None else s * weight[targets]
        return (s * rows).sum() / total.sum()
    functions = {
        "mean-squared-error": lambda r: F.mse_loss(outputs, targets, reduction=r),
        "mean-absolute-error": lambda r: F.l1_loss(outputs, targets, reduction=r),
        "huber": lambda r: F.huber_loss(outputs, targets, reduction=r, delta=spelled["delta"]),
        "binary-cross-entropy": lambda r: F.binary_cross_entropy_with_logits(before, targets, reduction=r),
    }
    if s is None:
        return functions[kind]("mean")
    return (s * functions[kind]("none").mean(dim=1)).sum() / s.sum()

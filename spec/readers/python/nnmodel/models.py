"""Networks of other packages as the format describes them (spec/format.md §9)."""
import dataclasses


@dataclasses.dataclass
class Network:
    """The header's member model, and the tensors by the names of the format."""

    model: dict
    tensors: dict


def network(model, *, labels=None, inputs=None, outputs=None):
    """A network of PyTorch, Keras or scikit-learn, for save(); TypeError names what has no counterpart."""
    if isinstance(model, Network):
        made = model
    else:
        packages = {kind.__module__.split(".")[0] for kind in type(model).__mro__}
        known = {"keras": from_keras, "sklearn": from_sklearn, "torch": from_torch}
        # Keras may run on PyTorch, and is looked for first.
        found = [convert for package, convert in known.items() if package in packages]
        if not found:
            raise TypeError(f"{type(model).__name__} is no network of PyTorch, Keras or scikit-learn, and no tensors by name")
        made = found[0](model)
    description = dict(made.model)
    if inputs is not None:
        description["inputs"] = {**description["inputs"], "columns": numbers(inputs)}
    if labels is not None:
        name = outputs[0] if outputs else "class"
        description["outputs"] = {"columns": [{"kind": "class", "labels": [str(one) for one in labels], "name": name}]}
    elif outputs is not None:
        description["outputs"] = {"columns": numbers(outputs)}
    return Network(description, made.tensors)


def numbers(names):
    return [{"kind": "number", "name": str(name)} for name in names]


class Builder:
    """Layers one after another, with their tensors."""

    def __init__(self):
        self.layers, self.tensors, self.width = [], {}, None

    def add(self, layer, width=None, **tensors):
        if self.width is None:
            self.width = width
        for part, tensor in tensors.items():
            if tensor is not None:
                self.tensors[f"layers.{len(self.layers)}.{part}"] = tensor
        self.layers.append(layer)

    def dense(self, weight, bias, activation="linear"):
        """weight: [units, inputs]."""
        units, inputs = weight.shape
        self.add({"activation": "linear", "bias": bias is not None, "kind": "dense", "units": int(units)}, int(inputs),
                 weight=weight, bias=bias)
        self.activation(activation)

    def activation(self, word, **settings):
        last = self.layers[-1] if self.layers else {}
        if last.get("kind") == "dense" and last["activation"] == "linear":
            last.update(settings, activation=word)
        elif word != "linear":
            self.add({"activation": word, "kind": "activation", **settings})

    def made(self):
        if self.width is None:
            raise TypeError("there is no layer with weights, so the number of inputs is not known")
        return Network({"inputs": {"shape": [self.width]}, "kind": "feedforward", "layers": self.layers}, self.tensors)


def from_torch(module):
    """torch.nn.Sequential, also nested."""
    from torch import nn

    plain = {nn.ReLU: "relu", nn.Sigmoid: "sigmoid", nn.Tanh: "tanh", nn.SiLU: "silu"}
    builder = Builder()

    def add(one):
        kind = type(one)
        if kind is nn.Sequential:
            for child in one:
                add(child)
        elif kind is nn.Linear:
            builder.dense(one.weight, one.bias)
        elif kind in plain:
            builder.activation(plain[kind])
        elif kind is nn.LeakyReLU:
            builder.activation("leaky-relu", slope=one.negative_slope)
        elif kind is nn.ELU and one.alpha == 1:
            builder.activation("elu")
        elif kind is nn.GELU:
            builder.activation("gelu" if one.approximate == "none" else "gelu-tanh")
        elif kind is nn.Softplus and one.beta == 1:
            builder.activation("softplus")
        elif kind is nn.Softmax and one.dim in (1, -1):
            builder.activation("softmax")
        elif kind is nn.Dropout:
            builder.add({"kind": "dropout", "rate": one.p})
        elif kind is nn.LayerNorm and len(one.normalized_shape) == 1 and one.elementwise_affine and one.bias is not None:
            builder.add({"epsilon": one.eps, "kind": "layer-norm"}, one.normalized_shape[0], weight=one.weight,
                        bias=one.bias)
        elif kind is nn.BatchNorm1d and one.affine and one.track_running_stats and one.momentum is not None:
            builder.add({"epsilon": one.eps, "kind": "batch-norm", "momentum": one.momentum}, one.num_features,
                        weight=one.weight, bias=one.bias, mean=one.running_mean, variance=one.running_var)
        elif kind not in (nn.Identity, nn.Flatten):
            raise TypeError(f"no layer of the format for {one}; save(path, model.state_dict()) keeps the tensors")

    add(module)
    return builder.made()


def from_keras(model):
    """keras.Sequential, or a functional model that is a chain."""
    builder = Builder()
    words = {"linear", "sigmoid", "tanh", "relu", "elu", "silu", "softplus", "softmax"}

    def activate(function, layer):
        word = getattr(function, "__name__", str(function))
        if word not in words:
            raise TypeError(f"no activation of the format for {word} of {layer.name}")
        builder.activation(word)

    for layer in model.layers:
        kind = type(layer).__name__
        if kind in ("InputLayer", "Flatten"):
            continue
        if len(layer._inbound_nodes) > 1 or isinstance(layer.input, list):
            raise TypeError(f"{layer.name}: the model is no chain of layers")
        if kind == "Dense":
            kernel = layer.kernel.numpy() if hasattr(layer.kernel, "numpy") else layer.kernel
            builder.dense(kernel.T, layer.bias if layer.use_bias else None)
            activate(layer.activation, layer)
        elif kind == "Activation":
            activate(layer.activation, layer)
        elif kind == "ReLU" and layer.max_value is None and not layer.threshold:
            slope = float(layer.negative_slope or 0)
            builder.activation("leaky-relu", slope=slope) if slope else builder.activation("relu")
        elif kind == "LeakyReLU":
            builder.activation("leaky-relu", slope=float(layer.negative_slope))
        elif kind == "Softmax" and layer.axis == -1:
            builder.activation("softmax")
        elif kind == "Dropout":
            builder.add({"kind": "dropout", "rate": float(layer.rate)})
        elif kind == "LayerNormalization" and layer.center and layer.scale:
            builder.add({"epsilon": float(layer.epsilon), "kind": "layer-norm"}, int(layer.gamma.shape[0]),
                        weight=layer.gamma, bias=layer.beta)
        elif kind == "BatchNormalization" and layer.center and layer.scale:
            builder.add({"epsilon": float(layer.epsilon), "kind": "batch-norm", "momentum": 1 - float(layer.momentum)},
                        int(layer.gamma.shape[0]), weight=layer.gamma, bias=layer.beta, mean=layer.moving_mean,
                        variance=layer.moving_variance)
        else:
            raise TypeError(f"no layer of the format for {kind} {layer.name}")
    return builder.made()


def from_sklearn(estimator):
    """MLPClassifier and MLPRegressor, fitted; also as the last step of a Pipeline behind a StandardScaler."""
    steps = [step for _, step in estimator.steps] if hasattr(estimator, "steps") else [estimator]
    perceptron, scalers = steps[-1], steps[:-1]
    if not hasattr(perceptron, "coefs_"):
        raise TypeError(f"{type(perceptron).__name__} is no fitted MLPClassifier or MLPRegressor")
    words = {"identity": "linear", "logistic": "sigmoid", "tanh": "tanh", "relu": "relu", "softmax": "softmax"}
    builder, last = Builder(), len(perceptron.coefs_) - 1
    for index, (weight, bias) in enumerate(zip(perceptron.coefs_, perceptron.intercepts_)):
        builder.dense(weight.T, bias, words[perceptron.out_activation_ if index == last else perceptron.activation])
    made = builder.made()
    for scaler in scalers:
        if type(scaler).__name__ != "StandardScaler" or len(scalers) > 1:
            raise TypeError(f"no counterpart of {type(scaler).__name__} before the network")
        zeros, ones = [0.0] * scaler.n_features_in_, [1.0] * scaler.n_features_in_
        made.tensors["scaling.inputs.mean"] = scaler.mean_ if scaler.with_mean else doubles(zeros)
        made.tensors["scaling.inputs.deviation"] = scaler.scale_ if scaler.with_std else doubles(ones)
    if hasattr(estimator, "feature_names_in_"):
        made.model["inputs"]["columns"] = numbers(estimator.feature_names_in_)
    classes = getattr(perceptron, "classes_", None)
    if classes is not None and perceptron.out_activation_ == "softmax" or classes is not None and len(classes) == 2:
        made.model["outputs"] = {
            "columns": [{"kind": "class", "labels": [str(one) for one in classes], "name": "class"}]}
    return made


def doubles(values):
    import struct

    return "f64", (len(values),), struct.pack(f"<{len(values)}d", *values)

"""The valid files that hold a network."""

import values
from container import Container, Tensor

PRODUCER = {"name": "fixtures", "version": "1.0"}
ADAM = {"kind": "adam", "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
FLOATS = {"f64": values.f64, "f32": values.f32, "f16": values.f16, "bf16": values.bf16}


def dense(units, activation, bias=True):
    return {"kind": "dense", "units": units, "activation": activation, "bias": bias}


def numbers(*names):
    return [{"kind": "number", "name": name} for name in names]


def classes(name, *labels):
    return [{"kind": "class", "labels": list(labels), "name": name}]


def model(inputs, layers, outputs):
    """A model description; `inputs` is a number or a list of columns."""
    if isinstance(inputs, int):
        described = {"shape": [inputs]}
    else:
        described = {"columns": inputs, "shape": [sum(len(one.get("labels", "1")) for one in inputs)]}
    return {"kind": "feedforward", "inputs": described, "layers": layers, "outputs": {"columns": outputs}}


def tensor(name, shape, numbers, dtype="f32", encoding="raw"):
    return Tensor(name, dtype, shape, FLOATS[dtype](numbers), encoding)


def xor():
    # A hidden unit for each corner of the square, on at its own corner alone. The sums are 200 or more
    # away from zero, so that each sigmoid is exactly 0 or 1 as a binary32, in whatever way it is computed.
    corners = [(-1, -1), (-1, 1), (1, -1), (1, 1)]
    hidden = [200.0 * side for corner in corners for side in corner]
    rows = [0, 0, 0, 1, 1, 0, 1, 1]
    training = {
        "batchSize": 4, "epochs": 3, "history": ["loss", "accuracy", "validationLoss"],
        "learningRate": 0.25, "loss": "binary-cross-entropy", "optimizer": {"kind": "sgd"},
        "seed": "00000000000000ff", "steps": 3, "task": "classification",
    }
    return Container(
        [
            tensor("layers.0.weight", [4, 2], hidden),
            tensor("layers.0.bias", [4], [-200.0] * 4),
            tensor("layers.1.weight", [1, 4], [0.0, 400.0, 400.0, 0.0]),
            tensor("layers.1.bias", [1], [-200.0]),
            tensor("scaling.inputs.mean", [2], [0.5, 0.5], "f64"),
            tensor("scaling.inputs.deviation", [2], [0.5, 0.5], "f64"),
            tensor("examples.inputs", [4, 2], rows, "f64"),
            tensor("examples.outputs", [4, 1], [0, 1, 1, 0]),
            tensor("history", [3, 3], [0.75, 0.5, None, 0.25, 0.75, None, 0.0, 1.0, 0.125], "f64"),
        ],
        {
            "metadata": {"title": "Exclusive or"},
            "model": model(numbers("left", "right"), [dense(4, "sigmoid"), dense(1, "sigmoid")],
                           classes("either", "no", "yes")),
            "producer": PRODUCER, "training": training,
        },
    )


def iris():
    noise = values.Noise(3)
    columns = numbers("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")
    training = {
        "batchSize": 16, "epochs": 2, "history": ["loss", "accuracy"], "learningRate": 0.01,
        "loss": "cross-entropy", "optimizer": ADAM, "seed": "000000000000002a", "steps": 20,
        "task": "classification",
    }
    return Container(
        [
            tensor("layers.0.weight", [5, 4], noise.eighths(20)),
            tensor("layers.0.bias", [5], noise.eighths(5)),
            tensor("layers.1.weight", [3, 5], noise.eighths(15)),
            tensor("layers.1.bias", [3], noise.eighths(3)),
            tensor("scaling.inputs.mean", [4], [5.84, 3.06, 3.76, 1.2], "f64"),
            tensor("scaling.inputs.deviation", [4], [0.83, 0.43, 1.76, 0.76], "f64"),
            tensor("history", [2, 2], [1.0986122886681098, 0.3333333333333333, 0.5, 0.9], "f64"),
        ],
        {
            "model": model(columns, [dense(5, "relu"), dense(3, "softmax")],
                           classes("species", "setosa", "versicolor", "virginica")),
            "training": training,
        },
    )


def regression():
    # Small whole numbers and halves: every sum is exact, in whatever order it is taken.
    inputs = [[1, 4], [3, 0], [5, 2]]
    first, lean = [[1, 2], [-1, 1]], [0.5, 0]
    outputs = []
    for row in inputs:
        scaled = [(x - mean) / deviation for x, mean, deviation in zip(row, (1, 2), (2, 4))]
        hidden = [max(0, sum(w * x for w, x in zip(ws, scaled)) + b) for ws, b in zip(first, lean)]
        outputs.append(hidden[0] * 0.5 + hidden[1] * -2 + 0.25)
    columns = [{"kind": "number", "name": "price", "unit": "EUR"}]
    return Container(
        [
            tensor("layers.0.weight", [2, 2], first[0] + first[1]),
            tensor("layers.0.bias", [2], lean),
            tensor("layers.1.weight", [1, 2], [0.5, -2]),
            tensor("layers.1.bias", [1], [0.25]),
            tensor("scaling.inputs.mean", [2], [1, 2], "f64"),
            tensor("scaling.inputs.deviation", [2], [2, 4], "f64"),
            tensor("scaling.outputs.mean", [1], [100], "f64"),
            tensor("scaling.outputs.deviation", [1], [16], "f64"),
            tensor("examples.inputs", [3, 2], inputs[0] + inputs[1] + inputs[2], "f64"),
            tensor("examples.outputs", [3, 1], outputs),
        ],
        {
            "model": model(numbers("rooms", "age"), [dense(2, "relu"), dense(1, "linear")], columns),
            "training": {"learningRate": 0.001, "loss": "mean-squared-error", "optimizer": ADAM,
                         "task": "regression"},
        },
    )


def categories():
    # A number and three labels are four inputs. Small whole numbers and halves again: every sum is exact.
    columns = [{"fill": 2, "kind": "number", "name": "size", "unit": "cm"}]
    columns += classes("colour", "red", "green", "blue")
    weights, bias = [[1, 2, 0, -2], [0.5, -1, 4, 0]], [0.25, -1]
    rows, outputs = [[4, 1, 0, 0], [2, 0, 1, 0], [-2, 0, 0, 1]], []
    for row in rows:
        scaled = [(row[0] - 2) / 2] + row[1:]
        outputs += [sum(w * x for w, x in zip(ws, scaled)) + b for ws, b in zip(weights, bias)]
    return Container(
        [
            tensor("layers.0.weight", [2, 4], weights[0] + weights[1]),
            tensor("layers.0.bias", [2], bias),
            tensor("scaling.inputs.mean", [4], [2, 0, 0, 0], "f64"),
            tensor("scaling.inputs.deviation", [4], [2, 1, 1, 1], "f64"),
            tensor("examples.inputs", [3, 4], sum(rows, []), "f64"),
            tensor("examples.outputs", [3, 2], outputs),
        ],
        {"model": model(columns, [dense(2, "linear")], numbers("weight", "price"))},
    )


def half():
    noise = values.Noise(11)
    return Container(
        [
            tensor("layers.0.weight", [4, 3], noise.eighths(12), "f16"),
            tensor("layers.0.bias", [4], noise.eighths(4), "bf16"),
            tensor("layers.1.weight", [2, 4], noise.eighths(8), "bf16"),
            tensor("layers.1.bias", [2], noise.eighths(2), "f64"),
        ],
        {"model": model(3, [dense(4, "tanh"), dense(2, "linear")], numbers("x", "y"))},
    )


def no_bias():
    return Container(
        [
            tensor("layers.0.weight", [3, 2], [1, 0, 0, 1, -1, -1]),
            tensor("layers.1.weight", [1, 3], [0.5, 0.25, 2]),
            tensor("layers.1.bias", [1], [-0.5]),
            tensor("layers.2.weight", [2, 1], [1, -1]),
        ],
        {"model": model(2, [dense(3, "relu", False), dense(1, "tanh"), dense(2, "softmax", False)],
                        classes("side", "left", "right"))},
    )


def others():
    return Container(
        [
            tensor("optimizer.layers.0.weight.m", [1, 2], [0.125, -0.125]),
            tensor("layers.0.bias", [1], [0.75]),
            Tensor("notes", "u8", [5], b"hello"),
            tensor("layers.0.weight", [1, 2], [0.5, -0.5]),
            Tensor("layers.0.mask", "bool", [1, 2], b"\1\0", note="kept, and part of the model digest"),
            tensor("layers.9.weight", [1], [9]),
            Tensor("empty", "i64", [0], b""),
        ],
        {"model": model(2, [dense(1, "linear")], numbers("y"))},
    )


def single():
    return Container(
        [tensor("layers.0.weight", [1, 1], [1]), tensor("layers.0.bias", [1], [0])],
        {"model": model(1, [dense(1, "linear")], numbers("y"))},
    )


def without_outputs():
    """The member `outputs` is not there: nothing is known of the outputs but how many there are."""
    file = single()
    members = {"model": {name: value for name, value in file.members["model"].items() if name != "outputs"}}
    return Container(file.tensors, members)


def shared_name():
    """An input and an output of one name: a column that is told from its own noise."""
    return Container(single().tensors, {"model": model(numbers("x"), [dense(1, "linear")], numbers("x"))})


def metadata():
    """An accent written as one character and as two: names that only look the same."""
    texts = {"titre \u00e9": "composed \u00e9", "titre e\u0301": "decomposed e\u0301"}
    return Container(single().tensors, {"metadata": texts, "model": single().members["model"]})


def every_layer():
    noise = values.Noise(17)
    layers = [
        dict(dense(6, "leaky-relu"), slope=0.125), {"kind": "dropout", "rate": 0.25},
        {"epsilon": 1e-5, "kind": "layer-norm"}, {"activation": "gelu", "kind": "activation"},
        dense(4, "linear", False), {"epsilon": 0.001, "kind": "batch-norm", "momentum": 0.1},
        {"activation": "silu", "kind": "activation"}, dense(3, "elu"), dense(3, "gelu-tanh"),
        dense(3, "softplus"), dense(2, "softmax"),
    ]
    tensors = []
    width = 5
    for i, layer in enumerate(layers):
        if layer["kind"] == "dense":
            tensors.append(tensor("layers.%d.weight" % i, [layer["units"], width],
                                  noise.eighths(layer["units"] * width)))
            width = layer["units"]
            if layer["bias"]:
                tensors.append(tensor("layers.%d.bias" % i, [width], noise.eighths(width)))
        elif layer["kind"].endswith("-norm"):
            tensors.append(tensor("layers.%d.weight" % i, [width], [1 + x / 4 for x in noise.eighths(width)]))
            tensors.append(tensor("layers.%d.bias" % i, [width], noise.eighths(width)))
            if layer["kind"] == "batch-norm":
                tensors.append(tensor("layers.%d.mean" % i, [width], noise.eighths(width)))
                tensors.append(tensor("layers.%d.variance" % i, [width], [0.5, 1, 2, 4]))
    training = {
        "batchSize": "full", "classWeights": [1, 2.5], "epochs": 4,
        "gradientClipping": {"kind": "norm", "limit": 1.5}, "initialization": "he",
        "labelSmoothing": 0.1, "learningRate": 0.02, "loss": "cross-entropy",
        "optimizer": {"kind": "sgd", "momentum": 0.9, "nesterov": True, "weightDecay": 0.0001},
        "schedule": {"factor": 0.5, "kind": "plateau", "patience": 3, "threshold": 0.0001}, "warmupSteps": 10,
    }
    return Container(tensors, {"model": model(5, layers, classes("side", "left", "right")),
                               "training": training})


def trained_by(loss, optimizer, initialization, schedule, **others):
    """One layer, and a record of training with words that no other file has."""
    training = {"initialization": initialization, "learningRate": 0.25, "loss": loss, "optimizer": optimizer,
                "schedule": schedule, **others}
    if "classWeights" not in others:
        return Container(single().tensors, {"model": single().members["model"], "training": training})
    return Container(
        [tensor("layers.0.weight", [2, 1], [1, -1]), tensor("layers.0.bias", [2], [0, 0.5])],
        {"model": model(1, [dense(2, "softmax")], classes("side", "left", "right")), "training": training},
    )


def cases():
    return [
        ("network-xor", "A 2-4-1 sigmoid network that solves XOR, with scaling, examples and history.",
         xor()),
        ("network-iris-like", "A 4-5-3 network of three classes, with named columns and labels.", iris()),
        ("network-regression", "A 2-2-1 network with a scaled output that has a unit, and exact examples.",
         regression()),
        ("network-categories", "Four inputs of two columns, a number with a unit and a fill and three "
         "labels, and exact examples.", categories()),
        ("network-every-layer", "Every kind of layer, and a record of training with what is optional in it.",
         every_layer()),
        ("network-half", "Weights as f16, bf16 and f64; inputs without columns.", half()),
        ("network-no-bias", "Three layers, two of them without a bias.", no_bias()),
        ("network-with-other-tensors", "A network among tensors that it does not use, in any order; two of "
         "those have names that begin with layers.", others()),
        ("network-adagrad", "Trained by Adagrad and Huber's loss, whose delta is told, with bounds for each gradient.",
         trained_by("huber", {"epsilon": 1e-10, "kind": "adagrad"}, "lecun",
                    {"every": 10, "factor": 0.5, "kind": "step"}, delta=0.5,
                    gradientClipping={"kind": "value", "limit": 2})),
        ("network-adamw", "Trained by AdamW, with classes that count alike in all.",
         trained_by("cross-entropy", dict(ADAM, kind="adamw", weightDecay=0.01), "uniform",
                    {"factor": 0.875, "kind": "exponential"}, classWeights="balanced")),
        ("network-huber", "Huber's loss without a delta, and a start from zeros.",
         trained_by("huber", {"kind": "sgd", "momentum": 0.5, "nesterov": False}, "zeros", {"kind": "cosine"})),
        ("network-rmsprop", "The mean of absolute errors, and a rate that stays.",
         trained_by("mean-absolute-error", {"alpha": 0.75, "epsilon": 1e-8, "kind": "rmsprop"}, "automatic",
                    {"kind": "constant"})),
        ("network-metadata", "Two names of metadata that are equal in Unicode's eyes, and not as bytes.", metadata()),
        ("network-shared-name", "An output column has the name of an input column.", shared_name()),
        ("network-single", "The smallest network: one input, one linear unit.", single()),
        ("network-without-outputs", "The same, of whose output nothing is told.", without_outputs()),
    ]

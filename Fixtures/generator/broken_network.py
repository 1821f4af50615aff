"""The broken files whose container opens: what a network reader has to refuse."""

import copy

import golden_networks as networks
from container import Container, Tensor


def base():
    """A 2-4-3 network of three classes, with everything that a network may have, as (members, tensors)."""
    layers = [networks.dense(4, "tanh"), networks.dense(3, "softmax")]
    outputs = networks.classes("colour", "red", "green", "blue")
    members = {
        "model": networks.model(networks.numbers("x", "y"), layers, outputs),
        "training": {"batchSize": 8, "epochs": 1, "history": ["loss"], "learningRate": 0.5,
                     "loss": "cross-entropy", "optimizer": dict(networks.ADAM),
                     "seed": "0123456789abcdef", "steps": 2, "task": "classification"},
    }
    eighths = [(i % 9 - 4) / 8 for i in range(12)]
    tensors = [
        networks.tensor("layers.0.weight", [4, 2], eighths[:8]),
        networks.tensor("layers.0.bias", [4], eighths[:4]),
        networks.tensor("layers.1.weight", [3, 4], eighths),
        networks.tensor("layers.1.bias", [3], eighths[:3]),
        networks.tensor("scaling.inputs.mean", [2], [1, 2], "f64"),
        networks.tensor("scaling.inputs.deviation", [2], [1, 4], "f64"),
        networks.tensor("history", [1, 1], [1.25], "f64"),
    ]
    return members, tensors


def coloured():
    """The same network, whose second input is whether the one known colour is there."""
    members, tensors = base()
    members["model"]["inputs"]["columns"][1:] = networks.classes("colour", "red")
    return members, tensors


def one_output():
    """A 1-1 network for regression."""
    members = {
        "model": networks.model(networks.numbers("x"), [networks.dense(1, "linear")], networks.numbers("y")),
        "training": {"learningRate": 0.5},
    }
    return members, [networks.tensor("layers.0.weight", [1, 1], [2]),
                     networks.tensor("layers.0.bias", [1], [1])]


ABSENT = object()


def changed(path, value, start=base):
    """The base network with one member replaced, added or (ABSENT) removed."""
    members, tensors = start()
    members = copy.deepcopy(members)
    place = members
    for step in path[:-1]:
        place = place[step]
    if value is ABSENT:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return Container(tensors, members)


def spelt(path):
    return "header" + "".join("[%d]" % step if isinstance(step, int) else "." + step for step in path)


MODEL, TRAINING, OPTIMIZER = ("model",), ("training",), ("training", "optimizer")
FIRST, SECOND = ("model", "layers", 0), ("model", "layers", 1)
INPUTS, COLUMN = ("model", "inputs"), ("model", "inputs", "columns", 0)
COLOUR = ("model", "inputs", "columns", 1)
OUTPUTS, OUTPUT = ("model", "outputs"), ("model", "outputs", "columns", 0)


LEAKY, DROPOUT, NORM = (("model", "layers", i) for i in range(3))
SCHEDULE = ("training", "schedule")
BATCH_NORM, CLIPPING, SGD = ("model", "layers", 5), ("training", "gradientClipping"), OPTIMIZER + ("sgd",)


def every_layer():
    """The golden network of every kind of layer."""
    file = networks.every_layer()
    return file.members, file.tensors


def members(add):
    add("model-missing", "N12", "missing-member", spelt(MODEL), 64, "Tensors of a network, and no word of what it is.",
        changed(MODEL, ABSENT), "network")

    def bad(name, rule, error, path, about, value, field=None):
        # What only the network of every layer has is changed there.
        rich = name.startswith(("leaky", "slope-n", "dropout", "norm-", "batch-norm", "clipping", "sgd", "schedule"))
        if path[:3] == SGD:
            path = OPTIMIZER + path[3:]
        start = every_layer if rich else coloured if path[:4] == COLOUR else base
        file = changed(path, value, start)
        add(name, rule, error, field or spelt(path), 64, about, file, "network")

    for name, path, value in (
        ("model-unknown-member", MODEL + ("normalize",), True),
        ("layer-unknown-member", FIRST + ("dropout",), 0.5),
        ("training-unknown-member", TRAINING + ("momentum",), 0.9),
        ("optimizer-unknown-member", OPTIMIZER + ("amsgrad",), True),
        ("inputs-unknown-member", INPUTS + ("scaling",), "none"),
        ("input-column-unknown-member", COLUMN + ("transform",), "log"),
        ("input-class-with-fill", COLOUR + ("fill",), "red"),
        ("output-column-with-fill", OUTPUT + ("fill",), 1),
        ("delta-of-cross-entropy", TRAINING + ("delta",), 1), ("slope-of-tanh", FIRST + ("slope",), 0.1), ("dropout-with-units", DROPOUT + ("units",), 3),
        ("norm-with-momentum", NORM + ("momentum",), 0.1), ("sgd-with-beta1", SGD + ("beta1",), 0.9),
        ("outputs-unknown-member", OUTPUTS + ("threshold",), 0.5),
        ("output-column-unknown-member", OUTPUT + ("weights",), [1, 2, 3]),
    ):
        about = "A member %s that the format does not name." % path[-1]
        bad(name, "N1", "unknown-member", path, about, value)
    for name, path, value in (
        ("layer-kind-unknown", FIRST + ("kind",), "convolution"),
        ("activation-unknown", FIRST + ("activation",), "mish"),
        ("activation-upper-case", FIRST + ("activation",), "Tanh"),
        ("model-kind-unknown", MODEL + ("kind",), "recurrent"),
        ("loss-unknown", TRAINING + ("loss",), "hinge"),
        ("optimizer-unknown", OPTIMIZER + ("kind",), "lion"),
        ("schedule-unknown", SCHEDULE + ("kind",), "cyclic"),
        ("clipping-unknown", CLIPPING + ("kind",), "layer"), ("class-weights-unknown", TRAINING + ("classWeights",), "even"),
        ("initialization-unknown", TRAINING + ("initialization",), "ones"),
        ("task-unknown", TRAINING + ("task",), "clustering"),
        ("input-column-kind-unknown", COLUMN + ("kind",), "text"),
        ("output-column-kind-unknown", OUTPUT + ("kind",), "ordinal"),
    ):
        bad(name, "N2", "unknown-word", path, "The word \"%s\" for %s." % (value, path[-1]), value)
    bad("leaky-relu-misspelt", "N2", "unknown-word", LEAKY + ("activation",),
        "A word that is none, beside the member that the right one has.", "leaky-rely")
    file = changed(TRAINING + ("loss",), "cross-entropie")
    file.members["training"]["labelSmoothing"] = 0.5
    add("loss-misspelt", "N2", "unknown-word", spelt(TRAINING + ("loss",)), 64,
        "A word that is none, beside the member that the right one has.", Container(file.tensors, file.members),
        "network")
    for name, path in (
        ("layer-without-units", SECOND + ("units",)), ("layer-without-kind", FIRST + ("kind",)),
        ("layer-without-activation", FIRST + ("activation",)), ("layer-without-bias", FIRST + ("bias",)),
        ("training-without-learning-rate", TRAINING + ("learningRate",)),
        ("model-without-layers", MODEL + ("layers",)), ("model-without-kind", MODEL + ("kind",)),
        ("model-without-inputs", MODEL + ("inputs",)), ("inputs-without-shape", INPUTS + ("shape",)),
        ("optimizer-without-beta1", OPTIMIZER + ("beta1",)),
        ("leaky-relu-without-slope", LEAKY + ("slope",)), ("dropout-without-rate", DROPOUT + ("rate",)),
        ("norm-without-epsilon", NORM + ("epsilon",)), ("clipping-without-limit", CLIPPING + ("limit",)),
        ("batch-norm-without-momentum", BATCH_NORM + ("momentum",)),
        ("optimizer-without-kind", OPTIMIZER + ("kind",)),
        ("input-column-without-name", COLUMN + ("name",)), ("input-column-without-kind", COLUMN + ("kind",)),
        ("input-class-without-labels", COLOUR + ("labels",)), ("class-without-labels", OUTPUT + ("labels",)), ("class-without-name", OUTPUT + ("name",)),
    ):
        bad(name, "N3", "missing-member", path, "There is no %s." % path[-1], ABSENT)
    wide = (1 << 24) + 1
    for name, error, path, about, value in (
        ("units-zero", "out-of-range", SECOND + ("units",), "A layer without units.", 0),
        ("units-too-large", "out-of-range", SECOND + ("units",), "A layer of 2^24 + 1 units.", wide),
        ("units-string", "wrong-type", SECOND + ("units",), "A string as a number of units.", "3"),
        ("units-fraction", "wrong-type", SECOND + ("units",), "A layer of 2.5 units.", 2.5),
        ("units-negative", "wrong-type", SECOND + ("units",), "A layer of -3 units.", -3),
        ("bias-number", "wrong-type", FIRST + ("bias",), "The number 1 as bias.", 1),
        ("activation-number", "wrong-type", FIRST + ("activation",), "A number as an activation.", 1),
        ("layers-object", "wrong-type", MODEL + ("layers",), "The layers are an object.", {}),
        ("layer-not-an-object", "wrong-type", FIRST, "A layer is a string.", "dense"),
        ("inputs-array", "wrong-type", INPUTS, "The inputs are an array.", [2]),
        ("inputs-shape-two", "out-of-range", INPUTS + ("shape",), "Inputs of two dimensions.", [1, 2]),
        ("inputs-shape-empty", "out-of-range", INPUTS + ("shape",), "Inputs of no dimension.", []),
        ("inputs-shape-number", "wrong-type", INPUTS + ("shape",), "A number as the shape of inputs.", 2),
        ("layers-empty", "out-of-range", MODEL + ("layers",), "No layer.", []),
        ("parameters-too-many", "out-of-range", MODEL + ("layers",), "More than 2^32 parameters.",
         [networks.dense(1 << 24, "tanh"), networks.dense(256, "softmax")]),
        ("batch-size-zero", "out-of-range", TRAINING + ("batchSize",), "Batches of no row.", 0),
        ("input-labels-empty", "out-of-range", COLOUR + ("labels",), "An input of classes without a label.", []),
        ("input-fill-string", "wrong-type", COLUMN + ("fill",), "A string as a fill.", "mean"),
        ("labels-number", "wrong-type", OUTPUT + ("labels", 2), "A number as a label.", 3),
        ("learning-rate-zero", "out-of-range", TRAINING + ("learningRate",), "A learning rate of 0.", 0),
        ("learning-rate-negative", "out-of-range", TRAINING + ("learningRate",), "A learning rate of -0.5.",
         -0.5),
        ("learning-rate-string", "wrong-type", TRAINING + ("learningRate",), "A string as a learning rate.",
         "0.5"),
        ("seed-not-hex", "wrong-type", TRAINING + ("seed",), "A seed with the letter g.", "0123456789abcdeg"),
        ("seed-upper-case", "wrong-type", TRAINING + ("seed",), "A seed in capitals.", "0123456789ABCDEF"),
        ("seed-short", "wrong-type", TRAINING + ("seed",), "A seed of 15 digits.", "123456789abcdef"),
        ("seed-number", "wrong-type", TRAINING + ("seed",), "A number as a seed.", 42),
        ("epochs-fraction", "wrong-type", TRAINING + ("epochs",), "1.5 epochs.", 1.5),
        ("history-string", "wrong-type", TRAINING + ("history",), "A string as the history's columns.",
         "loss"),
        ("dropout-rate-one", "out-of-range", DROPOUT + ("rate",), "A dropout of everything.", 1),
        ("slope-negative", "out-of-range", LEAKY + ("slope",), "A slope of -0.1.", -0.1),
        ("norm-epsilon-zero", "out-of-range", NORM + ("epsilon",), "An epsilon of 0.", 0),
        ("batch-norm-momentum-two", "out-of-range", BATCH_NORM + ("momentum",), "A momentum of 2.", 2),
        ("sgd-momentum-one", "out-of-range", SGD + ("momentum",), "A momentum of 1.", 1),
        ("schedule-factor-one", "out-of-range", SCHEDULE + ("factor",), "A plateau that changes nothing.", 1),
        ("clipping-limit-zero", "out-of-range", CLIPPING + ("limit",), "A bound of 0.", 0),
        ("beta1-one", "out-of-range", OPTIMIZER + ("beta1",), "A beta1 of 1.", 1),
        ("label-smoothing-one", "out-of-range", TRAINING + ("labelSmoothing",), "Labels smoothed away.", 1),
        ("optimizer-string", "wrong-type", OPTIMIZER, "A string as the optimizer.", "adam"),
    ):
        bad(name, "N4", error, path, about, value)
    file = changed(INPUTS + ("shape",), [0])
    del file.members["model"]["inputs"]["columns"]
    add("inputs-zero", "N4", "out-of-range", "header.model.inputs.shape[0]", 64, "A network of no inputs.",
        Container(file.tensors, file.members), "network")


def tensors(add):
    def bad(name, field, about, change=None, remove=None):
        members, found = base()
        if change is not None:
            found = [change if one.name == change.name else one for one in found]
            if change.name not in [one.name for one in found]:
                found.append(change)
        found = [one for one in found if one.name != remove]
        add(name, "N5", "inconsistent", 'tensors["%s"]' % field, 64, about, Container(found, members),
            "network")

    def replaced(name, field, about, shape, dtype="f32"):
        count = 1
        for dimension in shape:
            count *= dimension
        bad(name, field, about, networks.tensor(field, shape, [0.5] * count, dtype))

    bad("weight-missing", "layers.1.weight", "A layer's weights are not there.", remove="layers.1.weight")
    bad("bias-missing", "layers.0.bias", "A layer's bias is not there.", remove="layers.0.bias")
    file = changed(INPUTS + ("shape",), [3])
    del file.members["model"]["inputs"]["columns"]
    add("inputs-shape-three", "N5", "inconsistent", 'tensors["scaling.inputs.mean"]', 64,
        "Three inputs, where scaling and weights have two.", Container(file.tensors, file.members), "network")
    bad("scaling-without-deviation", "scaling.inputs.deviation", "A mean without its deviation.",
        remove="scaling.inputs.deviation")
    bad("scaling-without-mean", "scaling.inputs.mean", "A deviation without its mean.",
        remove="scaling.inputs.mean")
    bad("weight-integers", "layers.0.weight", "Weights of type i32.",
        Tensor("layers.0.weight", "i32", [4, 2], bytes(32)))
    bad("weight-complex", "layers.0.weight", "Weights of type c64.",
        Tensor("layers.0.weight", "c64", [4, 2], bytes(64)))
    members, found = every_layer()
    for name, field in (("variance-missing", "layers.5.variance"), ("gain-missing", "layers.2.weight")):
        add(name, "N5", "inconsistent", 'tensors["%s"]' % field, 64, "A tensor of a normalisation is not there.",
            Container([one for one in found if one.name != field], members), "network")
    replaced("weight-transposed", "layers.0.weight", "Weights as [inputs, units].", [2, 4])
    replaced("weight-flat", "layers.1.weight", "Weights in one dimension.", [12])
    replaced("bias-too-long", "layers.1.bias", "A bias more than units.", [4])
    replaced("bias-as-column", "layers.0.bias", "A bias of two dimensions.", [4, 1])
    for name, about, values in (("scaling-deviation-zero", "A deviation of 0.", [1, 0]),
                                ("scaling-deviation-nan", "A deviation of NaN.", [float("nan"), 1])):
        bad(name, "scaling.inputs.deviation", about,
            networks.tensor("scaling.inputs.deviation", [2], values, "f64"))
    replaced("scaling-too-short", "scaling.inputs.mean", "One mean for two inputs.", [1], "f64")
    bad("examples-without-outputs", "examples.outputs", "Example inputs without their outputs.",
        networks.tensor("examples.inputs", [2, 2], [1, 2, 3, 4], "f64"))
    bad("examples-without-inputs", "examples.inputs", "Example outputs without their inputs.",
        networks.tensor("examples.outputs", [1, 3], [0.25, 0.25, 0.5]))
    bad("history-missing", "history", "The columns of a history without its tensor.", remove="history")
    replaced("history-too-wide", "history", "A history of two columns, of which one has a name.", [1, 2], "f64")
    members, found = base()
    found += [networks.tensor("scaling.outputs." + part, [3], [1, 1, 1], "f64") for part in ("mean", "deviation")]
    add("scaling-of-classes", "N5", "inconsistent", 'tensors["scaling.outputs.mean"]', 64,
        "A scaling of outputs that are classes.", Container(found, members), "network")


def columns(add):
    def bad(name, path, about, value, error="inconsistent", start=base, field=None):
        add(name, "N6", error, spelt(field or path), 64, about, changed(path, value, start), "network")

    numbers, inputs = networks.numbers, INPUTS + ("columns",)
    outputs, labels = OUTPUTS + ("columns",), OUTPUT + ("labels",)
    bad("columns-too-few", inputs, "One input column for two inputs.", numbers("x"))
    bad("columns-too-many", inputs, "Three input columns for two inputs.", numbers("x", "y", "z"))
    bad("input-labels-too-few", inputs, "Two columns that take three of two inputs.",
        numbers("x") + networks.classes("colour", "red", "green"))
    bad("input-labels-duplicate", inputs, "Two labels of an input are the same.",
        networks.classes("colour", "red", "red"), "duplicate-name", field=inputs + (0, "labels", 1))
    bad("labels-too-few", labels, "Two labels for three outputs.", ["red", "green"])
    bad("labels-too-many", labels, "Four labels for three outputs.", ["red", "green", "blue", "black"])
    bad("units-four", SECOND + ("units",), "Four units at the end, of weights and labels for three.", 4, field=labels)
    bad("labels-three-for-one", outputs, "Three labels for one output.", networks.classes("c", "1", "2", "3"),
        start=one_output, field=labels)
    bad("output-columns-too-few", outputs, "Two number columns for three outputs.", numbers("u", "v"))
    bad("output-columns-too-many", outputs, "Two number columns for one output.", numbers("u", "v"),
        start=one_output)
    bad("labels-duplicate", labels, "Two labels are the same.", ["red", "green", "red"], "duplicate-name",
        field=labels + (2,))
    bad("columns-duplicate", inputs, "Two input columns have one name.", numbers("x", "x"),
        "duplicate-name", field=inputs + (1, "name"))
    bad("output-columns-duplicate", outputs, "Two output columns have one name.", numbers("u", "v", "u"),
        "duplicate-name", field=outputs + (2, "name"))


def add_all(add):
    members(add)
    tensors(add)
    columns(add)

"""The rules N1 to N6 and N12, for verify.py."""

import math
import re
import struct

ACTIVATIONS = ("linear", "sigmoid", "tanh", "relu", "leaky-relu", "elu", "gelu", "gelu-tanh", "silu",
               "softplus", "softmax")
LOSSES = ("mean-squared-error", "mean-absolute-error", "huber", "binary-cross-entropy", "cross-entropy")
STARTS = ("automatic", "glorot", "he", "lecun", "uniform", "zeros")
FLOATS = ("f64", "f32", "f16", "bf16")


class Broken(Exception):
    """With rule, error, field and offset as arguments."""


def bad(rule, error, field):
    raise Broken(rule, error, field, 64)


def apart(check, *arguments):
    """One of several checks that do not depend on each other. Who looks for all that is wrong goes on behind one
    that finds something, by putting another function in this one's place."""
    check(*arguments)


def integer(value, path):
    if type(value) is not int or value < 0:
        bad("N4", "wrong-type", path)


def width(value, path):
    integer(value, path)
    if not 1 <= value <= 1 << 24:
        bad("N4", "out-of-range", path)


def kind(*types):
    def check(value, path):
        if type(value) not in types:
            bad("N4", "wrong-type", path)
    return check


text, truth, array, real = kind(str), kind(bool), kind(list), kind(int, float)


def texts(value, path):
    array(value, path)
    for i, one in enumerate(value):
        text(one, "%s[%d]" % (path, i))


def word(*allowed):
    def check(value, path):
        text(value, path)
        if value not in allowed:
            bad("N2", "unknown-word", path)
    return check


def ranged(fits):
    def check(value, path):
        real(value, path)
        if not fits(value):
            bad("N4", "out-of-range", path)
    return check


above, least = ranged(lambda x: x > 0), ranged(lambda x: x >= 0)
share, part = ranged(lambda x: 0 <= x < 1), ranged(lambda x: 0 < x <= 1)


def seed(value, path):
    text(value, path)
    if not re.fullmatch("[0-9a-f]{16}", value):
        bad("N4", "wrong-type", path)


def record(required, optional=(), first=("kind",)):
    """An object of these members; those that say which others there may be are looked at first."""
    required, optional = dict(required), dict(optional)

    def check(value, path):
        kind(dict)(value, path)
        known = {**required, **optional}
        for name in first:
            if name in known and name in value:
                apart(known[name], value[name], path + "." + name)
        order = sorted(required, key=lambda name: name != "kind")
        for name in sorted(value):
            if name not in required and name not in optional:
                apart(bad, "N1", "unknown-member", path + "." + name)
        for name in order:
            if name not in value:
                apart(bad, "N3", "missing-member", path + "." + name)
        for name, check_member in {**optional, **required}.items():
            if name in value:
                apart(check_member, value[name], path + "." + name)
    return check


def chosen(kinds, word, other):
    """What stands for a word; `other` where it is none of them."""
    return kinds.get(word, other) if type(word) is str else other


def optimizer(value, path):
    kind(dict)(value, path)
    adam = ({"beta1": share, "beta2": share, "epsilon": above}, {"weightDecay": least})
    kinds = {
        "sgd": ({}, {"momentum": share, "nesterov": truth, "weightDecay": least}),
        "rmsprop": ({"alpha": share, "epsilon": above}, {"weightDecay": least}),
        "adagrad": ({"epsilon": above}, {"weightDecay": least}), "adam": adam, "adamw": adam,
    }
    required, optional = chosen(kinds, value.get("kind"), adam)
    record(dict(required, kind=word(*kinds)), optional)(value, path)


def layer(value, path):
    kind(dict)(value, path)
    active = {"activation": word(*ACTIVATIONS)}
    if value.get("activation") == "leaky-relu":
        active["slope"] = least
    kinds = {
        "dense": dict(active, units=width, bias=truth), "activation": active, "dropout": {"rate": share},
        "layer-norm": {"epsilon": above}, "batch-norm": {"epsilon": above, "momentum": part},
    }
    required = dict(chosen(kinds, value.get("kind"), kinds["dense"]), kind=word(*kinds))
    record(required, first=("kind", "activation"))(value, path)


def at_least_one(value, path):
    integer(value, path)
    if value < 1:
        bad("N4", "out-of-range", path)


def schedule(value, path):
    kind(dict)(value, path)
    kinds = {
        "constant": ({}, {}), "step": ({"every": at_least_one, "factor": part}, {}),
        "exponential": ({"factor": part}, {}), "cosine": ({}, {"minimum": least}),
        "plateau": ({"factor": ranged(lambda x: 0 < x < 1), "patience": integer, "threshold": share},
                    {"minimum": least}),
    }
    required, optional = chosen(kinds, value.get("kind"), ({}, {}))
    record(dict(required, kind=word(*kinds)), optional)(value, path)


def training(value, path):
    kind(dict)(value, path)
    def weights(value, path):
        word("balanced")(value, path) if type(value) is str else each(real)(value, path)
    def batch(value, path):
        word("full")(value, path) if type(value) is str else at_least_one(value, path)
    setting = {"huber": {"delta": above}, "cross-entropy": {"labelSmoothing": share}}
    record({"learningRate": above}, {
        "loss": word(*LOSSES), **chosen(setting, value.get("loss"), {}), "optimizer": optimizer,
        "gradientClipping": record({"kind": word("norm", "value"), "limit": above}),
        "classWeights": weights, "initialization": word(*STARTS), "batchSize": batch,
        "epochs": integer, "steps": integer, "seed": seed, "schedule": schedule, "warmupSteps": integer,
        "task": word("classification", "regression"), "history": texts,
        "state": lambda value, path: None}, first=("loss",))(value, path)


def shape(value, path):
    each(integer)(value, path)
    if len(value) != 1:
        bad("N4", "out-of-range", path)
    width(value[0], path + "[0]")


def each(check, least=0):
    def check_all(value, path):
        array(value, path)
        if len(value) < least:
            bad("N4", "out-of-range", path)
        for i, one in enumerate(value):
            apart(check, one, "%s[%d]" % (path, i))
    return check_all


def output_column(value, path):
    kind(dict)(value, path)
    kinds = word("class", "number")
    if value.get("kind") == "class":
        record({"kind": kinds, "name": text, "labels": texts})(value, path)
    else:
        record({"kind": kinds, "name": text}, {"unit": text})(value, path)


def input_column(value, path):
    kind(dict)(value, path)
    kinds = word("class", "number")
    if value.get("kind") == "class":
        record({"kind": kinds, "name": text, "labels": texts})(value, path)
        if not value["labels"]:
            bad("N4", "out-of-range", path + ".labels")
    else:
        record({"kind": kinds, "name": text}, {"fill": real, "unit": text})(value, path)


MODEL = record({
    "kind": word("feedforward"), "inputs": record({"shape": shape}, {"columns": each(input_column)}),
    "layers": each(layer, 1)}, {"outputs": record({}, {"columns": each(output_column)})})


def different(names, path):
    for i, name in enumerate(names):
        if name in names[:i]:
            bad("N6", "duplicate-name", path % i)


def width_of_outputs(model):
    """The number of outputs: the units of the last dense layer."""
    units = [one["units"] for one in model["layers"] if one["kind"] == "dense"]
    return (model["inputs"]["shape"] + units)[-1]


def parameters(model, there):
    """The tensors of the layers."""
    before = model["inputs"]["shape"][0]
    for i, one in enumerate(model["layers"]):
        if one["kind"] == "dense":
            apart(there, "layers.%d.weight" % i, [one["units"], before])
            before = one["units"]
            parts = ["bias"] if one["bias"] else []
        else:
            parts = {"layer-norm": ["weight", "bias"], "batch-norm": ["weight", "bias", "mean", "variance"]}
            parts = parts.get(one["kind"], [])
        for part in parts:
            apart(there, "layers.%d.%s" % (i, part), [before])


def within_limits(model):
    """Not more layers, and parameters, than a network may have."""
    before, count, path = model["inputs"]["shape"][0], 0, "header.model.layers"
    for one in model["layers"]:
        if one["kind"] == "dense":
            count += one["units"] * (before + one["bias"])
            before = one["units"]
        elif one["kind"].endswith("-norm"):
            count += 2 * before
    if len(model["layers"]) > 4096 or count > 1 << 32:
        bad("N4", "out-of-range", path)


def rows(one):
    """The rows of a tensor; none of one that is not there, or is a scalar, and so never the right ones."""
    return one["shape"][0] if one and one["shape"] else 0


def history(columns, found, there):
    there("history", [rows(found.get("history")), len(columns)], ("f64",))


def scaling(side, size, found, there, raws):
    pair = ["scaling.%s.%s" % (side, part) for part in ("mean", "deviation")]
    for name in pair if any(name in found for name in pair) else ():
        there(name, [size], ("f64",))
        numbers = struct.unpack("<%dd" % size, raws[list(found).index(name)])
        if not all(map(math.isfinite, numbers)) or name.endswith("deviation") and min(numbers) <= 0:
            bad("N5", "inconsistent", 'tensors["%s"]' % name)


def examples(inputs, outputs, found, there):
    if "examples.inputs" in found or "examples.outputs" in found:
        for name, size, dtype in (("examples.inputs", inputs, "f64"), ("examples.outputs", outputs, "f32")):
            count = rows(found.get("examples.inputs") or found["examples.outputs"])
            there(name, [count, size], (dtype,))


def unscaled(columns, found):
    """Classes have no scaling."""
    for name in ("scaling.outputs.mean", "scaling.outputs.deviation"):
        if name in found and any(one["kind"] == "class" for one in columns):
            apart(bad, "N5", "inconsistent", 'tensors["%s"]' % name)


def input_columns(columns, inputs):
    path = "header.model.inputs.columns"
    if sum(len(one.get("labels", "1")) for one in columns) != inputs:
        apart(bad, "N6", "inconsistent", path)
    for i, one in enumerate(columns):
        apart(different, one.get("labels", []), path + "[%d].labels" % i + "[%d]")
    apart(different, [one["name"] for one in columns], path + "[%d].name")


def output_columns(columns, outputs):
    path = "header.model.outputs.columns"
    if len(columns) == 1 and columns[0]["kind"] == "class":
        labels = columns[0]["labels"]
        if len(labels) != outputs and (outputs, len(labels)) != (1, 2):
            apart(bad, "N6", "inconsistent", path + "[0].labels")
        apart(different, labels, path + "[0].labels[%d]")
    elif len(columns) != outputs or any(one["kind"] == "class" for one in columns):
        apart(bad, "N6", "inconsistent", path)
    apart(different, [one["name"] for one in columns], path + "[%d].name")


def check(value, raws):
    """All rules of section 9 in their order, over the header and each tensor's raw bytes."""
    if "model" not in value:
        bad("N12", "missing-member", "header.model")
    apart(MODEL, value["model"], "header.model")
    apart(within_limits, value["model"])
    model, found = value["model"], {one["name"]: one for one in value["tensors"]}
    inputs, outputs = model["inputs"]["shape"][0], width_of_outputs(model)
    for side, size, fit in (("inputs", inputs, input_columns), ("outputs", outputs, output_columns)):
        if "columns" in model.get(side, {}):
            apart(fit, model[side]["columns"], size)
    if "training" in value:
        apart(training, value["training"], "header.training")

    def there(name, dims, types=FLOATS):
        one = found.get(name)
        if one is None or one["dtype"] not in types or one["shape"] != dims:
            bad("N5", "inconsistent", 'tensors["%s"]' % name)

    if "history" in value.get("training", {}):
        apart(history, value["training"]["history"], found, there)
    for side, size in (("inputs", inputs), ("outputs", outputs)):
        apart(scaling, side, size, found, there, raws)
    apart(unscaled, model.get("outputs", {}).get("columns", []), found)
    apart(examples, inputs, outputs, found, there)
    parameters(model, there)

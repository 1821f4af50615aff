"""The rules N8 to N11, for verify.py."""

import re
import struct

from verify_network import (FLOATS, Broken, apart, at_least_one, bad, each, integer, kind, least, ranged,
                            record, text, truth, word)


def bit_field(value, path):
    text(value, path)
    if not re.fullmatch("[0-9a-f]{16}", value):
        bad("N8", "wrong-type", path)
    if int(value[:3], 16) & 0x7FF == 0x7FF:
        bad("N8", "out-of-range", path)


def digest(value, path):
    text(value, path)
    if not re.fullmatch("[0-9a-f]{64}", value):
        bad("N8", "wrong-type", path)


def two(value, path):
    kind(list)(value, path)
    if len(value) != 2:
        apart(bad, "N8", "out-of-range", path)
    each(bit_field)(value, path)


def state(value, path):
    kind(dict)(value, path)
    unit = ranged(lambda x: 0 <= x <= 1)
    data = value.get("data")
    held = type(data) is dict and ("validationRows" in data or "validationDigest" in data)
    rows = {"rows": at_least_one, "inputs": at_least_one, "digest": digest}
    if held:
        rows.update({"validationRows": at_least_one, "validationDigest": digest})
    required = {
        "done": truth, "epochs": at_least_one, "totalSteps": integer, "position": integer, "beta1Power": unit,
        "beta2Power": unit, "hiddenErrors": word("slope", "simplified"),
        "scale": word("standard", "min-max", "none"), "data": record(rows),
        "schedule": record({"epochs": integer, "waiting": integer, "factor": unit}, {"best": bit_field}),
    }
    optional = {
        "loss": bit_field, "validationLoss": bit_field,
        "earlyStopping": record({"patience": at_least_one, "waiting": integer, "minimumImprovement": least},
                                {"best": bit_field, "bestEpoch": at_least_one}),
    }
    if value.get("position") != 0:
        required.update({"lossSums": two, "rightCount": integer})
        optional["weightSums"] = two
    record(required, optional)(value, path)


def members(value):
    """N8: errors that the network's own checks would call N1 to N4."""
    try:
        if "state" not in value.get("training", {}):
            bad("N8", "missing-member", "header.training.state")
        apart(state, value["training"]["state"], "header.training.state")
        for name in ("arguments", "overrides"):
            if name in value.get("run", {}):
                apart(each(text), value["run"][name], "header.run." + name)
    except Broken as found:
        raise Broken("N8", *found.args[1:])


def trained(layer):
    """The names of a layer's tensors, those that are trained first."""
    if layer["kind"] == "dense":
        return ["weight"] + ["bias"] * layer["bias"], []
    norm = ["weight", "bias"] if layer["kind"].endswith("-norm") else []
    return norm, ["mean", "variance"] if layer["kind"] == "batch-norm" else []


def fit(value):
    """N10, but for what the history says."""
    training, epochs, path = value["training"], value["training"]["epochs"], "header.training.state."
    now = training["state"]
    stopping = now.get("earlyStopping", {})
    over = bool(stopping) and stopping["waiting"] >= stopping["patience"]
    running = now["position"] > 0
    for fits, field in (
        (now["data"]["inputs"] == value["model"]["inputs"]["shape"][0], path + "data.inputs"),
        (now["position"] < now["data"]["rows"], path + "position"),
        (now.get("rightCount", 0) <= now["position"], path + "rightCount"),
        (training["steps"] >= epochs + running, "header.training.steps"),
        (now["epochs"] >= epochs + (not now["done"]), path + "epochs"),
        (not (now["done"] and running), path + "done"),
        (not now["done"] or epochs == now["epochs"] or over, path + "done"),
        (now["schedule"]["epochs"] <= epochs, path + "schedule.epochs"),
        (stopping.get("bestEpoch", 0) <= epochs, path + "earlyStopping.bestEpoch"),
    ):
        if not fits:
            apart(bad, "N10", "inconsistent", field)


def history(value, raws):
    """N10 and N11: the table of epochs, and what the state repeats of it."""
    training, found = value["training"], {one["name"]: i for i, one in enumerate(value["tensors"])}
    columns, last, count = training.get("history", []), {}, 0
    for i, name in enumerate(columns):
        field = "header.training.history[%d]" % i
        if name not in ("loss", "accuracy", "validation-loss", "validation-accuracy"):
            apart(bad, "N10", "unknown-word", field)
        if name in columns[:i]:
            apart(bad, "N10", "duplicate-name", field)
    if columns:
        count = value["tensors"][found["history"]]["shape"][0]
        if count:
            row = struct.unpack("<%dd" % len(columns), raws[found["history"]][-8 * len(columns):])
            last = dict(zip(columns, row))
    if count != training["epochs"]:
        apart(bad, "N11", "inconsistent", 'tensors["history"]')
    now = training["state"]
    for member, column in (("loss", "loss"), ("validationLoss", "validation-loss")):
        number = last.get(column, float("nan"))
        shown = now["position"] == 0 and number - number == 0
        if now.get(member) != (struct.pack(">d", number).hex() if shown else None):
            apart(bad, "N10", "inconsistent", "header.training.state." + member)


def tensors(value, raws):
    """N11: the optimizer's memory and the other network."""
    training, model = value["training"], value["model"]
    found = {one["name"]: one for one in value["tensors"]}
    now, optimizer = training["state"], training["optimizer"]
    slots = {"sgd": ["velocity"] * (optimizer.get("momentum", 0) > 0), "rmsprop": ["square"],
             "adagrad": ["square"]}.get(optimizer["kind"], ["mean", "square"])
    prefixes = [("optimizer." + slot + ".", False) for slot in slots if training["steps"] > 0]
    if "bestEpoch" in now.get("earlyStopping", {}):
        prefixes.append(("last." if now["done"] else "best.", True))
    for prefix, all_of_them in prefixes:
        for i, layer in enumerate(model["layers"]):
            names, others = trained(layer)
            for name in names + others * all_of_them:
                name = "layers.%d.%s" % (i, name)
                one = found.get(prefix + name)
                if one is None or one["dtype"] not in FLOATS or one["shape"] != found[name]["shape"]:
                    apart(bad, "N11", "inconsistent", 'tensors["%s"]' % (prefix + name))
    for one, raw in zip(value["tensors"], raws):
        if one["name"] == "examples.inputs":
            numbers = struct.unpack("<%dd" % (len(raw) // 8), raw)
            if any(x - x != 0 for x in numbers):
                bad("N11", "inconsistent", 'tensors["examples.inputs"]')


def check(value, raws):
    """All rules of a resuming reader, over a file that is a model."""
    apart(members, value)
    for name in ("batchSize", "epochs", "loss", "optimizer", "seed", "steps"):
        if name not in value["training"]:
            apart(bad, "N9", "missing-member", "header.training." + name)
    for side in ("inputs", "outputs"):
        if "columns" not in value["model"].get(side, {}):
            apart(bad, "N9", "missing-member", "header.model.%s.columns" % side)
    apart(fit, value)
    apart(history, value, raws)
    apart(tensors, value, raws)

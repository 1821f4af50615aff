"""The broken files whose network opens: what a resuming reader has to refuse."""

import copy

import golden_checkpoints as checkpoints
import golden_networks as networks
from broken_network import ABSENT, spelt
from container import Container, Tensor

bits = checkpoints.bits
TRAINING, STATE = ("training",), ("training", "state")
DATA, SCHEDULE, STOPPING = STATE + ("data",), STATE + ("schedule",), STATE + ("earlyStopping",)
COLUMNS = {side: ("model", side, "columns") for side in ("inputs", "outputs")}


def changed(start, changes, tensors=None):
    """A golden checkpoint with members replaced, added or (ABSENT) removed, and other tensors."""
    file = start()
    members = copy.deepcopy(file.members)
    for path, value in changes:
        place = members
        for step in path[:-1]:
            place = place[step]
        if value is ABSENT:
            del place[path[-1]]
        else:
            place[path[-1]] = value
    return Container(file.tensors if tensors is None else tensors(file.tensors), members)


def add_all(add):
    adam, finished, momentum = checkpoints.adam, checkpoints.finished, checkpoints.momentum

    def bad(name, rule, error, path, about, value, start=adam, others=(), field=None):
        file = changed(start, [(path, value)] + list(others))
        add(name, rule, error, field or spelt(path), 64, about, file, "checkpoint")

    for name, path in (
        ("state-unknown-member", STATE + ("sampler",)),
        ("state-schedule-unknown-member", SCHEDULE + ("cooldown",)),
        ("state-early-stopping-unknown-member", STOPPING + ("baseline",)),
        ("state-data-unknown-member", DATA + ("path",)),
    ):
        bad(name, "N8", "unknown-member", path, "A member %s that the format does not name." % path[-1], 1)
    bad("state-sums-between-epochs", "N8", "unknown-member", STATE + ("lossSums",),
        "Sums of an epoch that is not under way.", [bits(0), bits(1)], finished)
    for name, path, value in (("state-hidden-errors-unknown", STATE + ("hiddenErrors",), "exact"),
                              ("state-scale-unknown", STATE + ("scale",), "robust")):
        bad(name, "N8", "unknown-word", path, "The word \"%s\" for %s." % (value, path[-1]), value)
    bad("state-missing", "N8", "missing-member", STATE, "A model that is no checkpoint.", ABSENT)
    bad("checkpoint-without-training", "N8", "missing-member", TRAINING, "A network of whose training nothing is told.",
        ABSENT, field=spelt(STATE))
    for name, path in (
        ("state-without-done", STATE + ("done",)), ("state-without-loss-sums", STATE + ("lossSums",)),
        ("state-without-right-count", STATE + ("rightCount",)), ("state-without-schedule", SCHEDULE),
        ("state-without-data-digest", DATA + ("digest",)),
        ("state-without-total-steps", STATE + ("totalSteps",)),
    ):
        bad(name, "N8", "missing-member", path, "There is no %s." % path[-1], ABSENT)
    bad("state-validation-without-digest", "N8", "missing-member", DATA + ("validationDigest",),
        "Rows to judge by without their digest.", ABSENT, finished)
    bad("state-validation-without-rows", "N8", "missing-member", DATA + ("validationRows",),
        "A digest of rows to judge by without their number.", ABSENT, finished)
    for name, path, about, value in (
        ("state-beta-power-above-one", STATE + ("beta1Power",), "A power of a beta above 1.", 1.5),
        ("state-beta-power-negative", STATE + ("beta2Power",), "A power of a beta below 0.", -0.5),
        ("state-factor-above-one", SCHEDULE + ("factor",), "A factor of the rate above 1.", 2),
        ("state-epochs-zero", STATE + ("epochs",), "A training of no epochs.", 0),
        ("state-rows-zero", DATA + ("rows",), "No row to learn from.", 0),
        ("state-patience-zero", STOPPING + ("patience",), "A patience of no epochs.", 0),
        ("state-best-epoch-zero", STOPPING + ("bestEpoch",), "Epochs count from 1.", 0),
        ("state-minimum-improvement-negative", STOPPING + ("minimumImprovement",),
         "What is worse counts as better.", -1),
        ("state-loss-sums-three", STATE + ("lossSums",), "Three sums.", [bits(0)] * 3),
    ):
        bad(name, "N8", "out-of-range", path, about, value)
    bad("state-loss-sum-infinite", "N8", "out-of-range", STATE + ("lossSums",), "A sum that is infinite.",
        [bits(0), bits(float("inf"))], field=spelt(STATE + ("lossSums", 1)))
    bad("state-best-nan", "N8", "out-of-range", STOPPING + ("best",), "A NaN as the best loss.",
        "7ff8000000000000")
    for name, path, about, value, field in (
        ("state-not-an-object", STATE, "The state is an array.", [], None),
        ("state-done-number", STATE + ("done",), "The number 0 for false.", 0, None),
        ("state-loss-sum-number", STATE + ("lossSums",), "A number for a bits field.", [0, bits(1)],
         STATE + ("lossSums", 0)),
        ("state-best-upper-case", STOPPING + ("best",), "A bits field in capitals.", "3FE8000000000000", None),
        ("state-best-short", STOPPING + ("best",), "A bits field of 15 digits.", "3fe800000000000", None),
        ("state-position-fraction", STATE + ("position",), "Half a row.", 12.5, None),
        ("state-digest-short", DATA + ("digest",), "A digest of 63 digits.", "5" * 63, None),
        ("state-digest-not-hex", DATA + ("digest",), "A digest with the letter g.", "5" * 63 + "g", None),
        ("run-arguments-string", ("run", "arguments"), "A string for an array of words.", "sides.csv", None),
        ("run-overrides-number", ("run", "overrides"), "A number among words.", ["data", 1],
         ("run", "overrides", 1)),
    ):
        bad(name, "N8", "wrong-type", path, about, value, field=field and spelt(field))

    for name in ("batchSize", "epochs", "loss", "optimizer", "seed", "steps"):
        words = {"batchSize": "batch-size"}.get(name, name)
        others = [(TRAINING + ("labelSmoothing",), ABSENT)] if name == "loss" else []
        bad("checkpoint-without-" + words, "N9", "missing-member", TRAINING + (name,),
            "There is no %s of the training." % name, ABSENT, others=others)
    for side, path in COLUMNS.items():
        bad("checkpoint-without-%s-columns" % side[:-1], "N9", "missing-member", path,
            "It is not known which columns the %s are." % side, ABSENT)

    for name, path, about, value, start, others in (
        ("state-inputs-three", DATA + ("inputs",), "Rows of three numbers for two inputs.", 3, adam, ()),
        ("state-position-at-the-end", STATE + ("position",), "All rows of an epoch that is not over.", 20, adam,
         ()),
        ("state-position-huge", STATE + ("position",), "More rows of the epoch than there are.", 2**53 - 1, adam,
         ()),
        ("state-right-count-too-large", STATE + ("rightCount",), "More rows told rightly than seen.", 13, adam,
         ()),
        ("state-steps-too-few", TRAINING + ("steps",), "Five steps in six epochs.", 5, finished, ()),
        ("state-no-step-yet", TRAINING + ("steps",), "Rows were seen in two epochs and no step taken.", 0, adam,
         ()),
        ("state-past-its-end", STATE + ("epochs",), "Six epochs of five.", 5, finished, ()),
        ("state-at-its-end-but-not-done", STATE + ("epochs",), "The third epoch of two.", 2, adam, ()),
        ("state-done-in-an-epoch", STATE + ("done",), "Done, in the middle of an epoch.", True, adam, ()),
        ("state-done-too-early", STATE + ("done",), "Done after six of ten epochs, with patience left.", True,
         finished, [(STOPPING + ("patience",), 3)]),
        ("state-schedule-ahead", SCHEDULE + ("epochs",), "A schedule in its seventh epoch of six.", 7, finished,
         ()),
        ("state-best-epoch-ahead", STOPPING + ("bestEpoch",), "The best epoch is yet to come.", 3, adam, ()),
        ("state-loss-not-of-the-history", STATE + ("loss",), "Another loss than the history's.", bits(0.5),
         finished, ()),
        ("state-loss-in-an-epoch", STATE + ("loss",), "A loss in the middle of an epoch.", bits(0.75), adam, ()),
        ("state-validation-loss-missing", STATE + ("validationLoss",), "The history has a loss that the state "
         "does not have.", ABSENT, finished, ()),
    ):
        bad(name, "N10", "inconsistent", path, about, value, start, others)
    history = TRAINING + ("history", 1)
    bad("history-column-unknown", "N10", "unknown-word", history, "A history of something unknown.", "f1")
    bad("history-column-twice", "N10", "duplicate-name", history, "A history of the loss twice.", "loss")

    def tensors(name, field, about, start, changes=(), new=None):
        def edited(found):
            return [new if one.name == field else one for one in found if new or one.name != field]
        add(name, "N11", "inconsistent", 'tensors["%s"]' % field, 64, about, changed(start, changes, edited),
            "checkpoint")

    tensors("checkpoint-history-short", "history", "One row for two epochs.", adam,
            new=networks.tensor("history", [1, 2], [0.625, 0.5], "f64"))
    tensors("checkpoint-without-history", "history", "No history of two epochs.", adam,
            [(TRAINING + ("history",), ABSENT)])
    for name, field, about, start in (
        ("checkpoint-mean-missing", "optimizer.mean.layers.1.bias", "A mean of Adam is not there.", adam),
        ("checkpoint-velocity-missing", "optimizer.velocity.layers.0.weight", "A velocity is not there.",
         momentum),
        ("checkpoint-best-missing", "best.layers.0.weight", "The best network lacks weights.", adam),
        ("checkpoint-last-missing", "last.layers.0.weight", "The last network lacks weights.", finished),
        ("checkpoint-last-statistics-missing", "last.layers.1.variance",
         "The last network lacks a running variance.", finished),
    ):
        tensors(name, field, about, start)
    field = "optimizer.square.layers.0.weight"
    tensors("checkpoint-square-transposed", field, "Squares as [inputs, units].", adam,
            new=networks.tensor(field, [2, 3], [0.5] * 6))
    field = "optimizer.mean.layers.0.bias"
    tensors("checkpoint-mean-integers", field, "Means of type i32.", adam, new=Tensor(field, "i32", [3], bytes(12)))
    tensors("checkpoint-example-nan", "examples.inputs", "A NaN among the examples.", adam,
            new=networks.tensor("examples.inputs", [2, 2], [0, float("nan"), 0, 1], "f64"))

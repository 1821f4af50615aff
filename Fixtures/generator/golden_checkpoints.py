"""The valid files that a training can go on from (spec/format.md §9, N8 to N11)."""

import hashlib
import struct

import golden_networks as networks
import values
from container import Container

tensor, dense, numbers = networks.tensor, networks.dense, networks.numbers


def bits(number):
    """A bits field."""
    return struct.pack(">d", number).hex()


def digest_of_rows(inputs, outputs, rows, targets, weights=()):
    """The digest of rows; targets that are int are indices of classes."""
    sha = hashlib.sha256()
    for column in inputs + outputs:
        for text in [column["name"]] + column.get("labels", []):
            sha.update(b"%d:%s" % (len(text.encode()), text.encode()))
        sha.update(b"class;" if "labels" in column else b"number;")
    sha.update(values.f64(sum(rows, [])))
    for target in targets:
        sha.update(struct.pack("<q" if isinstance(target, int) else "<d", target))
    sha.update(values.f64(weights))
    return sha.hexdigest()


def power(beta, steps):
    """A running product, as rule A11 has it."""
    product = 1.0
    for _ in range(steps):
        product *= beta
    return product


def slots(names, shapes, noise, positive=("square",)):
    """What an optimizer remembers: for each slot a tensor for each of the network's that is trained."""
    found = []
    for slot in names:
        for name, shape in shapes:
            count = shape[0] * (shape + [1])[1]
            numbers = noise.eighths(count)
            if slot in positive:
                numbers = [x * x for x in numbers]
            found.append(tensor("optimizer.%s.%s" % (slot, name), shape, numbers))
    return found


def momentum():
    """In the middle of the second and last epoch, of four rows that are all alike: whatever their order, the
    step that is left gives v = -2 and -2.75, the weight 0.75 and the bias 0.59375."""
    inputs, outputs = numbers("x"), numbers("y")
    data = digest_of_rows(inputs, outputs, [[1.0]] * 4, [2.0] * 4, [2.0] * 4)
    state = {
        "beta1Power": 1, "beta2Power": 1,
        "data": {"digest": data, "inputs": 1, "rows": 4}, "done": False, "epochs": 2,
        "hiddenErrors": "slope", "lossSums": [bits(0), bits(3)], "position": 2, "rightCount": 0,
        "scale": "none", "schedule": {"epochs": 1, "factor": 1, "waiting": 0}, "totalSteps": 4,
        "weightSums": [bits(0), bits(4)],
    }
    training = {
        "batchSize": 2, "epochs": 1, "history": ["loss"], "learningRate": 0.125, "loss": "mean-squared-error",
        "optimizer": {"kind": "sgd", "momentum": 0.5}, "seed": "0000000000000007", "state": state, "steps": 3,
        "task": "regression",
    }
    return Container(
        [
            tensor("history", [1, 1], [4.0], "f64"),
            tensor("examples.inputs", [2, 1], [1, -3], "f64"),
            tensor("layers.0.weight", [1, 1], [0.5]),
            tensor("layers.0.bias", [1], [0.25]),
            tensor("examples.outputs", [2, 1], [0.75, -1.25]),
            tensor("optimizer.velocity.layers.0.weight", [1, 1], [1]),
            tensor("optimizer.velocity.layers.0.bias", [1], [-0.5]),
        ],
        {"model": networks.model(inputs, [dense(1, "linear")], outputs), "training": training},
    )


def adam():
    """Thirteen steps of five an epoch, so after twelve rows of the third epoch."""
    noise = values.Noise(23)
    inputs = numbers("left", "right")
    outputs = networks.classes("side", "no", "yes")
    rows = [[x / 4, (7 - x) / 8] for x in range(20)]
    state = {
        "beta1Power": power(0.9, 13), "beta2Power": power(0.999, 13),
        "data": {"digest": digest_of_rows(inputs, outputs, rows, [x % 2 for x in range(20)]), "inputs": 2,
                 "rows": 20},
        "done": False, "earlyStopping": {"best": bits(0.625), "bestEpoch": 1, "minimumImprovement": 0.001,
                                         "patience": 3, "waiting": 1},
        "epochs": 4, "hiddenErrors": "slope", "lossSums": [bits(0), bits(8.25)], "position": 12,
        "rightCount": 7, "scale": "standard", "schedule": {"epochs": 2, "factor": 1, "waiting": 0},
        "totalSteps": 20,
    }
    training = {
        "batchSize": 4, "classWeights": [1, 2.5], "epochs": 2, "gradientClipping": {"kind": "norm", "limit": 1.5},
        "history": ["loss", "accuracy"], "initialization": "glorot", "labelSmoothing": 0.125,
        "learningRate": 0.01, "loss": "cross-entropy", "optimizer": networks.ADAM,
        "schedule": {"kind": "cosine", "minimum": 0.001}, "seed": "fedcba9876543210", "state": state, "steps": 13,
        "task": "classification", "warmupSteps": 3,
    }
    state["weightSums"] = [bits(0), bits(21)]
    shapes = [("layers.0.weight", [3, 2]), ("layers.0.bias", [3]), ("layers.1.weight", [2, 3]),
              ("layers.1.bias", [2])]
    # The last layer is zero: whatever the processor, softmax gives halves.
    best = [tensor("best." + name, shape, noise.eighths(shape[0] * (shape + [1])[1])) for name, shape in shapes]
    return Container(
        [
            tensor("scaling.inputs.mean", [2], [2.375, -0.3125], "f64"),
            tensor("scaling.inputs.deviation", [2], [1.5, 0.75], "f64"),
            tensor("history", [2, 2], [0.625, 0.5, 0.75, 0.55], "f64"),
            tensor("examples.inputs", [2, 2], rows[0] + rows[1], "f64"),
            tensor("layers.0.weight", [3, 2], noise.eighths(6)),
            tensor("layers.0.bias", [3], noise.eighths(3)),
            tensor("layers.1.weight", [2, 3], [0] * 6),
            tensor("layers.1.bias", [2], [0] * 2),
            tensor("examples.outputs", [2, 2], [0.5] * 4),
        ] + slots(["mean", "square"], shapes, noise) + best,
        {
            "metadata": {"title": "In an epoch"},
            "model": networks.model(inputs, [dense(3, "tanh"), dense(2, "softmax")], outputs),
            "producer": networks.PRODUCER,
            "run": {"arguments": ["sides.csv", "--target", "side"], "overrides": ["data"], "process": 4711},
            "training": training,
        },
    )


def finished():
    """Ended by early stopping after six of ten epochs; the fourth was the best. Its losses are so large that no
    number of a header could be one."""
    noise = values.Noise(29)
    inputs, outputs = numbers("x"), numbers("y")
    rows, held = [[float(x)] for x in range(8)], [[0.5], [1.5]]
    losses = [(2.0**62 / (epoch + 1), 2.0**60 - epoch % 4 * 2.0**57) for epoch in range(6)]
    state = {
        "beta1Power": 1, "beta2Power": 1,
        "data": {"digest": digest_of_rows(inputs, outputs, rows, [2.0**31 * x for x in range(8)]), "inputs": 1,
                 "rows": 8, "validationDigest": digest_of_rows(inputs, outputs, held, [0.0, 2.0**31]),
                 "validationRows": 2},
        "done": True, "earlyStopping": {"best": bits(losses[3][1]), "bestEpoch": 4, "minimumImprovement": 0,
                                        "patience": 2, "waiting": 2},
        "epochs": 10, "hiddenErrors": "slope", "loss": bits(losses[5][0]), "position": 0, "scale": "none",
        "schedule": {"best": bits(losses[0][1]), "epochs": 6, "factor": 0.25, "waiting": 1}, "totalSteps": 20,
        "validationLoss": bits(losses[5][1]),
    }
    training = {
        "batchSize": "full", "epochs": 6, "history": ["loss", "validation-loss"], "learningRate": 0.5,
        "loss": "mean-squared-error", "optimizer": {"alpha": 0.75, "epsilon": 1e-8, "kind": "rmsprop"},
        "schedule": {"factor": 0.5, "kind": "plateau", "patience": 1, "threshold": 0.5},
        "seed": "0000000000000000", "state": state, "steps": 6, "task": "regression",
    }
    layers = [dense(3, "relu"), {"epsilon": 0.001, "kind": "batch-norm", "momentum": 0.25},
              {"kind": "dropout", "rate": 0.5}, dense(1, "linear", False)]
    shapes = [("layers.0.weight", [3, 1]), ("layers.0.bias", [3]), ("layers.1.weight", [3]),
              ("layers.1.bias", [3]), ("layers.3.weight", [1, 3])]
    network = []
    for prefix in ("", "last."):
        for name, shape in shapes:
            network.append(tensor(prefix + name, shape, noise.eighths(3)))
            if name == "layers.1.bias":
                network.append(tensor(prefix + "layers.1.mean", [3], noise.eighths(3)))
                network.append(tensor(prefix + "layers.1.variance", [3], [0.5, 1, 2]))
    network[6] = tensor("layers.3.weight", [1, 3], [0] * 3)
    return Container(
        [
            tensor("history", [6, 2], [loss for epoch in losses for loss in epoch], "f64"),
            tensor("examples.inputs", [1, 1], [3], "f64"),
        ] + network[:7] + [tensor("examples.outputs", [1, 1], [0])]
        + slots(["square"], shapes, noise) + network[7:],
        {"model": networks.model(inputs, layers, outputs), "training": training},
    )


def between():
    """Between the second and third of three epochs, with words that no other file has."""
    noise = values.Noise(31)
    inputs, outputs = numbers("x"), networks.classes("sign", "minus", "plus")
    rows, held = [[x - 2.5] for x in range(6)], [[-0.5], [0.5]]
    state = {
        "beta1Power": 1, "beta2Power": 1,
        "data": {"digest": digest_of_rows(inputs, outputs, rows, [x // 3 for x in range(6)]), "inputs": 1, "rows": 6,
                 "validationDigest": digest_of_rows(inputs, outputs, held, [0, 1]), "validationRows": 2},
        "done": False, "epochs": 3, "hiddenErrors": "simplified", "loss": bits(0.625), "position": 0,
        "scale": "min-max", "schedule": {"epochs": 2, "factor": 1, "waiting": 0}, "totalSteps": 6,
        "validationLoss": bits(0.75),
    }
    training = {
        "batchSize": 3, "epochs": 2, "history": ["loss", "accuracy", "validation-loss", "validation-accuracy"],
        "learningRate": 0.5, "loss": "mean-squared-error", "optimizer": {"kind": "sgd"},
        "seed": "0000000000000001", "state": state, "steps": 4, "task": "classification",
    }
    return Container(
        [
            tensor("history", [2, 4], [0.6875, 0.5, 0.875, 0.5, 0.625, 1, 0.75, 0.5], "f64"),
            tensor("examples.inputs", [1, 1], [0.5], "f64"),
            tensor("layers.0.weight", [2, 1], noise.eighths(2)),
            tensor("layers.0.bias", [2], noise.eighths(2)),
            # The last layer is zero: whatever the processor, the sigmoid gives a half.
            tensor("layers.1.weight", [1, 2], [0] * 2),
            tensor("layers.1.bias", [1], [0]),
            tensor("examples.outputs", [1, 1], [0.5]),
        ],
        {"model": networks.model(inputs, [dense(2, "sigmoid"), dense(1, "sigmoid")], outputs), "training": training},
    )


def cases():
    return [
        ("checkpoint-adam", "A training with Adam, in the middle of an epoch, with the best network so far.",
         adam()),
        ("checkpoint-between-epochs", "A training by the simplified rule, between two epochs: all measures of an "
         "epoch, and columns to be scaled by their least and greatest.", between()),
        ("checkpoint-finished", "A training that early stopping has ended: the best network and the last one; "
         "losses above 2^53.", finished()),
        ("checkpoint-momentum", "A training by gradient descent with momentum and weights of rows, one step "
         "before its end.", momentum()),
    ]

"""schedules.json: the learning rate of each of 50 epochs."""

import warnings

import torch
from torch.optim import lr_scheduler as schedules

EPOCHS = 50
BASE = 0.1


def rates(make, losses=None):
    """The rate that each epoch runs with, as torch keeps it (a binary64)."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=BASE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that SequentialLR steps with an epoch number inside
        schedule = make(optimizer)
        result = []
        for epoch in range(EPOCHS):
            result.append(float(optimizer.param_groups[0]["lr"]))
            optimizer.step()
            schedule.step() if losses is None else schedule.step(losses[epoch])
    return result


def validation_losses():
    """Falls, stalls, falls a little, rises: 50 losses that a plateau is found in more than once."""
    falling = [round(2 * 0.8**epoch, 4) for epoch in range(12)]
    stalling = [round(falling[-1] + 0.0001 * (epoch % 3), 4) for epoch in range(12)]
    creeping = [round(falling[-1] - 0.00001 * epoch, 6) for epoch in range(1, 9)]
    dropping = [round(0.1 - 0.01 * epoch, 4) for epoch in range(6)]
    return falling + stalling + creeping + dropping + [0.2] * 12


def content():
    losses = validation_losses()
    cases = []

    def add(name, schedule, make, warm_up=None, given=None):
        case = {"name": name, "learningRate": BASE, "schedule": schedule}
        if warm_up:
            case["warmUp"] = warm_up
        if given:
            case["losses"] = given
        cases.append(dict(case, rates=rates(make, given)))

    def step(size, gamma):
        return {"kind": "step", "every": size, "factor": gamma}, lambda o: schedules.StepLR(o, size, gamma)

    def exponential(gamma):
        return {"kind": "exponential", "factor": gamma}, lambda o: schedules.ExponentialLR(o, gamma)

    def cosine(epochs, minimum):
        return ({"kind": "cosine", "epochs": epochs, "minimum": minimum},
                lambda o: schedules.CosineAnnealingLR(o, epochs, eta_min=minimum))

    def plateau(factor, patience, threshold=1e-4, cooldown=0, minimum=0.0):
        spelled = {"kind": "reduce-on-plateau", "factor": factor, "patience": patience,
                   "threshold": threshold, "cooldown": cooldown, "minimum": minimum}
        return spelled, lambda o: schedules.ReduceLROnPlateau(
            o, factor=factor, patience=patience, threshold=threshold, cooldown=cooldown, min_lr=minimum)

    def warm(epochs, first, after):
        # torch's LinearLR goes from `first` at epoch 0 to 1 at epoch `epochs`; what follows starts there.
        return lambda o: schedules.SequentialLR(
            o, [schedules.LinearLR(o, start_factor=first, total_iters=epochs), after(o)], milestones=[epochs])

    add("constant", {"kind": "constant"}, lambda o: schedules.ConstantLR(o, factor=1.0, total_iters=1))
    add("step-10-half", *step(10, 0.5))
    add("step-7-tenth", *step(7, 0.1))
    add("exponential-0.9", *exponential(0.9))
    add("exponential-0.99", *exponential(0.99))
    add("cosine-50", *cosine(50, 0.0))
    add("cosine-50-minimum", *cosine(50, 0.001))
    add("plateau-defaults", *plateau(0.1, 10), given=losses)
    add("plateau-half-3", *plateau(0.5, 3), given=losses)
    add("plateau-cooldown", *plateau(0.5, 2, cooldown=2), given=losses)
    add("plateau-minimum", *plateau(0.2, 1, minimum=0.01), given=losses)
    add("plateau-threshold", *plateau(0.5, 2, threshold=0.05), given=losses)
    for first in (0.2, 0.01):
        spelled = {"epochs": 5, "first": first}
        add("warm-up-constant-%g" % first, {"kind": "constant"},
            lambda o: schedules.LinearLR(o, start_factor=first, total_iters=5), spelled)
        schedule, after = step(10, 0.5)
        add("warm-up-step-%g" % first, schedule, warm(5, first, after), spelled)
        schedule, after = exponential(0.9)
        add("warm-up-exponential-%g" % first, schedule, warm(5, first, after), spelled)
        schedule, after = cosine(45, 0.0)
        add("warm-up-cosine-%g" % first, schedule, warm(5, first, after), spelled)
    return {"epochs": EPOCHS, "cases": cases}

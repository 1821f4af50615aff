"""What the readers other than the tool say of a file: the Python reader, and the one of Fixtures/generator, which was
written from the specification alone and tells which rule is broken, by which error, in which field, at which byte."""

import json
import os
import re
import struct
import sys

from training import ROOT

sys.path.insert(0, os.path.join(ROOT, "spec", "readers", "python"))
sys.path.insert(0, os.path.join(ROOT, "Fixtures", "generator"))

import verify  # noqa: E402
import verify_checkpoint  # noqa: E402
import verify_network  # noqa: E402
from nnmodel import reader  # noqa: E402
from verify_network import Broken  # noqa: E402

LEVELS = ("container", "network", "checkpoint")
# What is asked of a file may take a program that does not check it anywhere.
SURPRISES = (KeyError, TypeError, ValueError, IndexError, AttributeError, ArithmeticError, RecursionError, struct.error)


class Judgement:
    """What the generator's reader says: the level at which a file is refused (None where at none), the defect (rule,
    error, field, offset), and of a container that opens its digest and header."""

    def __init__(self, data):
        self.level = self.defect = self.digest = self.header = None
        try:
            self.level = "container"
            self.header, raws = verify.read(data)
            content = {name: one for name, one in self.header.items() if name not in ("producer", "storage", "run")}
            self.digest = verify.digest(content, raws)
            self.level = "network"
            verify_network.check(self.header, raws)
            self.level = "checkpoint"
            verify_checkpoint.check(self.header, raws)
            self.level = None
        except Broken as found:
            self.defect = found.args

    def refuses(self, level):
        """Whether a reader of this level refuses it."""
        return self.level is not None and LEVELS.index(self.level) <= LEVELS.index(level)


def python_reader(data):
    """The digest; None where the file is refused."""
    try:
        return reader.load(data).digest
    except reader.FormatError:
        return None


class Passed(Exception):
    """A defect that is known already."""


def defects(data, most=60):
    """All that is wrong with a file, as far as it can be told: each defect is passed over in its turn, until nothing
    more is found, or what follows makes no sense. By §11 a file that has several may be refused for any of them."""
    found, told = [], set()
    modules = (verify, verify_network, verify_checkpoint)
    saved = [dict(vars(module)) for module in modules]

    def need(condition, *defect):
        if not condition and defect[1:] not in told:
            raise Broken(*defect)

    def bad(rule, error, field):
        need(False, rule, error, field, 64)
        raise Passed

    def apart(check, *arguments):
        try:
            check(*arguments)
        except (Passed, *SURPRISES):
            pass

    def parsed(raw):
        """Also what some parsers of JSON take: NaN and the infinities, control characters, single quotes, zeros before
        a number, a point without digits."""
        try:
            return saved[0]["parsed"](raw)
        except Broken as broken:
            need(False, *broken.args)
        text = re.sub(rb"(?<=[\[:,-])0+(?=\d)", b"", re.sub(rb"(?<=\d\.)(?!\d)", b"0", raw.replace(b"'", b'"')))
        return json.loads(text, strict=False, parse_constant=verify.Number, parse_int=verify.Number,
                          parse_float=verify.Number, object_pairs_hook=tuple)

    for module in modules:
        for other in (need, bad, apart, parsed):
            if other.__name__ in vars(module):
                setattr(module, other.__name__, other)
    try:
        while len(found) < most:
            judgement = Judgement(data)
            if judgement.defect is None or judgement.defect[1:] in told:
                break
            found.append(judgement.defect)
            told.add(judgement.defect[1:])
    except (Passed, *SURPRISES):
        pass
    finally:
        for module, names in zip(modules, saved):
            vars(module).update(names)
    return found

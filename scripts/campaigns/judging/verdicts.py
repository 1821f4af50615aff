"""What the tool says of many files at once: of each the fault that it tells, or that it has none."""

import json
import os
import re
import signal
import subprocess

import training
from training import need, surroundings

# What each error looks like in the tool's words (§11 has the names).
BOUNDS = r"(?s).* expected, .* found"
WORDS = {
    "not-a-model-file": r"not an nnmodel file.*", "unsupported-version": r"format version .*",
    "unsupported-feature": r"required feature .*", "truncated": r"the file is cut short: .*",
    "trailing-bytes": r"the file goes on after .*", "checksum-mismatch": r"damaged: checksum .*",
    "invalid-stream": r"not a valid zlib stream: .*", "invalid-json": r"invalid JSON: .*", "missing-member": r"missing",
    "unknown-member": r"unknown here", "unknown-word": r"unknown word .*", "invalid-name": r"not a valid name: .*",
    "duplicate-name": r"the name .* stands twice", "nonzero-padding": r"padding must be zero, .*",
    "wrong-type": r"(an object|an array|a string|a number|true or false|a value|an integer( from 0 to 2\^53 − 1)?"
                  r"|(16|64) lower-case hexadecimal digits) expected, .* found",
    # These four are told by their fields: no field has two of them.
    "out-of-range": BOUNDS, "limit-exceeded": BOUNDS, "invalid-value": BOUNDS, "inconsistent": BOUNDS,
}
FOREIGN = re.compile(r"an? [^:]*, not a model file; 'nnmodel save' makes a model file of it")
NO_NETWORK = "a bag of tensors: it holds no network, which is needed here"
UNSAFE = re.compile("[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def printable(text):
    """A text as the tool shows it in a line; what is no character is shown as U+FFFD."""
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)
    return UNSAFE.sub(lambda sign: SHORT.get(sign[0], "\\u{%x}" % ord(sign[0])), text)


def excerpt(text, most=120):
    """A field as the tool quotes it: of a long one both ends, and how long it is."""
    if len(text) <= most:
        return text
    return "%s…%s (%d bytes)" % (text[:50], text[-20:], len(text.encode()))


def tells(fault, defect):
    """Whether the tool's words for a fault tell of a defect (rule, error, field, offset)."""
    _, error, field, offset = defect
    if error == "not-a-model-file" and FOREIGN.fullmatch(fault) or field == "header.model" and fault == NO_NETWORK:
        return True
    place = f"byte {offset}, {printable(excerpt(field))}: "
    return fault.startswith(place) and re.fullmatch(WORDS[error], fault[len(place):]) is not None


class Crash(Exception):
    """The tool ended otherwise than it should: with its arguments and how it ended."""


def run(arguments, seconds=60):
    """Runs the tool: its lines on standard output, and those on standard error."""
    environment = {**surroundings(), "LC_ALL": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no"}
    try:
        done = subprocess.run([training.TOOL, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                              env=environment, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise Crash(f"does not end within {seconds} s") from None
    if done.returncode < 0:
        raise Crash(f"ended by {signal.Signals(-done.returncode).name}: {done.stderr.decode(errors='replace')[-300:]}")
    if done.returncode not in (0, 1, 65):
        raise Crash(f"exit {done.returncode}: {done.stderr.decode(errors='replace')[-300:]}")
    return done.stdout.decode().split("\n")[:-1], done.stderr.decode().split("\n")[:-1]


def of(command, files):
    """Of each file the line of JSON that the command prints, or the fault, a string."""
    output, errors = run([*command, "--json", *files])
    found = {}
    for line in output:
        told = json.loads(line)
        found[told["file"]] = told
    for line in errors:
        _, _, rest = line.partition("nnmodel: ")
        file, _, fault = rest.partition(": ")
        need(file in files and file not in found, f"{command[0]} says, of no file or twice of one: {line[:500]}")
        found[file] = fault
    need(len(found) == len(files), f"{command[0]} is silent about {sorted(set(files) - set(found))[:3]}")
    return found


def containers(files):
    """Of each file the fault, or None."""
    return {file: told if isinstance(told, str) else None for file, told in of(["verify"], files).items()}


def networks(files):
    """The same of files that open, read as networks; whether there are examples, and which, is not asked here."""
    sound = ("carries no examples", "its examples cannot be predicted")
    return {file: told if isinstance(told, str) and not told.startswith(sound) else None
            for file, told in of(["verify", "--predictions"], files).items()}


def checkpoints(directory):
    """The same of all checkpoints in a directory, by their names."""
    output, _ = run(["checkpoints", directory, "--json"])
    found = {}
    for told in map(json.loads, output):
        fault = told["fault"]
        found[os.path.basename(told["file"])] = fault and printable(fault.removeprefix(told["file"] + ": "))
    return found

"""What the campaigns share: the tool, small trainings, and what must hold of a directory of checkpoints."""

import contextlib
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

from processes import tracing

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = os.path.join(ROOT, "Fixtures", "data")
TEMPORARY = re.compile(r"\.nnmodel-[0-9]+-[0-9]+\.tmp")
NAME = os.path.basename(sys.argv[0])
TOOL = os.environ.get("NNMODEL_TOOL", "")


def fail(message):
    print(f"{NAME}: {message}", file=sys.stderr)
    sys.exit(1)


def need(condition, message):
    if not condition:
        fail(message)


def build():
    """Builds the tool, unless NNMODEL_TOOL names one."""
    global TOOL
    if not TOOL:
        subprocess.run(["make", "--silent", "build"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        TOOL = os.path.join(ROOT, ".build", "release", "nnmodel")
    TOOL = os.path.abspath(TOOL)
    return TOOL


@contextlib.contextmanager
def workplace(in_memory=False):
    """A directory of its own, gone afterwards, also where the campaign is stopped.

    In memory, if there is room, fsync costs nothing: for who does not ask what the disk of this machine does.
    """
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    memory = "/dev/shm"
    has_room = in_memory and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 1 << 30
    with tempfile.TemporaryDirectory(prefix="nnmodel-campaign-", dir=memory if has_room else None) as directory:
        yield os.path.realpath(directory)


def surroundings(kernel=None):
    """The environment, with the kernels of a tier, or the best ones."""
    environment = {key: value for key, value in os.environ.items() if key != "NNMODEL_KERNEL"}
    return {**environment, "NNMODEL_KERNEL": kernel} if kernel else environment


def tool(directory, *arguments, kernel=None):
    return subprocess.run([TOOL, *arguments], cwd=directory, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, env=surroundings(kernel))


def succeed(directory, *arguments, kernel=None):
    done = tool(directory, *arguments, kernel=kernel)
    need(done.returncode == 0, f"nnmodel {' '.join(arguments)}: exit {done.returncode}: {done.stderr.strip()}")
    return done


def digest(directory, file):
    return succeed(directory, "digest", file).stdout.split()[0]


def checkpoints(directory, run):
    """The checkpoints of a run, as the tool lists them; every byte of every one checked."""
    listing = succeed(directory, "checkpoints", run, "--json").stdout
    return [json.loads(line) for line in listing.splitlines()]


def whole_steps(directory, run, when):
    """The steps of the checkpoints there are; none may be damaged, and nothing else may have such a name."""
    found = checkpoints(directory, run)
    for entry in found:
        need(entry["fault"] is None, f"{when}: {entry['file']}: {entry['fault']}")
    files = [name for name in os.listdir(os.path.join(directory, run)) if not name.startswith(".nnmodel-")]
    need(len(files) == len(found), f"{when}: {run} holds {files}, but {len(found)} checkpoints are listed")
    return [entry["step"] for entry in found]


def temporaries(directory):
    return [name for name in os.listdir(directory) if TEMPORARY.fullmatch(name)]


def emptied(directory):
    shutil.rmtree(directory, ignore_errors=True)
    os.mkdir(directory)
    return directory


def killed(directory, arguments, saves):
    """Trains in a directory, and kills the training when it is about to put its save number `saves` in place."""
    renames = itertools.count(1)
    done = tracing.run([TOOL, *arguments], directory, lambda call: tracing.END
                       if call.name == "rename" and next(renames) == saves else tracing.PASS)
    need(done.was_killed, f"{' '.join(arguments)}: exit {done.code}: {done.error.strip()}")

"""Runs a program under limits, and tells how it ended and what memory it had at most.

The peak is the kernel's own of the program's memory, read as it is about to end (ptrace(2), proc(5)); wait4(2) would
tell that of the process that it was before execve, too. For Linux; needs no rights beyond those over one's own child.
"""

import ctypes
import os
import re
import resource
import signal
import tempfile
import threading

TRACEME, CONTINUE, SETOPTIONS = 0, 7, 0x4200
TRACEEXIT, EXITKILL = 0x40, 0x100000
EXIT_EVENT = signal.SIGTRAP | 6 << 8

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]


class Ended:
    """How a program ended: its exit code (below 0 for a signal, None where it took too long), what it printed, and the
    most memory that it had, resident and mapped, in bytes."""

    def __init__(self, code, output, error, resident, mapped):
        self.code, self.output, self.error = code, output, error
        self.resident, self.mapped = resident, mapped


def run(arguments, directory, limits=(), seconds=60, environment=None, stdin=os.devnull):
    """Runs a program; `limits` are pairs of a limit of resource and its value."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as error:
        child = os.fork()
        if child == 0:
            begin(arguments, directory, limits, environment, stdin, output, error)
        state = {"resident": 0, "mapped": 0, "is_late": False}

        def late():
            state["is_late"] = True
            os.kill(child, signal.SIGKILL)

        timer = threading.Timer(seconds, late)
        timer.start()
        try:
            status = follow(child, state)
        finally:
            timer.cancel()
        output.seek(0)
        error.seek(0)
        code = None if state["is_late"] else os.waitstatus_to_exitcode(status)
        return Ended(code, output.read(), error.read().decode(errors="replace"), state["resident"], state["mapped"])


def begin(arguments, directory, limits, environment, stdin, output, error):
    """In the child: becomes the program."""
    try:
        os.chdir(directory)
        os.dup2(os.open(stdin, os.O_RDONLY), 0)
        os.dup2(output.fileno(), 1)
        os.dup2(error.fileno(), 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        libc.ptrace(TRACEME, 0, None, None)
        for limit, value in limits:
            resource.setrlimit(limit, (value, value))
        os.execve(arguments[0], arguments, os.environ if environment is None else environment)
    except BaseException as error_of_ours:  # whatever it is, nothing of the parent may run here
        os.write(2, f"{arguments[0]}: {error_of_ours}".encode())
    finally:
        os._exit(127)


def follow(child, state):
    has_begun = False
    while True:
        _, status = os.waitpid(child, 0)
        if not os.WIFSTOPPED(status):
            return status
        number = os.WSTOPSIG(status)
        if not has_begun:
            has_begun, number = True, 0
            libc.ptrace(SETOPTIONS, child, None, TRACEEXIT | EXITKILL)
        elif status >> 8 == EXIT_EVENT:
            number = 0
            with open(f"/proc/{child}/status", encoding="ascii") as source:
                found = dict(re.findall(r"^(VmHWM|VmPeak):\s+(\d+) kB$", source.read(), re.M))
            state["resident"], state["mapped"] = (int(found.get(name, 0)) * 1024 for name in ("VmHWM", "VmPeak"))
        libc.ptrace(CONTINUE, child, None, number)

"""Runs a program and stands before each of its system calls that change files: lets it pass, refuses it,
shortens it, or kills the program there.

By ptrace(2), as strace works, which counts the calls of every thread for itself: a kill "at the 12th
openat" is then never one of the first eleven of a second thread. Here the calls of all threads are one
sequence. For x86-64, whose registers it writes; needs no rights beyond those over one's own child.
"""

import ctypes
import os
import platform
import signal
import struct
import tempfile

IS_SUPPORTED = platform.machine() == "x86_64" and hasattr(signal, "SIGKILL")

# Number, name, which argument is a descriptor (or None), which are paths; x86-64.
CALLS = {
    1: ("write", 0, ()), 3: ("close", 0, ()), 18: ("pwrite64", 0, ()), 73: ("flock", 0, ()),
    74: ("fsync", 0, ()), 75: ("fdatasync", 0, ()), 77: ("ftruncate", 0, ()), 82: ("rename", None, (0, 1)),
    83: ("mkdir", None, (0,)), 86: ("link", None, (0, 1)), 87: ("unlink", None, (0,)),
    88: ("symlink", None, (1,)), 90: ("chmod", None, (0,)), 91: ("fchmod", 0, ()),
    231: ("exit_group", None, ()), 257: ("openat", None, (1,)), 258: ("mkdirat", None, (1,)),
    263: ("unlinkat", None, (1,)), 264: ("renameat", None, (1, 3)), 316: ("renameat2", None, (1, 3)),
}
O_CREAT, LOCK_UN = 0o100, 8

TRACEME, POKEUSER, SYSCALL, SETOPTIONS, GET_SYSCALL_INFO = 0, 6, 24, 0x4200, 0x420E
TRACESYSGOOD, TRACECLONE, EXITKILL = 1, 8, 0x100000
ALL_THREADS = 0x40000000
RDX, RAX, ORIG_RAX = 8 * 12, 8 * 10, 8 * 15

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long


def ptrace(request, task, address=0, data=0):
    if libc.ptrace(request, task, address, data) < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


class Call:
    """A system call that is about to be made."""

    def __init__(self, task, number, arguments):
        self.task, self.arguments = task, arguments
        self.name, self.descriptor, self.path_arguments = CALLS[number]
        # A file that does not close was flushed before, and a lock goes with it; what cannot be looked at,
        # to be removed, stays.
        self.may_be_refused = (self.name == "close" or self.name == "flock" and arguments[1] & LOCK_UN != 0
                               or self.name == "openat" and not arguments[2] & O_CREAT)

    def paths(self):
        """What it is about, as far as that has names."""
        if self.descriptor is not None:
            try:
                return [os.readlink(f"/proc/{self.task}/fd/{self.arguments[self.descriptor]}")]
            except OSError:
                return []
        base = os.readlink(f"/proc/{self.task}/cwd")
        return [os.path.join(base, self.text(self.arguments[index])) for index in self.path_arguments]

    def text(self, address):
        with open(f"/proc/{self.task}/mem", "rb", 0) as memory:
            memory.seek(address)
            page = 4096 - address % 4096
            data = memory.read(page)
            if b"\0" not in data:
                data += memory.read(4096)
        return os.fsdecode(data[:data.index(b"\0")])


# What may become of a call; an error number refuses it.
PASS, END, SHORTEN = None, "kill", "shorten"


class Outcome:
    def __init__(self, code, output, error):
        self.code, self.output, self.error = code, output, error
        self.was_killed = code == -signal.SIGKILL


def run(arguments, directory, decide):
    """Runs a program; `decide` is asked before each call, and answers PASS, END, SHORTEN or an error number."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as error:
        child = os.fork()
        if child == 0:
            try:
                os.chdir(directory)
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                os.dup2(output.fileno(), 1)
                os.dup2(error.fileno(), 2)
                ptrace(TRACEME, 0)
                os.execv(arguments[0], arguments)
            except OSError as error_of_ours:
                os.write(2, f"{arguments[0]}: {error_of_ours}".encode())
            finally:
                os._exit(127)
        status = follow(child, decide)
        output.seek(0)
        error.seek(0)
        return Outcome(os.waitstatus_to_exitcode(status), output.read().decode(), error.read().decode())


def follow(child, decide):
    known, pending = set(), {}
    while True:
        task, status = os.waitpid(-1, ALL_THREADS)
        if os.WIFEXITED(status) or os.WIFSIGNALED(status):
            if task == child:
                return status
            continue
        try:
            passed_on = stopped(child, task, status, known, pending, decide)
            if passed_on is not None:
                ptrace(SYSCALL, task, 0, passed_on)
        except ProcessLookupError:  # another thread has ended the process
            pass


def stopped(child, task, status, known, pending, decide):
    """A task has stopped; answers the signal to pass on, or None where the program was killed."""
    number = os.WSTOPSIG(status)
    if task not in known:
        known.add(task)
        if task == child:
            ptrace(SETOPTIONS, task, 0, TRACESYSGOOD | TRACECLONE | EXITKILL)
            return 0
        if number == signal.SIGSTOP:
            return 0
    if status >> 16:
        return 0
    if number != signal.SIGTRAP | 0x80:
        return number
    info = ctypes.create_string_buffer(88)
    ptrace(GET_SYSCALL_INFO, task, len(info), ctypes.addressof(info))
    if info.raw[0] == 2:
        if task in pending:
            ptrace(POKEUSER, task, RAX, (1 << 64) - pending.pop(task))
        return 0
    call, *rest = struct.unpack_from("<7Q", info.raw, 24)
    if call not in CALLS:
        return 0
    answer = decide(Call(task, call, rest))
    if answer == END:
        os.kill(child, signal.SIGKILL)  # before the call: a task that is being killed makes none
        return None
    if answer == SHORTEN:
        ptrace(POKEUSER, task, RDX, 1)
    elif answer is not PASS:
        ptrace(POKEUSER, task, ORIG_RAX, (1 << 64) - 1)
        pending[task] = answer
    return 0

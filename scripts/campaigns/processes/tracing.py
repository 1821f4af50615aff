"""Runs a program and stands before each of its system calls that change files, or that read them: lets it pass,
refuses it, shortens it, or kills the program there; and is told afterwards what came of it.

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
    1: ("write", 0, ()), 3: ("close", 0, ()), 18: ("pwrite64", 0, ()), 20: ("writev", 0, ()),
    40: ("sendfile", 0, ()), 73: ("flock", 0, ()), 74: ("fsync", 0, ()), 75: ("fdatasync", 0, ()),
    76: ("truncate", None, (0,)), 77: ("ftruncate", 0, ()), 82: ("rename", None, (0, 1)),
    83: ("mkdir", None, (0,)), 84: ("rmdir", None, (0,)), 85: ("creat", None, (0,)), 86: ("link", None, (0, 1)),
    87: ("unlink", None, (0,)), 88: ("symlink", None, (1,)), 90: ("chmod", None, (0,)), 91: ("fchmod", 0, ()),
    133: ("mknod", None, (0,)), 231: ("exit_group", None, ()), 257: ("openat", None, (1,)),
    258: ("mkdirat", None, (1,)), 259: ("mknodat", None, (1,)), 263: ("unlinkat", None, (1,)),
    264: ("renameat", None, (1, 3)), 265: ("linkat", None, (1, 3)), 266: ("symlinkat", None, (2,)),
    268: ("fchmodat", None, (1,)), 275: ("splice", 2, ()), 285: ("fallocate", 0, ()), 296: ("pwritev", 0, ()),
    306: ("syncfs", 0, ()), 316: ("renameat2", None, (1, 3)), 326: ("copy_file_range", 2, ()),
    328: ("pwritev2", 0, ()), 437: ("openat2", None, (1,)),
}
# Memory that is a file: read by no call, and where it is shared and may be written, changed by none.
MAPPING = {9: ("mmap", 4, ())}
READS = {
    0: ("read", 0, ()), 4: ("stat", None, (0,)), 5: ("fstat", 0, ()), 6: ("lstat", None, (0,)), 8: ("lseek", 0, ()),
    17: ("pread64", 0, ()), 19: ("readv", 0, ()), 21: ("access", None, (0,)), 89: ("readlink", None, (0,)),
    217: ("getdents64", 0, ()), 221: ("fadvise64", 0, ()), 257: ("openat", None, (1,)),
    262: ("newfstatat", None, (1,)), 267: ("readlinkat", None, (1,)), 269: ("faccessat", None, (1,)),
    295: ("preadv", 0, ()), 327: ("preadv2", 0, ()), 332: ("statx", None, (1,)),
    439: ("faccessat2", None, (1,)), **MAPPING,
}
O_CREAT, O_DIRECTORY, LOCK_UN = 0o100, 0o200000, 8

TRACEME, POKEUSER, SYSCALL, SETOPTIONS, GET_SYSCALL_INFO = 0, 6, 24, 0x4200, 0x420E
TRACESYSGOOD, TRACECLONE, EXITKILL = 1, 8, 0x100000
LEAVING = 2  # what GET_SYSCALL_INFO says at the end of a call
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

    def __init__(self, task, kind, arguments):
        self.task, self.arguments = task, arguments
        self.name, self.descriptor, self.path_arguments = kind
        # A file that does not close was flushed before, and a lock goes with it; what cannot be looked at,
        # to be removed, stays.
        self.may_be_refused = (self.name == "close" or self.name == "flock" and arguments[1] & LOCK_UN != 0
                               or self.name == "openat" and not arguments[2] & O_CREAT)

    def paths(self):
        """What it is about, as far as that has names."""
        if self.descriptor is not None:
            return self.opened(self.descriptor)
        base = os.readlink(f"/proc/{self.task}/cwd")
        paths = [(index, self.text(self.arguments[index])) for index in self.path_arguments]
        # fstat(2) is newfstatat of a descriptor and no name.
        return [path for index, text in paths
                for path in ([os.path.join(base, text)] if text else self.opened(index - 1))]

    def opened(self, index):
        """The name of the file whose descriptor an argument is."""
        try:
            return [os.readlink(f"/proc/{self.task}/fd/{self.arguments[index]}")]
        except OSError:
            return []

    def memory(self, address, count):
        """Bytes of the program's memory; fewer where it ends."""
        with open(f"/proc/{self.task}/mem", "rb", 0) as memory:
            memory.seek(address)
            return memory.read(count)

    def text(self, address):
        data = self.memory(address, 4096 - address % 4096)
        if b"\0" not in data:
            data += self.memory(address + len(data), 4096)
        return os.fsdecode(data[:data.index(b"\0")])


# What may become of a call; an error number refuses it.
PASS, END, SHORTEN, EMPTY = None, "kill", "shorten", "empty"


class Outcome:
    def __init__(self, code, output, error):
        self.code, self.output, self.error = code, output, error
        self.was_killed = code == -signal.SIGKILL


def run(arguments, directory, decide, ended=lambda call, result: None, calls=CALLS, seconds=120):
    """Runs a program; `decide` is asked before each of `calls`, and answers PASS, END, SHORTEN (to one byte), EMPTY
    (it is not made, and answers 0) or an error number; `ended` is told afterwards what the call answered.

    A program that is not done after so many seconds is killed by SIGALRM.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as error:
        child = os.fork()
        if child == 0:
            try:
                os.chdir(directory)
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                os.dup2(output.fileno(), 1)
                os.dup2(error.fileno(), 2)
                signal.alarm(seconds)
                ptrace(TRACEME, 0)
                os.execv(arguments[0], arguments)
            except OSError as error_of_ours:
                os.write(2, f"{arguments[0]}: {error_of_ours}".encode())
            finally:
                os._exit(127)
        status = Tracer(child, decide, ended, calls).follow()
        output.seek(0)
        error.seek(0)
        return Outcome(os.waitstatus_to_exitcode(status), output.read().decode(), error.read().decode())


class Tracer:
    """Follows one program, with all its threads, to its end."""

    def __init__(self, child, decide, ended, calls):
        self.child, self.decide, self.ended, self.calls = child, decide, ended, calls
        # The threads; the calls that they are in; what is to be answered for those that are not made.
        self.known, self.entered, self.answers = set(), {}, {}

    def follow(self):
        while True:
            task, status = os.waitpid(-1, ALL_THREADS)
            if os.WIFEXITED(status) or os.WIFSIGNALED(status):
                if task == self.child:
                    return status
                continue
            try:
                passed_on = self.stopped(task, status)
                if passed_on is not None:
                    ptrace(SYSCALL, task, 0, passed_on)
            except ProcessLookupError:  # another thread has ended the process
                pass

    def stopped(self, task, status):
        """A task has stopped; answers the signal to pass on, or None where the program was killed."""
        number = os.WSTOPSIG(status)
        if task not in self.known:
            self.known.add(task)
            if task == self.child:
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
        if info.raw[0] == LEAVING:
            self.leaves(task, struct.unpack_from("<q", info.raw, 24)[0])
            return 0
        number, *arguments = struct.unpack_from("<7Q", info.raw, 24)
        return self.enters(task, number, arguments) if number in self.calls else 0

    def enters(self, task, number, arguments):
        call = self.entered[task] = Call(task, self.calls[number], arguments)
        answer = self.decide(call)
        if answer == END:
            os.kill(self.child, signal.SIGKILL)  # before the call: a task that is being killed makes none
            return None
        if answer == SHORTEN:
            ptrace(POKEUSER, task, RDX, 1)
        elif answer is not PASS:
            ptrace(POKEUSER, task, ORIG_RAX, (1 << 64) - 1)
            self.answers[task] = 0 if answer == EMPTY else -answer
        return 0

    def leaves(self, task, result):
        if task in self.answers:
            result = self.answers.pop(task)
            ptrace(POKEUSER, task, RAX, result % (1 << 64))
        if call := self.entered.pop(task, None):
            self.ended(call, result)

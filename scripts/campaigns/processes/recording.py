"""What a command does to the files of a directory, call by call, for a replay of it."""

import os

from processes import tracing

MAP_SHARED, PROT_WRITE = 1, 2
O_TRUNC = 0o1000
SILENT = {"close", "flock", "exit_group", "fchmod", "chmod"}  # these change no bytes and no names


class Step:
    """One change or flush, and how many steps were done when it began: a flush covers those alone."""

    def __init__(self, kind, path, began, *more):
        self.kind, self.path, self.began, self.more = kind, path, began, more

    def __repr__(self):
        told = [f"{len(word)} bytes" if isinstance(word, bytes) else str(word) for word in self.more]
        return " ".join([self.kind, self.path, *told])


class Unknown(Exception):
    """A call changes files in a way that a replay does not know."""


class Recording:
    """The steps of a command that ran in a directory, in the order in which they were done."""

    def __init__(self, arguments, directory):
        self.directory, self.steps = directory, []
        self.began, self.unknown = {}, None
        self.outcome = tracing.run(arguments, directory, self.before, self.after,
                                   {**tracing.CALLS, **tracing.MAPPING})
        if self.unknown:
            raise Unknown(self.unknown)

    def before(self, call):
        """Notes of a call what only now can be known: its bytes, its names, and how far things are."""
        paths = [os.path.normpath(path) for path in call.paths()]
        inside = [os.path.relpath(path, self.directory) for path in paths
                  if path == self.directory or path.startswith(self.directory + "/")]
        # A file without a name does not come back.
        if not inside or call.name in SILENT or inside[0].endswith(" (deleted)"):
            return tracing.PASS
        arguments, more = call.arguments, ()
        kind = call.name.removesuffix("at") if call.name in ("renameat", "mkdirat", "unlinkat") else call.name
        if kind in ("write", "pwrite64"):
            offset = arguments[3] if kind == "pwrite64" else self.position(call)
            kind, more = "write", (offset, call.memory(arguments[1], arguments[2]))
        elif kind == "ftruncate":
            kind, more = "truncate", (arguments[1],)
        elif kind in ("fsync", "fdatasync"):
            kind = "flush"
        elif kind == "rename":
            more = (inside[1],)
        elif kind == "openat":
            exists = os.path.exists(os.path.join(self.directory, inside[0]))
            if arguments[2] & tracing.O_CREAT and not exists:
                kind = "create"
            elif arguments[2] & O_TRUNC:
                kind, more = "truncate", (0,)
            else:
                return tracing.PASS
        elif kind == "mmap":
            if not (arguments[2] & PROT_WRITE and arguments[3] & MAP_SHARED):
                return tracing.PASS
            self.unknown = f"{inside[0]} is changed through memory"
        elif kind not in ("mkdir", "unlink"):
            self.unknown = f"{call.name} of {inside[0]} is not known to the replay"
        self.began[call.task] = Step(kind, inside[0], len(self.steps), *more)
        return tracing.PASS

    def position(self, call):
        """Where a file stands that is written front to back."""
        with open(f"/proc/{call.task}/fdinfo/{call.arguments[0]}") as told:
            return int(told.readline().split()[1])

    def after(self, call, result):
        step = self.began.pop(call.task, None)
        if step is None or result < 0:
            return
        if step.kind == "write":
            offset, data = step.more
            step.more = (offset, data[:result])
        self.steps.append(step)

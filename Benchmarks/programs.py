"""The programs that measure: peers that stay, peers that run once, and our own."""

import atexit
import json
import os
import signal
import subprocess
import tempfile

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Peers")


class Missing(Exception):
    """Why a program cannot be asked."""


def environment(threads, **more):
    """A number of threads for every library; and none of the kernels that a machine's set-up may have chosen."""
    result = dict(os.environ, **more)
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        if name not in more:
            result.pop(name, None)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        result[name] = str(threads)
    return result


def last_line(text):
    """What a program said of its failure: the last line that names an error, or else the last line."""
    lines = [line.strip() for line in (text or "").splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()]
    return (errors or lines or ["no output"])[-1][:200]


class Once:
    """A program that takes rows as arguments, and ends."""

    def __init__(self, command):
        self.command = command

    def measure(self, row, threads):
        run = subprocess.run(self.command + ["--threads", str(threads), row], env=environment(threads), text=True,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)
        if run.returncode:
            raise Missing("%s: %s" % (os.path.basename(self.command[0]), last_line(run.stderr)))
        return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]

    def close(self):
        pass


class Script(Once):
    """A program that takes rows as arguments, and knows of one thread alone."""

    def measure(self, row, threads):
        if threads != 1:
            return []
        run = subprocess.run(self.command + [row], text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, timeout=300)
        if run.returncode:
            raise Missing(last_line(run.stderr))
        return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]


class Worker:
    """A peer that stays, one library and number of threads a process, and stands still while others run."""

    def __init__(self, command, threads, **more):
        self.threads = threads
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            command, env=environment(threads, **more), text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self.errors)
        atexit.register(self.process.kill)  # however this program ends, none stays behind
        line = self.process.stdout.readline()
        if not line:
            self.errors.seek(0)
            raise Missing(last_line(self.errors.read()))
        self.about = json.loads(line)
        self.process.send_signal(signal.SIGSTOP)

    def measure(self, row, threads):
        if threads != self.threads:
            return []
        self.process.send_signal(signal.SIGCONT)
        try:
            self.process.stdin.write(row + "\n")
            self.process.stdin.flush()
            answers = []
            while True:
                line = self.process.stdout.readline()
                if not line:
                    raise Missing("it ended in the middle of a row")
                if line == "\n":
                    break
                answers.append(json.loads(line))
        finally:
            self.process.send_signal(signal.SIGSTOP)
        for answer in answers:
            if "error" in answer:
                raise Missing(answer["error"])
        return answers

    def close(self):
        self.process.send_signal(signal.SIGCONT)
        self.process.stdin.close()
        self.process.wait(timeout=60)


def compiled(work, name, sources, flags, libraries):
    """Builds a peer written in C; the command that runs it."""
    compiler = os.environ.get("CC", "cc")
    path = os.path.join(work, name)
    run = subprocess.run([compiler, *flags, "-o", path, *sources, *libraries, "-lm", "-lpthread"], text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if run.returncode:
        raise Missing("%s: %s" % (compiler, last_line(run.stdout)))
    return [path]

"""python3 -m nnmodel FILE, or python3 spec/readers/python/nnmodel FILE: the digest, and a line a tensor."""
import os
import pathlib
import sys

if not __package__:
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from nnmodel.reader import FormatError, load


def main(arguments):
    if len(arguments) != 1:
        print("usage: python3 -m nnmodel FILE", file=sys.stderr)
        return 64
    try:
        model = load(arguments[0])
    except (FormatError, OSError) as error:
        print(error, file=sys.stderr)
        return 65
    lines = [model.digest, *(f"{n} {t[0]} {[*t[1]]}" for n, t in model.tensors.items())]
    try:
        print("\n".join(lines), flush=True)
    except BrokenPipeError:  # the reader has had enough, as head does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

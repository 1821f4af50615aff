"""Every command that opens a model file, or a file of another format, each as a list of words in which FILE stands for
the file, OTHER for a small sound one, RUN for a directory in which it is a checkpoint, and OUT for what is written."""

FORMATS = ("safetensors", "npz", "npy", "json", "csv", "onnx", "toy-nn", "brain.js", "genann", "fann", "nnmodel")
MODEL = [
    ["verify", "FILE"], ["verify", "--predictions", "FILE"], ["inspect", "FILE"], ["inspect", "--json", "FILE"],
    ["inspect", "--statistics", "FILE"], ["digest", "FILE"], ["digest", "--model", "FILE"], ["load", "FILE"],
    *[["load", "FILE", "--format", word, "-o", "OUT"] for word in FORMATS], ["load", "FILE", "--tensor", "a"],
    ["predict", "FILE", "row.csv"], ["evaluate", "FILE", "row.csv"], ["diff", "FILE", "OTHER"],
    ["diff", "OTHER", "FILE"], ["diff", "FILE", "FILE"], ["recover", "FILE", "-o", "OUT"],
    ["edit", "FILE", "--set", "a=b", "-o", "OUT"], ["cast", "FILE", "--to", "f16", "-o", "OUT"],
    ["cast", "FILE", "--to", "f64", "-o", "OUT"], ["report", "FILE", "-o", "OUT.html"], ["plot", "FILE"],
    ["plot", "FILE", "-o", "OUT.svg"], ["save", "FILE", "-o", "OUT"], ["resume", "RUN"], ["checkpoints", "RUN"],
    ["checkpoints", "RUN", "--prune"],
]
FOREIGN = [
    ["save", "FILE", "-o", "OUT"], ["save", "FILE", "--activation", "relu,linear", "-o", "OUT"],
    ["save", "FILE", "--layers", "1", "-o", "OUT"], ["verify", "FILE"],
]
DATA = [
    ["predict", "OTHER", "FILE"], ["evaluate", "OTHER", "FILE"],
    ["train", "FILE", "--target", "y", "--epochs", "1", "-o", "OUT"],
]


def filled(words, **places):
    """The words of a command, with paths in place of the words in capitals."""
    for name, path in places.items():
        words = [word.replace(name, path) if word.startswith(name) else word for word in words]
    return words

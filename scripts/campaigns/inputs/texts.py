"""JSON texts that make as much as they can of their bytes: by themselves, and as headers of model files."""

from inputs import hostile

VALUES = {"ones": b"1", "objects": b"{}", "members": b'{"":1}', "arrays": b"[1]", "strings": b'""'}


def texts(size):
    """Pairs of a name and a text of about so many bytes; those with a blank are not canonical."""
    for name, value in VALUES.items():
        for spelling, blank in (("canonical", b""), ("spaced", b" ")):
            values = b",".join([value] * (size // (len(value) + 1)))
            yield f"{spelling}-{name}", b'{"tensors":[],"x":[' + blank + values + b"]}"


def model_file(text):
    """A file with such a header: with as many empty blocks in its stream as its values need (P9, H7)."""
    signs = sum(text.count(sign) for sign in (b",", b":", b"[", b"{"))
    stored = hostile.padded(text, max(signs // 4, len(text) // 64))
    return hostile.file(text, stored=stored)

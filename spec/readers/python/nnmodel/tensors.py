"""Tensors of NumPy and PyTorch, and the (dtype, shape, raw bytes) that files have."""
import sys

# The words of format.md §8 for the names of other packages' types.
WORDS = {
    "float64": "f64", "float32": "f32", "float16": "f16", "bfloat16": "bf16", "complex64": "c64", "bool": "bool",
    **{f"{sign}int{bits}": f"{sign or 'i'}{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)},
    "float8_e4m3fn": "f8_e4m3", "float8_e5m2": "f8_e5m2", "float8_e8m0fnu": "f8_e8m0",
    "float8_e4m3fnuz": "f8_e4m3fnuz", "float8_e5m2fnuz": "f8_e5m2fnuz",
}
NAMES = {word: name for name, word in WORDS.items()}


def raw(value):
    """What a file holds of an array, a tensor, a number, nested lists, or of what is (dtype, shape, bytes) already."""
    if isinstance(value, tuple) and len(value) == 3 and isinstance(value[2], (bytes, bytearray)):
        dtype, shape, data = value
        return dtype, tuple(shape), bytes(data)
    name = str(getattr(value, "dtype", ""))
    if name.startswith("torch."):
        import torch

        tensor = value.detach().cpu().contiguous()
        data = tensor.reshape(-1).view(torch.uint8).numpy().tobytes() if tensor.numel() else b""
        return word(name[6:]), tuple(tensor.shape), data
    import numpy

    array = numpy.asarray(value.numpy() if hasattr(value, "numpy") else value)
    if array.dtype.byteorder == ">" or array.dtype.byteorder == "=" and sys.byteorder == "big":
        array = array.astype(array.dtype.newbyteorder("<"))
    return word(array.dtype.name), array.shape, array.tobytes()


def word(name):
    if name not in WORDS:
        raise TypeError(f"no element type of the format for {name}; known are {', '.join(WORDS)}")
    return WORDS[name]


def arrays(model):
    """The tensors of what load() gave, as NumPy arrays by name; bf16 and 8-bit floats need the package ml_dtypes."""
    import numpy

    def array(dtype, shape, data):
        name = NAMES[dtype]
        if dtype == "bf16" or dtype.startswith("f8"):
            import ml_dtypes

            return numpy.frombuffer(data, getattr(ml_dtypes, name)).reshape(shape)
        return numpy.frombuffer(data, numpy.dtype(name).newbyteorder("<")).reshape(shape)

    return {name: array(*tensor) for name, tensor in model.tensors.items()}

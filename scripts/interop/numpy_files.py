"""NumPy reads what the tool writes for it, and the tool what NumPy writes: equal to the bit.

Run: numpy_files.py TOOL DIRECTORY, in an environment with NumPy 1.20 or later; files are written to DIRECTORY.

Every file of Fixtures/v1 is unpacked by `TOOL load FILE -o FILE.npz`; its tensors are read from the model file by the
reader in spec/readers/python, and from the archive by NumPy. Then arrays of every type, order of bytes and order of
dimensions are saved by NumPy, packed by `TOOL save`, and read from the model file.
"""

import pathlib
import subprocess
import sys
import zipfile

import numpy

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "spec/readers/python"))
import nnmodel  # noqa: E402

TYPES = {"f64": "<f8", "f32": "<f4", "f16": "<f2", "i64": "<i8", "i32": "<i4", "i16": "<i2", "i8": "|i1", "u64": "<u8",
         "u32": "<u4", "u16": "<u2", "u8": "|u1", "bool": "|b1", "c64": "<c8"}
# Bits of the fraction, bias, and whether the last exponent is IEEE 754's, of floats of 8 bits with a sign.
FLOAT8 = {"f8_e4m3": (3, 7, False), "f8_e5m2": (2, 15, True), "f8_e4m3fnuz": (3, 8, False),
          "f8_e5m2fnuz": (2, 16, False)}


def float8(bits, dtype):
    """What a byte stands for in a type of 8 bits."""
    if dtype == "f8_e8m0":
        return numpy.nan if bits == 255 else 2.0 ** (bits - 127)
    fraction, bias, is_ieee = FLOAT8[dtype]
    exponent, rest = (bits & 127) >> fraction, bits & 2**fraction - 1
    if dtype.endswith("fnuz"):
        if bits == 128:
            return numpy.nan
    elif is_ieee and exponent == 31:
        return numpy.nan if rest else (-numpy.inf if bits & 128 else numpy.inf)
    elif not is_ieee and bits & 127 == 127:
        return numpy.nan
    value = (rest + (2**fraction if exponent else 0)) * 2.0 ** (max(exponent, 1) - bias - fraction)
    return -value if bits & 128 else value


def expected(dtype, shape, raw):
    """The array that NumPy should read; of types that it does not have, as f4."""
    if dtype in TYPES:
        return numpy.frombuffer(raw, TYPES[dtype]).reshape(shape)
    if dtype == "bf16":
        return (numpy.frombuffer(raw, "<u2").astype("<u4") << 16).view("<f4").reshape(shape)
    table = numpy.array([float8(bits, dtype) for bits in range(256)], "<f4")
    return table[numpy.frombuffer(raw, "|u1")].reshape(shape)


def is_same(found, wanted, is_exact=True):
    if found.dtype != wanted.dtype or found.shape != wanted.shape:
        return False
    if is_exact:
        return found.tobytes() == wanted.tobytes()
    # There are many ways of being no number, and no rule for which of them a wider type gets.
    word = f"u{found.dtype.itemsize}"
    numbers = ~numpy.isnan(wanted)
    return numpy.array_equal(numpy.isnan(found), ~numbers) and numpy.array_equal(
        found.view(word)[numbers] if found.shape else found, wanted.view(word)[numbers] if found.shape else wanted)


def is_writable(name):
    return not (name.startswith("/") or "\\" in name or ".." in name.split("/"))


def check_unpacked(tool, model, output):
    """Compares what the tool unpacks with what the model file holds; tells how many tensors there were."""
    tensors = nnmodel.load(model).tensors
    run = subprocess.run([tool, "load", str(model), "-o", str(output), "--force"], capture_output=True, text=True)
    if not all(map(is_writable, tensors)):
        assert run.returncode != 0 and not output.exists(), f"{model}: a name that no archive should have was written"
        return 0
    assert run.returncode == 0, f"{model}: {run.stderr}"
    with zipfile.ZipFile(output) as archive:
        assert archive.testzip() is None, f"{model}: a checksum is wrong"
        assert all(member.date_time == (1980, 1, 1, 0, 0, 0) for member in archive.infolist()), f"{model}: dates"
    with numpy.load(output, allow_pickle=False) as arrays:
        assert arrays.files == list(tensors), f"{model}: {arrays.files} are not its tensors"
        for name, (dtype, shape, raw) in tensors.items():
            same = is_same(arrays[name], expected(dtype, shape, raw), is_exact=not dtype.startswith("f8"))
            assert same, f"{model}: tensor {name} is not the same"
    return len(tensors)


def arrays():
    """Arrays of every type and order, of bits by chance."""
    drawn = numpy.random.default_rng(1)
    for word in TYPES.values():
        for order in "<>":
            dtype = numpy.dtype(word).newbyteorder(order)
            for shape in [(), (0,), (3, 0), (7,), (5, 6), (2, 3, 4)]:
                raw = drawn.integers(0, 256, numpy.prod(shape, dtype=int) * dtype.itemsize, dtype="u1")
                array = (raw % 2 if dtype.kind == "b" else raw).view(dtype).reshape(shape)
                name = f"{word[1:]}/{'big' if order == '>' else 'little'}/{'x'.join(map(str, shape))}"
                yield name, array
                yield name + "/fortran", numpy.asarray(array, order="F")


def check_packed(tool, folder):
    """Compares what the tool packs with what NumPy saved; tells how many arrays there were."""
    saved = dict(arrays())
    for write in (numpy.savez, numpy.savez_compressed):
        source, model = folder / f"{write.__name__}.npz", folder / f"{write.__name__}.nnmodel"
        write(source, **saved)
        subprocess.run([tool, "save", str(source), "-o", str(model), "--force", "--quiet"], check=True)
        tensors = nnmodel.load(model).tensors
        assert list(tensors) == list(saved), f"{source}: the names are not the same"
        for name, array in saved.items():
            dtype, shape, raw = tensors[name]
            wanted = numpy.ascontiguousarray(array).reshape(array.shape).astype(array.dtype.newbyteorder("<"))
            assert is_same(expected(dtype, shape, raw), wanted), f"{source}: array {name} is not the same"
    return 2 * len(saved)


def main(tool, folder):
    models = sorted((ROOT / "Fixtures/v1").glob("*.nnmodel"))
    unpacked = sum(check_unpacked(tool, model, folder / f"{model.stem}.npz") for model in models)
    packed = check_packed(tool, folder)
    print(f"numpy {numpy.__version__}: {unpacked} tensors of {len(models)} files unpacked, {packed} arrays packed: equal")
    return 0 if unpacked and packed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2])))

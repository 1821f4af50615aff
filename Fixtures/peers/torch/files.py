"""Writes the small .pt files of this folder, and beside each that is to be read what PyTorch reads from it.

    python3 Fixtures/peers/torch/files.py

PyTorch 2.13.0. `NAME.pt.json` has, for each tensor, PyTorch's name of its type, its shape, and its bytes in
hexadecimal, row by row and little-endian; and the text that is expected as metadata. `float8.json` has the 256 values
of each type of 8 bits, as float32.
"""
import io
import json
import pathlib
import zipfile

import torch

HERE = pathlib.Path(__file__).parent
TYPES = """float64 float32 float16 bfloat16 float8_e4m3fn float8_e5m2 float8_e8m0fnu float8_e4m3fnuz float8_e5m2fnuz
    int64 int32 int16 int8 uint64 uint32 uint16 uint8 bool complex64""".split()


def noise(dtype, *shape, generator=torch.Generator().manual_seed(1)):
    count = torch.Size(shape).numel() * torch.empty(0, dtype=dtype).element_size()
    data = torch.randint(0, 256, (count,), generator=generator, dtype=torch.uint8)
    return (data % 2 if dtype == torch.bool else data).view(dtype).reshape(shape)


def expected(tensor):
    data = tensor.detach().contiguous().reshape(-1)
    data = data.view(torch.uint8).numpy().tobytes() if data.numel() else b""
    return {"dtype": str(tensor.dtype)[6:], "shape": list(tensor.shape), "bytes": data.hex()}


def write(name, content, tensors=None, metadata=None, **options):
    torch.save(content, HERE / f"{name}.pt", **options)
    if tensors is None:
        return
    text = {"tensors": {key: expected(value) for key, value in tensors.items()}, "metadata": metadata or {}}
    (HERE / f"{name}.pt.json").write_text(json.dumps(text, indent=1) + "\n")


def views():
    matrix = noise(torch.float32, 6, 8)
    words = noise(torch.int16, 2, 3, 4)
    return {
        "whole": matrix, "transposed": matrix.t(), "sliced": matrix[1:5:2, ::3], "row": matrix[2],
        "column": matrix[:, 3], "one": matrix[4, 4], "permuted": words.permute(2, 0, 1), "turned": words.transpose(0, 2),
        "expanded": noise(torch.int64, 3, 1).expand(3, 4), "repeated": torch.ones(1).expand(2, 3),
        "overlapping": matrix.as_strided((3, 4), (2, 1), 5), "none": matrix[:0], "scalar": torch.tensor(2.5),
    }


def checkpoint():
    torch.manual_seed(2)
    model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.ReLU(), torch.nn.Linear(2, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    model(torch.ones(1, 3)).sum().backward()
    optimizer.step()
    state = optimizer.state_dict()
    state["param_groups"] = [{"lr": 0.01, "betas": (0.9, 0.999), "amsgrad": False, "fused": None, "params": [0, 1, 2, 3]}]
    content = {
        "model": model.state_dict(), "optimizer": state, "epoch": 3, "note": "größer", "seed": 2**63,
        "dtype": torch.float32, "shape": torch.Size([1, 3]), "tied": [model[0].weight, model[0].weight],
    }
    tensors = {f"model.{name}": value for name, value in model.state_dict().items()}
    for index, values in state["state"].items():
        tensors |= {f"optimizer.state.{index}.{name}": value for name, value in values.items()}
    tensors |= {"tied.0": model[0].weight, "tied.1": model[0].weight}
    metadata = {
        "epoch": "3", "note": "größer", "seed": "9223372036854775808", "dtype": "torch.float32", "shape": "[1, 3]",
        "optimizer.param_groups.0.lr": "0.01", "optimizer.param_groups.0.betas": "[0.9, 0.999]",
        "optimizer.param_groups.0.amsgrad": "False", "optimizer.param_groups.0.fused": "None",
        "optimizer.param_groups.0.params": "[0, 1, 2, 3]",
    }
    return content, tensors, metadata


def big_endian(name, source):
    """A file as a big-endian machine writes it: the elements of every storage turned round. PyTorch reads it so."""
    content = torch.load(HERE / f"{source}.pt")
    output = HERE / f"{name}.pt"
    units = [4 if value.dtype == torch.complex64 else value.element_size() for value in content.values()]
    with zipfile.ZipFile(HERE / f"{source}.pt") as old, zipfile.ZipFile(output, "w") as new:
        for member in old.namelist():
            data = old.read(member)
            if "/data/" in member:
                unit = units[int(member.rsplit("/", 1)[1])]
                data = b"".join(data[at : at + unit][::-1] for at in range(0, len(data), unit))
            if member.endswith("/byteorder"):
                data = b"big"
            new.writestr(zipfile.ZipInfo(member), data)
    again = torch.load(output)
    assert all(expected(again[key]) == expected(value) for key, value in content.items())
    (HERE / f"{name}.pt.json").write_text((HERE / f"{source}.pt.json").read_text())


def main():
    types = {name: noise(getattr(torch, name), 2, 2) for name in TYPES}
    write("every_dtype", types, types)
    # Of types that have come later, PyTorch does not know how large an element is when it turns storages round.
    old = {name: noise(getattr(torch, name), 2, 2) for name in TYPES if not name.startswith(("uint", "float8"))}
    write("little_endian", old, old)
    big_endian("big_endian", "little_endian")
    for protocol in (2, 5):
        content = views()
        write(f"views_protocol_{protocol}", content, content, pickle_protocol=protocol)
    content, tensors, metadata = checkpoint()
    write("checkpoint", content, tensors, metadata)
    parameter = {"p": torch.nn.Parameter(torch.arange(3.0))}
    write("parameter", parameter, parameter)
    write("alone", torch.arange(4.0), {"alone": torch.arange(4.0)})
    write("bad_module", torch.nn.Linear(2, 1))
    write("bad_old_format", torch.nn.Linear(2, 1).state_dict(), _use_new_zipfile_serialization=False)
    write("bad_conjugated", {"a": torch.zeros(2, dtype=torch.complex64).conj()})
    write("bad_sparse", {"a": torch.eye(2).to_sparse()})
    write("bad_complex128", {"a": torch.zeros(2, dtype=torch.complex128)})
    torch.jit.script(torch.nn.Linear(2, 1)).save(HERE / "bad_torchscript.pt")
    values = {}
    for name in (name for name in TYPES if name.startswith("float8")):
        widened = torch.arange(256, dtype=torch.uint8).view(getattr(torch, name)).to(torch.float32)
        values[name] = expected(widened)["bytes"]
    (HERE / "float8.json").write_text(json.dumps(values, indent=1) + "\n")


main()

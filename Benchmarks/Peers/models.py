"""Networks of sigmoids as the files of several programs. usage: models.py FORMAT PATH WIDTH…"""

import sys

import numpy


def parameters(widths):
    generator = numpy.random.default_rng(0)
    return {name + str(layer): generator.random((a, b) if name == "w" else b, dtype=numpy.float32) - numpy.float32(0.5)
            for layer, (a, b) in enumerate(zip(widths, widths[1:])) for name in "wb"}


def onnx_bytes(widths, tensors, activation, last=None):
    from onnx import TensorProto, helper, numpy_helper
    nodes, x, count = [], "x", len(widths) - 1
    for layer in range(count):
        function = last if layer == count - 1 else activation
        y = "y" if layer == count - 1 else "h%d" % layer
        sums = "s%d" % layer if function else y
        nodes.append(helper.make_node("Gemm", [x, "w%d" % layer, "b%d" % layer], [sums]))
        if function:
            nodes.append(helper.make_node(function, [sums], [y]))
        x = y
    graph = helper.make_graph(
        nodes, "network", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", widths[0]])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", widths[-1]])],
        initializer=[numpy_helper.from_array(array, name) for name, array in tensors.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    return model.SerializeToString()


def save(kind, path, widths):
    tensors = parameters(widths)
    if kind == "npz":
        numpy.savez(path, **tensors)
    elif kind == "safetensors":
        from safetensors.numpy import save_file
        save_file(tensors, path)
    elif kind == "onnx":
        with open(path, "wb") as output:
            output.write(onnx_bytes(widths, tensors, "Sigmoid", "Sigmoid"))
    elif kind == "h5":
        import h5py
        with h5py.File(path, "w") as output:
            for name, array in tensors.items():
                output[name] = array
    elif kind == "pt":
        import torch
        torch.save({name: torch.from_numpy(array) for name, array in tensors.items()}, path)


if __name__ == "__main__":
    save(sys.argv[1], sys.argv[2], [int(one) for one in sys.argv[3:]])

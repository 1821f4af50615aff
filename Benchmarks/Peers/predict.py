"""Loads a network of two layers and predicts one row, as a process of its own. usage: predict.py FORMAT PATH WIDTH"""

import sys

kind, path, width = sys.argv[1], sys.argv[2], int(sys.argv[3])
if kind == "onnx":
    import numpy
    import onnxruntime
    print(onnxruntime.InferenceSession(path).run(None, {"x": numpy.ones((1, width), numpy.float32)}))
elif kind == "pt":
    import torch
    t = torch.load(path, weights_only=True)
    print(torch.sigmoid(torch.sigmoid(torch.ones(1, width) @ t["w0"] + t["b0"]) @ t["w1"] + t["b1"]))
else:
    import numpy
    if kind == "npz":
        t = numpy.load(path)
    elif kind == "safetensors":
        from safetensors.numpy import load_file
        t = load_file(path)
    elif kind == "h5":
        import h5py
        file = h5py.File(path)
        t = {name: file[name][()] for name in file}

    def sigmoid(z):
        return 1 / (1 + numpy.exp(-z))

    print(sigmoid(sigmoid(numpy.ones((1, width), numpy.float32) @ t["w0"] + t["b0"]) @ t["w1"] + t["b1"]))

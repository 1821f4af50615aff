"""nnmodel files in Python: load(path) reads one, save(path, model) writes one.

What is saved may be a network of PyTorch, Keras or scikit-learn, or any tensors by name. Neither of these packages, nor
NumPy, is needed unless its own things are handed over.
"""
from .tensors import arrays
from .models import Network, network
from .reader import FormatError, load
from .writer import save

__all__ = ["FormatError", "Network", "arrays", "load", "network", "save"]

"""HDF5 by h5py: plain, and with gzip at levels 1 and 6 over shuffled bytes."""

import h5py
from saver import Saver, Variant, serve


def variant(**options):
    def save(tensors, path):
        with h5py.File(path, "w") as file:
            for name, tensor in tensors.items():
                file.create_dataset(name, data=tensor, **options)

    def load(path):
        with h5py.File(path, "r") as file:
            return {name: file[name][()] for name in file}

    return Variant(save, load)


variants = {"h5py": variant()}
for level in (1, 6):
    variants["h5py gzip%d+shuffle" % level] = variant(compression="gzip", compression_opts=level, shuffle=True)
serve("h5py", h5py.__version__, "HDF5 " + h5py.version.hdf5_version, Saver(variants).answer)

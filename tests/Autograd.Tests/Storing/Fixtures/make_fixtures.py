"""Makes the files beside this one, which the tests read: python3 make_fixtures.py (needs numpy)."""

import gzip
import os
import struct

import numpy

import safetensors_file

HERE = os.path.dirname(os.path.abspath(__file__))


def path(name):
    return os.path.join(HERE, name)


# Numbers that every type holds: what is read must be these, in any type.
small = numpy.array([[0, 1, 2], [3, 5, 100]])
odd_names = {"": 1.0, "a.b/c d": 2.0, "größe\u4e2d\U0001f600": 3.0, "quote\"back\\slash": 4.0}

safetensors_file.write(path("types.safetensors"), {
    **{name: (name, small % 2 if name == "BOOL" else small) for name in safetensors_file.TYPES},
    "empty": ("F32", numpy.zeros((2, 0, 3))),
    "scalar": ("F64", numpy.float64(0.1)),
    "special": ("F32", numpy.array([-0.0, numpy.inf, -numpy.inf, numpy.nan, 1e-45, 3.4028235e38])),
    "half": ("F16", numpy.array([65504, 6e-8, -0.333251953125, numpy.inf])),
    "brain": ("BF16", numpy.array([1e38, -0.5, 3.140625, numpy.nan])),
}, {"made by": "numpy", "größe": "line\nbreak"})
safetensors_file.write(path("names.safetensors"), {name: ("F64", numpy.float64(value)) for name, value in odd_names.items()})
safetensors_file.write(path("written.safetensors"), {
    "a.weight": ("F32", numpy.array([[1, -2.5], [3e-40, 4]])), "b": ("F32", numpy.float32(7)), "c": ("F32", numpy.zeros((0, 4))),
}, {"epoch": "3", "note": "größe <&> 'x'"})

numpy.savez(path("types.npz"), **{
    "bool": small % 2 == 1,
    **{dtype: small.astype(dtype) for dtype in ("u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8")},
    **{"big_" + dtype: small.astype(">" + dtype) for dtype in ("u2", "i4", "u8", "f2", "f4", "f8")},
    "fortran": numpy.asfortranarray(numpy.arange(24.0).reshape(2, 3, 4)),
    "empty": numpy.zeros((2, 0, 3), "f4"),
    "scalar": numpy.array(0.1),
    "special": numpy.array([-0.0, numpy.inf, -numpy.inf, numpy.nan], "f4"),
})
numpy.savez_compressed(path("packed.npz"), **{name: numpy.array(value) for name, value in odd_names.items() if name},
                       zeros=numpy.zeros((100, 100)))
numpy.savez(path("refused_text.npz"), names=numpy.array(["a", "b"]))
numpy.savez(path("refused_complex.npz"), z=numpy.array([1j]))
numpy.savez(path("refused_record.npz"), r=numpy.array([(1, 2.0)], [("a", "i4"), ("b", "f8")]))
numpy.savez(path("refused_object.npz"), o=numpy.array([None, "x"], object))

# Numbers that were read by NumPy, so that nothing here has to be trusted twice.
images = (numpy.arange(3 * 4 * 5) % 256).astype(">u1").reshape(3, 4, 5)
labels = numpy.array([7, 0, 9], ">u1")


def idx(array):
    number = {"u1": 8, "i1": 9, "i2": 11, "i4": 12, "f4": 13, "f8": 14}[array.dtype.str[1:]]
    return struct.pack(">BBBB", 0, 0, number, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


for name, array in {"images": images, "labels": labels, "i1": numpy.array([-128, 127], ">i1"), "i2": numpy.array([-2, 300], ">i2"),
                    "i4": numpy.array([[-70000, 70000]], ">i4"), "f4": numpy.array([0.5, -1e30], ">f4"),
                    "f8": numpy.array(0.1, ">f8").reshape(())}.items():
    with open(path(f"{name}.idx"), "wb") as file:
        file.write(idx(array))
for name, content in {"images.idx.gz": idx(images), "table.csv.gz": b"x;y\r\n1;-2.5\r\n 3e2 ;0.1\r\n\r\n"}.items():
    with open(path(name), "wb") as file:
        file.write(gzip.compress(content, mtime=0))

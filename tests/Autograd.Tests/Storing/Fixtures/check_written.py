"""Opens what the library has written and compares it with what is expected of it: python3 check_written.py FOLDER (needs numpy)."""

import os
import sys

import numpy

import safetensors_file

folder = sys.argv[1]
expected = {
    "a.weight": numpy.array([[1, -2.5], [3e-40, 4]], "f4"), "größe\u4e2d\U0001f600/x y": numpy.float32(7), "empty": numpy.zeros((0, 4), "f4"),
    "special": numpy.array([-0.0, numpy.inf, -numpy.inf, numpy.nan], "f4"), "": numpy.array([2], "f4"),
    "cube": numpy.arange(24, dtype="f4").reshape(2, 3, 4),
}


def compare(kind, arrays, types):
    assert set(arrays) == set(expected), (kind, sorted(arrays), sorted(expected))
    for name, array in expected.items():
        read = arrays[name]
        assert read.dtype == types and read.shape == array.shape, (kind, name, read.dtype, read.shape)
        assert read.tobytes() == array.astype(types).tobytes(), (kind, name, read, array)
    print(kind, types, "agrees:", ", ".join(repr(name) for name in arrays))


for types in ("f4", "f8"):
    arrays, metadata = safetensors_file.read(os.path.join(folder, f"{types}.safetensors"))
    compare("safetensors", arrays, types)
    assert metadata == {"epoch": "3", "note": "größe\u4e2d <&> \"x\"\n"}, metadata
    with numpy.load(os.path.join(folder, f"{types}.npz")) as archive:
        compare("npz", {name: archive[name] for name in archive.files}, types)
        assert archive.zip.testzip() is None

arrays, metadata = safetensors_file.read(os.path.join(folder, "checkpoint.safetensors"))
print("checkpoint:", {name: array.shape for name, array in arrays.items()}, metadata)

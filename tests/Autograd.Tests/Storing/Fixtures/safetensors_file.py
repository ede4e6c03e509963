"""Reads and writes safetensors files, after the description of the format at https://github.com/huggingface/safetensors:
8 bytes that count those of a header, the header (JSON), the elements. For the tests only, and independent of the library."""

import json
import struct

import numpy

TYPES = {"BOOL": "?", "U8": "u1", "I8": "i1", "U16": "<u2", "I16": "<i2", "U32": "<u4", "I32": "<i4", "U64": "<u8", "I64": "<i8",
         "F16": "<f2", "BF16": "<u2", "F32": "<f4", "F64": "<f8"}


def read(path):
    """The arrays by name (those of type BF16 as the bits of a float), and the texts."""
    with open(path, "rb") as file:
        content = file.read()
    start = 8 + struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8:start].decode("utf-8"))
    metadata = header.pop("__metadata__", {})
    assert sum(end - begin for begin, end in (entry["data_offsets"] for entry in header.values())) == len(content) - start
    arrays = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        array = numpy.frombuffer(content[start + begin:start + end], TYPES[entry["dtype"]]).reshape(entry["shape"])
        arrays[name] = (array.astype("<u4") << 16).view("<f4") if entry["dtype"] == "BF16" else array
    return arrays, metadata


def write(path, arrays, metadata=None):
    """Arrays are given by name, each with its element type; BF16 is rounded toward zero."""
    header, body = ({"__metadata__": metadata} if metadata else {}), b""
    for name, (dtype, array) in arrays.items():
        array = numpy.asarray(array)
        array = (array.astype("<f4").view("<u4") >> 16).astype("<u2") if dtype == "BF16" else array.astype(TYPES[dtype])
        header[name] = {"dtype": dtype, "shape": list(array.shape), "data_offsets": [len(body), len(body) + array.nbytes]}
        body += array.tobytes()
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + body)

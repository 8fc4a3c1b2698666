"""Reading and writing .npz with struct and zipfile; an array is a list of bit patterns in C order."""

import ast
import math
import struct
import zipfile
from dataclasses import dataclass

MAGIC = b"\x93NUMPY"
DESCRIPTIONS = {"float64": "<f8", "float32": "<f4", "float16": "<f2", "bfloat16": "<u2", "int64": "<i8"}
CODES = {"<f8": "Q", "<f4": "I", "<f2": "H", "<u2": "H", "<i8": "q"}


@dataclass
class Array:
    dtype: str  # a key of DESCRIPTIONS
    shape: tuple
    bits: list  # patterns (values for int64), C order
    fortran: bool = False  # how it is stored in a file


def c_to_fortran(shape):
    """For each place in Fortran order, the index in C order."""
    places = [0]
    for axis, extent in enumerate(shape):
        stride = math.prod(shape[axis + 1:])
        places = [p + i * stride for i in range(extent) for p in places]
    return places


def write_npy(array):
    description = DESCRIPTIONS[array.dtype]
    bits = array.bits
    if array.fortran:
        bits = [bits[place] for place in c_to_fortran(array.shape)]
    header = repr({"descr": description, "fortran_order": array.fortran, "shape": tuple(array.shape)})
    padding = -(len(MAGIC) + 4 + len(header) + 1) % 64
    header = (header + " " * padding + "\n").encode("latin1")
    body = struct.pack(f"<{len(bits)}{CODES[description]}", *bits)
    return MAGIC + b"\x01\x00" + struct.pack("<H", len(header)) + header + body


def read_npy(data):
    if data[:6] != MAGIC:
        raise ValueError("not an npy file")
    size = "<H" if data[6] == 1 else "<I"
    start = 8 + struct.calcsize(size)
    (length,) = struct.unpack_from(size, data, 8)
    header = ast.literal_eval(data[start:start + length].decode("latin1"))
    description, shape = header["descr"], tuple(header["shape"])
    count = math.prod(shape)
    body = data[start + length:]
    code = CODES[description]
    if len(body) != count * struct.calcsize("<" + code):
        raise ValueError(f"{len(body)} bytes do not hold {count} elements of {description}")
    bits = list(struct.unpack(f"<{count}{code}", body))
    if header["fortran_order"]:
        ordered = [0] * count
        for pattern, place in zip(bits, c_to_fortran(shape)):
            ordered[place] = pattern
        bits = ordered
    dtype = {d: name for name, d in DESCRIPTIONS.items()}[description]
    return Array(dtype, shape, bits, header["fortran_order"])


def write_npz(path, arrays, compressed=False):
    method = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, array in arrays.items():
            archive.writestr(f"{name}.npy", write_npy(array))


def read_npz(path):
    arrays = {}
    with zipfile.ZipFile(path) as archive:
        if archive.testzip() is not None:
            raise ValueError(f"{path}: a member's checksum does not match")
        for member in archive.namelist():
            if not member.endswith(".npy"):
                raise ValueError(f"{path}: unexpected member {member}")
            if member[:-4] in arrays:
                raise ValueError(f"{path}: {member} appears twice")
            with archive.open(member) as stream:
                arrays[member[:-4]] = read_npy(stream.read())
    return arrays

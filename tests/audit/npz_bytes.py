"""Sound and hostile .npy and .npz bytes, with the standard library alone."""

import ast
import io
import struct
import zipfile

CODES = {"<f8": "d", "<f4": "f", "<f2": "e", "<u2": "H", "<i8": "q"}


def npy_header(descr, shape, fortran=False):
    text = f"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}"
    text += " " * (-(len(text) + 11) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode()


def npy(values, shape, descr="<f4", fortran=False):
    """An array of the given numbers, in file order."""
    return npy_header(descr, shape, fortran) + struct.pack(f"<{len(values)}{CODES[descr]}", *values)


def npz(members, compression=zipfile.ZIP_STORED):
    """An archive of (name, bytes) pairs; names may repeat."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name + ".npy"), data, compression)
    return buffer.getvalue()


def read_npz(path):
    """name -> (descr, shape, values) of a C-ordered archive."""
    arrays = {}
    with zipfile.ZipFile(path) as archive:
        for member in archive.namelist():
            data = archive.read(member)
            size = struct.unpack_from("<H", data, 8)[0]
            header = ast.literal_eval(data[10:10 + size].decode())
            code = CODES[header["descr"]]
            count = (len(data) - 10 - size) // struct.calcsize("<" + code)
            values = struct.unpack_from(f"<{count}{code}", data, 10 + size)
            arrays[member.removesuffix(".npy")] = (header["descr"], header["shape"], values)
    return arrays

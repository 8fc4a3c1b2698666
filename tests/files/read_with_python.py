#!/usr/bin/env python3
"""Reads the archives of npz_write_test.cc with Python's zipfile, and with numpy where it is installed."""

import ast
import math
import struct
import sys
import zipfile

EXPECTED = {
    "hi": ("<f8", (3,), "<3d", (1.5, -0.0, 1e-320)),
    "größe": ("<u2", (1, 2, 3), "<6H", (0x3C00, 0x7E00, 0, 1, 2, 3)),
    "count": ("<i8", (), "<q", (-7,)),
    "empty": ("<f4", (0, 4), "<", ()),
}


def check_npy(name, data):
    descr, shape, layout, values = EXPECTED[name]
    assert data[:8] == b"\x93NUMPY\x01\x00", data[:8]
    (length,) = struct.unpack_from("<H", data, 8)
    assert (10 + length) % 64 == 0, length
    header = ast.literal_eval(data[10 : 10 + length].decode("latin1"))
    assert header == {"descr": descr, "fortran_order": False, "shape": shape}, header
    assert struct.unpack(layout, data[10 + length :]) == values, name


def check_with_zipfile(path):
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None, path
        assert archive.namelist() == [name + ".npy" for name in EXPECTED], archive.namelist()
        for info in archive.infolist():
            assert info.date_time == (1980, 1, 1, 0, 0, 0), info
            check_npy(info.filename[: -len(".npy")], archive.read(info))


def check_with_numpy(path):
    try:
        import numpy
    except ImportError:
        return
    with numpy.load(path) as arrays:
        assert list(arrays) == list(EXPECTED), list(arrays)
        for name, (descr, shape, _, values) in EXPECTED.items():
            array = arrays[name]
            assert array.dtype.str == descr and array.shape == shape, name
            assert tuple(array.ravel().tolist()) == values, name
        assert math.copysign(1.0, arrays["hi"][1]) == -1.0


for file in sys.argv[1:]:
    check_with_zipfile(file)
    check_with_numpy(file)
assert len(sys.argv) > 1

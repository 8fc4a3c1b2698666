#!/usr/bin/env python3
"""Writes data/*.npz with numpy itself: every kind of archive and array that numpy makes.

Run in this folder; needs numpy. The result depends on numpy and zlib alone: every member is dated 1980-01-01.
"""

import io
import pathlib
import zipfile

import numpy as np

DATA = pathlib.Path(__file__).parent / "data"
X = np.arange(24, dtype="<f4").reshape(2, 3, 4)
WEIGHT = np.array([0.5, -2.0, np.inf], dtype="<f8")
CASE = {"x": X, "weight": WEIGHT}


class Pipe(io.RawIOBase):
    """A stream that cannot seek, so that zipfile writes data descriptors."""

    def __init__(self, file):
        self.file = file

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(data)


def npy_bytes(array, version=None):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version=version)
    return out.getvalue()


def write_members(path, members, *, method=zipfile.ZIP_STORED, comment=b"", force_zip64=False):
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.comment = comment
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            with archive.open(info, "w", force_zip64=force_zip64) as member:
                member.write(data)


def write_all_zip64(path):
    """Lowers zipfile's own limits, so that every size, offset and count moves to the ZIP64 fields."""
    kept = zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT
    zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = 0, 0
    try:
        np.savez(path, **CASE)
    finally:
        zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = kept


def archives():
    np.savez(DATA / "savez.npz", **CASE)
    np.savez_compressed(DATA / "savez_compressed.npz", **CASE)
    np.savez(DATA / "positional.npz", X, WEIGHT)
    np.savez(DATA / "none.npz")
    np.savez(DATA / "unicode_name.npz", **{"größe_μ": WEIGHT})
    for name, save in (("pipe", np.savez), ("pipe_compressed", np.savez_compressed)):
        with open(DATA / f"{name}.npz", "wb") as file:
            save(Pipe(file), **CASE)
    write_all_zip64(DATA / "all_zip64.npz")
    members = [(f"{name}.npy", npy_bytes(array)) for name, array in CASE.items()]
    write_members(DATA / "zipfile_plain.npz", members)
    write_members(DATA / "zipfile_deflated.npz", members, method=zipfile.ZIP_DEFLATED)
    write_members(DATA / "zipfile_comment.npz", members, comment=b"a comment")
    write_members(DATA / "bzip2.npz", members, method=zipfile.ZIP_BZIP2)
    write_members(DATA / "path.npz", [("../x.npy", npy_bytes(X))])
    write_members(DATA / "not_npy.npz", [("notes.txt", b"hello")])


def readable_arrays():
    kinds = {kind: np.array([1, 2, 3]).astype(kind)
             for kind in ("<f8", "<f4", "<f2", "<u2", "<i8", "<i4", "<i2", "<u8", "<u4", "|u1", "|i1")}
    np.savez(DATA / "dtypes.npz", **{kind[1:]: array for kind, array in kinds.items()})
    fortran = np.asfortranarray(np.arange(120, dtype="<f8").reshape(2, 3, 4, 5))
    np.savez(DATA / "fortran.npz", four=fortran, two=np.asfortranarray(X[0]),
             thin=np.asfortranarray(np.arange(3, dtype="<u2").reshape(1, 3, 1)),
             empty=np.asfortranarray(np.zeros((0, 3), "<f4")))
    np.savez(DATA / "shapes.npz", scalar=np.float64(2.5), empty=np.zeros(0, "<f4"),
             hollow=np.zeros((2, 0, 3), "<f2"), one=np.ones((1, 1, 1, 1, 1), "<f8"))
    for version in ((1, 0), (2, 0), (3, 0)):
        (DATA / f"version_{version[0]}.npy").write_bytes(npy_bytes(X, version))
    # Ranks whose headers end at every distance from the next multiple of 64.
    shapes = [(), (0,)] + [(1,) * rank + (1000,) for rank in range(24)] + [(1000,) + (1,) * 20]
    np.savez_compressed(DATA / "headers.npz", *[np.zeros(shape, "|u1") for shape in shapes])


def refused_arrays():
    refused = {
        "big_endian": X.astype(">f4"),
        "object": np.array([1, None], dtype=object),
        "structured": np.zeros(2, dtype=[("a", "<f4"), ("b", "<i8")]),
        "complex": np.zeros(2, "<c8"),
        "bool": np.zeros(2, "|b1"),
        "unicode": np.array(["one", "two"]),
        "bytes": np.array([b"one"]),
        "void": np.zeros(2, "|V4"),
        "date": np.zeros(2, "<M8[s]"),
        "longdouble": np.zeros(2, np.longdouble),
    }
    for name, array in refused.items():
        np.savez(DATA / f"refused_{name}.npz", x=array)


if __name__ == "__main__":
    DATA.mkdir(exist_ok=True)
    archives()
    readable_arrays()
    refused_arrays()

"""Runs `BINARY exact` on a case and names the first element, name, shape or dtype in which the answer differs."""

import os
import shlex
import subprocess

from .formats import FORMATS, decode
from .npz import read_npz, write_npz


def shown(bits, dtype):
    if dtype == "int64":
        return str(bits)
    fmt = FORMATS[dtype]
    value = decode(bits, fmt)
    text = value if isinstance(value, str) else f"{float(value)!r}"
    return f"0x{bits:0{fmt.width // 4}x} ({text})"


def first_difference(expected, got):
    """One line, or None where every array is the same bit for bit."""
    missing, unknown = sorted(set(expected) - set(got)), sorted(set(got) - set(expected))
    if missing or unknown:
        return f"arrays missing: {missing}, unexpected: {unknown}"
    for name, want in sorted(expected.items()):
        have = got[name]
        if (have.dtype, have.shape) != (want.dtype, want.shape):
            return f"{name}: expected {want.dtype} {want.shape}, got {have.dtype} {have.shape}"
        wrong = [i for i, pair in enumerate(zip(want.bits, have.bits)) if pair[0] != pair[1]]
        if wrong:
            i = wrong[0]
            return (f"{name}[{i}] of {want.shape}: expected {shown(want.bits[i], want.dtype)}, "
                    f"got {shown(have.bits[i], have.dtype)}; {len(wrong)} of {len(want.bits)} differ")
    return None


def answer(binary, case, kind, folder):
    """(command line, arrays or None, the program's words on stderr)."""
    source, target = os.path.join(folder, "case.npz"), os.path.join(folder, f"exact-{kind}.npz")
    if not os.path.exists(source):
        write_npz(source, case.arrays, case.compressed)
    command = [binary, "exact", "--in", source, "--out", target, *case.flags()]
    if kind is not None:
        command += ["--output-dtype", kind]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    line = shlex.join(command)
    if done.returncode != 0:
        return line, None, f"exit {done.returncode}: {done.stderr.strip()}"
    return line, read_npz(target), done.stderr.strip()


def difference(binary, case, expected, kind, folder):
    """None, or why the program's answer is not the expected one, with the command that repeats it."""
    line, got, words = answer(binary, case, kind, folder)
    reason = words if got is None else first_difference(expected[kind], got)
    return None if reason is None else f"{case.name}: {reason}\n    {line}"

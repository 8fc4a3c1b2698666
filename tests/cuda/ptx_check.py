"""What nvcc and ptxas made of the kernels: ptx_check.py [--narrow REGEX].. --chips sm_80 .. --objects FILE..

Exit 0 or 1, with one line per fault and the registers of every kernel. In the PTX that each object holds (nvcc's
--no-compress leaves it readable): no approximate or flushing instruction (but __frsqrt_rn's own, which a fixup follows),
every float operation rounded to nearest by name (an unqualified one may be fused by ptxas), no float atomics, no local
memory, and 128-bit global loads in every kernel that --narrow does not name. In OBJECT.ptxas, what `ptxas -v` said
(cmake/keep_ptxas_report.py): every kernel for every chip, no stack frame, no spills.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections import namedtuple

Function = namedtuple("Function", "name entry lines")  # lines: (number, text without comments)
Usage = namedtuple("Usage", "chip name registers")

FLOATS = {"f16", "f16x2", "bf16", "bf16x2", "f32", "f32x2", "f64", "tf32"}
ROUNDED = {"add", "sub", "mul", "fma", "div", "sqrt", "rcp"}
KNOWN_APPROXIMATION = "rsqrt.approx.ftz.f32"
BITS = {"b16": 16, "b32": 32, "u32": 32, "s32": 32, "f32": 32, "b64": 64, "u64": 64, "s64": 64, "f64": 64, "b128": 128}


def ptx_of(data):
    """The PTX texts in an object file: each runs from its .version to a zero byte."""
    return [match[0].decode() for match in re.finditer(rb"\.version \d[^\0]*", data)]


def functions_of(text):
    """The kernels and device functions of a PTX file that have a body."""
    found, name, entry, lines = [], None, False, None
    for number, line in enumerate(text.splitlines(), 1):
        line = line.split("//")[0].strip()
        head = re.match(r"(?:\.\w+ )*\.(entry|func)\s+(?:\([^)]*\)\s*)?([\w$]+)", line)
        if head and lines is None:
            name, entry = head[2], head[1] == "entry"
        elif line == "{" and name and lines is None:
            lines = []
        elif line == "}" and lines is not None and not nested(lines):
            found.append(Function(name, entry, lines))
            name, lines = None, None
        elif lines is not None and line:
            lines.append((number, line))
    return found


def nested(lines):
    return sum(line.count("{") - line.count("}") for _, line in lines if re.fullmatch(r"[{}]", line)) > 0


def opcode_of(line):
    """The instruction's name with its modifiers; empty for labels and directives."""
    match = re.match(r"(?:@!?%\w+\s+)?([a-z][\w.:]*)", line)
    return match[1].replace("::", "_") if match and not line.endswith(":") else ""


def loads_wide(line):
    """Whether the instruction reads 16 bytes or more of global memory at once."""
    words = opcode_of(line).split(".")
    if words[:2] == ["cp", "async"] and "global" in words:
        return "cg" in words or "bulk" in words or re.search(r"\],\s*16\b", line) is not None
    if words[0] != "ld" or "global" not in words:
        return False
    width = next((int(word[1:]) for word in words if re.fullmatch(r"v[248]", word)), 1)
    return width * BITS.get(words[-1], 0) >= 128


def instruction_fault(line):
    opcode = opcode_of(line)
    words = opcode.split(".")
    floats = FLOATS & set(words)
    if {"approx", "ftz"} & set(words) and opcode != KNOWN_APPROXIMATION:
        return "is approximate or flushes"
    if "local" in words or re.match(r"\.local\b", line):
        return "is local memory"
    if words[0] in ("atom", "red", "multimem") and floats:
        return "is a float atomic: its order is no one's"
    if words[0] == "mad" and floats:
        return "is a fused operation that no fmaf asked for"
    if words[0] in ROUNDED and floats and "rn" not in words:
        return "does not name round to nearest: ptxas may fuse it"
    return ""


def faults_of_ptx(path, text, narrow):
    """The faults, which of the patterns `narrow` were needed, and the kernels by name."""
    faults, needed, kernels = [], set(), set()
    for function in functions_of(text):
        for number, line in function.lines:
            why = instruction_fault(line)
            if why:
                faults.append(f"{path}:{number}: '{line}' in {function.name} {why}")
        if function.entry:
            kernels.add(function.name)
        if function.entry and not any(loads_wide(line) for _, line in function.lines):
            excuses = {pattern for pattern in narrow if re.search(pattern, function.name)}
            needed |= excuses
            if not excuses:
                faults.append(f"{path}: {function.name} has no 128-bit load of global memory")
    return faults, needed, kernels


def read_report(path, text):
    """The faults and the usages in what `ptxas -v` said."""
    faults, usages, chip, name = [], [], "", ""
    for line in text.splitlines():
        if match := re.search(r"Compiling entry function '([^']+)' for '([^']+)'", line):
            chip = match[2]
            name = match[1]
        elif match := re.search(r"Function properties for (\S+)", line):
            name = match[1]
        elif match := re.search(r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads", line):
            if any(int(number) for number in match.groups()):
                faults.append(f"{path}: {name} for {chip}: {line.strip()}")
        elif match := re.search(r"Used (\d+) registers", line):
            usages.append(Usage(chip, name, int(match[1])))
    return faults, usages


def faults_of_coverage(kernels, usages, chips):
    """A kernel that PTX has, every chip's report must have too, and there must be one."""
    faults = [] if kernels else ["no kernel was found in any PTX"]
    for chip in chips:
        reported = {usage.name for usage in usages if usage.chip == chip}
        faults += [f"{name} is in the PTX but was not compiled for {chip}" for name in sorted(kernels - reported)]
    return faults


def table_of(usages):
    """A line per kernel: its registers on each chip."""
    chips = sorted({usage.chip for usage in usages}, key=lambda chip: (len(chip), chip))
    registers = {}
    for usage in usages:
        registers.setdefault(usage.name, {})[usage.chip] = usage.registers
    names = sorted(registers)
    lines = ["registers: " + " ".join(chips)]
    for name, shown in zip(names, demangled(names)):
        lines.append("  " + " ".join(f"{registers[name].get(chip, '-'):>4}" for chip in chips) + "  " + shown)
    return lines


def demangled(names):
    if not names or not shutil.which("c++filt"):
        return names
    text = subprocess.run(["c++filt"], input="\n".join(names), capture_output=True, text=True, check=True).stdout
    return [re.sub(r"\(.*|normaudit::cuda::device::", "", line) for line in text.splitlines()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--narrow", action="append", default=[])
    parser.add_argument("--chips", nargs="+", required=True)
    parser.add_argument("--objects", nargs="+", required=True)
    arguments = parser.parse_args()
    faults, usages, needed, kernels = [], [], set(), set()
    for path in arguments.objects:
        with open(path, "rb") as file:
            texts = ptx_of(file.read())
        name = os.path.basename(path)
        for text in texts:
            found, excused, named = faults_of_ptx(name, text, arguments.narrow)
            faults += found
            needed |= excused
            kernels |= named
        with open(path + ".ptxas", encoding="utf-8") as file:
            found, used = read_report(name, file.read())
        faults += found
        usages += used
    faults += [f"--narrow {pattern} excuses no kernel" for pattern in arguments.narrow if pattern not in needed]
    faults += faults_of_coverage(kernels, usages, arguments.chips)
    print("\n".join(table_of(usages) + faults))
    print(f"{len(kernels)} kernels, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

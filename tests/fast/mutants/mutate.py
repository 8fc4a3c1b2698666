#!/usr/bin/env python3
"""Makes wrong kernels: mutate.py ROOT OUT_FOLDER MUTANT...

Each MUTANT file (*.mutant) names a text in one file of the kernels and what to write instead. The kernels are copied once
per mutant into OUT_FOLDER, into a namespace of their own and in float32 alone, and one source includes them all.
"""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
import mutant_text

FIELDS = ("file", "noticed_by", "problem", "stores", "numbers")
NOTICED_BY = ("verdict", "guards", "threads", "in_place", "fused")
BACKEND = "impl/backends/fast.cc"
FUSED = "tests/fast/fused.h"
HEADER = "impl/fast/include/normaudit/fast.h"
RIGHT = {"name": "unchanged", "sentence": "The kernels as they are.", "file": "", "noticed_by": "", "problem": ""}


def read_mutant(path):
    mutant = mutant_text.read(path, FIELDS, FIELDS[:3])
    allowed = {"noticed_by": NOTICED_BY, "stores": ("streaming",), "numbers": ("outliers", "wide")}
    for field, values in allowed.items():
        if field in mutant and mutant[field] not in values:
            mutant_text.refuse(f"{path}: {field} is one of {', '.join(values)}")
    return mutant


def moved(mutant, text):
    """Into the mutant's folder and namespace; guards that are per instruction set become its own."""
    name = mutant["name"]
    text = re.sub(r"\bNORMAUDIT_FAST_(\w+_INL_H)\b", rf"NORMAUDIT_{name}_\1", text)
    text = re.sub(r'#include "(impl/fast/|normaudit/fast\.h|tests/fast/)', rf'#include "{name}/\1', text)
    return re.sub(r"\bfast::", f"wrong_{name}::", text.replace("namespace normaudit::fast", f"namespace normaudit::wrong_{name}"))


def cheaper(path, text):
    """In float32 alone."""
    text = re.sub(r"^template [^;{]*<(double|float16|bfloat16)>[^;{]*;\n", "", text, flags=re.M)
    if path == BACKEND:
        text = re.sub(r"    case Dtype::k(?!Float32)\w+:\n      return [^;]*;\n", "", text)
        text = text.replace("run();\n  }\n}", "run();\n    default:\n      break;\n  }\n}")
    return text


def registered(mutant, text):
    name = mutant["name"]
    # Several mutants share a source.
    for find, replace in (("namespace {", f"namespace of_{name} {{"),
                          ('.name = "fast"', f'.name = "{name}"'),
                          (".allow_one_number = true", f".stores = wrong_{name}::Stores{{mutants::stores()}}, .allow_one_number = true")):
        if find not in text:
            mutant_text.refuse(f"{BACKEND} has no text '{find}'")
        text = text.replace(find, replace)
    return text


def copy(mutant, root, out):
    name = mutant["name"]
    kernels = root / "impl/fast"
    sources = sorted(path for path in kernels.rglob("*") if path.suffix in (".h", ".cc"))
    halves = {"float16.cc", "bfloat16.cc", "float64.cc"}
    paths = [str(path.relative_to(root)) for path in sources if path.name not in halves] + [BACKEND, FUSED]
    for path in paths:
        text = mutant_text.planted(mutant, path, (root / path).read_text())
        text = cheaper(path, moved(mutant, registered(mutant, text) if path == BACKEND else text))
        mutant_text.write(out / name / ("normaudit/fast.h" if path == HEADER else path), text)
    included = "".join(f'#include "{name}/{path}"\n' for path in paths if path.endswith(".cc"))
    mutant_text.write(out / f"{name}.cc", "".join([
        "// Made by mutate.py.\n", '#include "tests/fast/mutants/text_mutant.h"\n', included,
        f'#include "{name}/{FUSED}"\n', f"namespace normaudit::mutants {{\nnamespace of_{name} {{\n",
        "const bool kFused = register_entry(FusedFinding{", f'.name = "{name}", .find = wrong_{name}::fused_finding<float>',
        "});\n}  // namespace\n}  // namespace normaudit::mutants\n"]))


def main():
    root, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    mutants = [read_mutant(path) for path in sorted(sys.argv[3:])]
    for mutant in [RIGHT, *mutants]:
        copy(mutant, root, out)
    mutant_text.write(out / "list.cc", mutant_text.table(mutants, "tests/fast/mutants/text_mutant.h", "normaudit::mutants",
                                                         FIELDS[1:]))


main()

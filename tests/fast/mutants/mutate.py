#!/usr/bin/env python3
"""Makes wrong kernels: mutate.py ROOT OUT_FOLDER MUTANT..., or mutate.py --copies MUTANT... for their names, then the
unity source of each.

Each MUTANT file (*.mutant) names a text in one file of the kernels and what to write instead. The kernels are copied once
per mutant into OUT_FOLDER, into a namespace of their own, in the format of its problem alone and for one instruction set,
and one source includes them all.
"""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
import mutant_text

FIELDS = ("file", "noticed_by", "problem", "stores", "numbers", "instruction_set")
NOTICED_BY = ("verdict", "guards", "threads", "in_place", "fused", "bits")
# Where none is named, AVX2.
TARGETS = {"": "HWY_AVX2", "avx512": "HWY_AVX3", "scalar": "HWY_SCALAR"}
TYPES = {"float32": "float", "float64": "double", "float16": "float16", "bfloat16": "bfloat16"}
BACKEND = "impl/backends/fast.cc"
FUSED = "tests/fast/fused.h"
HEADER = "impl/fast/include/normaudit/fast.h"
# Highway's headers cost more than a mutant's own text.
COPIES_IN_A_SOURCE = 8


def read_mutant(path):
    mutant = mutant_text.read(path, FIELDS, FIELDS[:3])
    allowed = {"noticed_by": NOTICED_BY, "stores": ("streaming",), "numbers": ("outliers", "wide"),
               "instruction_set": TARGETS}
    for field, values in allowed.items():
        if field in mutant and mutant[field] not in values:
            mutant_text.refuse(f"{path}: {field} is one of {', '.join(values)}")
    found = re.search(r" dtype=(\w+)", mutant["problem"])
    mutant["format"] = found[1] if found else "float32"
    mutant.setdefault("instruction_set", "")
    kind = (mutant["format"].replace("float32", ""), mutant["instruction_set"])
    mutant["unchanged"] = "_".join(["unchanged", *filter(None, kind)])
    return mutant


def with_right_ones(mutants):
    """And a copy without a mistake for each format on each instruction set; always that of float32 on AVX2."""
    right = {"unchanged": {"format": "float32", "instruction_set": ""}}
    for mutant in mutants:
        right[mutant["unchanged"]] = {field: mutant[field] for field in ("format", "instruction_set")}
    return [{"name": name, "file": "", **kind} for name, kind in right.items()] + mutants


def unity_sources(copies):
    """A name for each copy's: of one instruction set, a few copies each."""
    seen = dict.fromkeys(TARGETS, 0)
    names = []
    for copy in copies:
        of = copy["instruction_set"]
        names.append(f"{of or 'avx2'}_{seen[of] // COPIES_IN_A_SOURCE}")
        seen[of] += 1
    return names


def moved(mutant, text):
    """Into the mutant's folder and namespace; guards that are per instruction set become its own."""
    name = mutant["name"]
    text = re.sub(r"\bNORMAUDIT_FAST_(\w+_INL_H)\b", rf"NORMAUDIT_{name}_\1", text)
    text = re.sub(r'#include "(impl/fast/|normaudit/fast\.h|tests/fast/)', rf'#include "{name}/\1', text)
    return re.sub(r"\bfast::", f"wrong_{name}::", text.replace("namespace normaudit::fast", f"namespace normaudit::wrong_{name}"))


def cheaper(mutant, path, text):
    """In its format alone."""
    others = "|".join(name for format, name in TYPES.items() if format != mutant["format"])
    text = re.sub(rf"^template [^;{{]*<({others})>[^;{{]*;\n", "", text, flags=re.M)
    if path == BACKEND:
        text = re.sub(rf"    case Dtype::k(?!{mutant['format'].capitalize()}:)\w+:\n      return [^;]*;\n", "", text)
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
    others = {f"{format}.cc" for format in TYPES if format != mutant["format"]}
    paths = [str(path.relative_to(root)) for path in sources if path.name not in others] + [BACKEND, FUSED]
    for path in paths:
        text = mutant_text.planted(mutant, path, (root / path).read_text())
        text = cheaper(mutant, path, moved(mutant, registered(mutant, text) if path == BACKEND else text))
        mutant_text.write(out / name / ("normaudit/fast.h" if path == HEADER else path), text)
    included = "".join(f'#include "{name}/{path}"\n' for path in paths if path.endswith(".cc"))
    type_name = TYPES[mutant["format"]]
    fused = "" if type_name.endswith("16") else "".join([
        f'#include "{name}/{FUSED}"\n', f"namespace normaudit::mutants {{\nnamespace of_{name} {{\n",
        "const bool kFused = register_entry(FusedFinding{",
        f'.name = "{name}", .find = wrong_{name}::fused_finding<{type_name}>', "});\n}  // namespace\n}  // namespace normaudit::mutants\n"])
    target = TARGETS[mutant["instruction_set"]]
    mutant_text.write(out / f"{name}.cc", "".join([
        "// Made by mutate.py.\n", f"#define HWY_COMPILE_ONLY_STATIC\n#define HWY_BASELINE_TARGETS {target}\n",
        '#include "tests/fast/mutants/text_mutant.h"\n', included, fused, f"static_assert(HWY_TARGET == {target});\n"]))


def main():
    if sys.argv[1] == "--copies":
        copies = with_right_ones([read_mutant(path) for path in sorted(sys.argv[2:])])
        print(" ".join(copy["name"] for copy in copies), " ".join(unity_sources(copies)), sep="\n")
        return
    root, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    mutants = [read_mutant(path) for path in sorted(sys.argv[3:])]
    for mutant in with_right_ones(mutants):
        copy(mutant, root, out)
    mutant_text.write(out / "list.cc", mutant_text.table(mutants, "tests/fast/mutants/text_mutant.h", "normaudit::mutants",
                                                         (*FIELDS[1:], "unchanged")))


main()

#!/usr/bin/env python3
"""Makes wrong kernels: mutate.py CUDA_FOLDER OUT_FOLDER PARTS MUTANT...

Each MUTANT file (*.mutant) names a text in one file of the kernels and what to write instead. The kernels and their
launch code are copied once per mutant into OUT_FOLDER, into a namespace of their own, and PARTS sources include them all:
so a mutant costs one instantiation of the kernels it is about, in float32 alone, and no process of a compiler.
"""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
import mutant_text

FIELDS = ("file", "backend", "noticed_by", "problem", "law", "report")
NOTICED_BY = ("verdict", "report", "schedules")
# In namespace normaudit::cuda, whatever the target: geometry and contracts are the right ones.
SHARED = {"geometry.h", "contract.h"}


def read_mutant(path):
    mutant = mutant_text.read(path, FIELDS, FIELDS[:4])
    if ("report" in mutant) != (mutant["noticed_by"] == "report"):
        mutant_text.refuse(f"{path}: a report: is what noticed_by: report finds, and only that")
    if mutant["noticed_by"] not in NOTICED_BY:
        mutant_text.refuse(f"{path}: noticed_by is one of {', '.join(NOTICED_BY)}")
    return mutant


def moved(mutant, text):
    """Into the mutant's folder and namespace. Equal headers of two mutants must differ, or #pragma once takes one."""
    name = mutant["name"]
    text = text.replace("#pragma once", f"#pragma once  // {name}")
    text = re.sub(r'#include "cuda/((?:kernels|host)/([\w.]+))"',
                  lambda m: m.group(0) if m.group(2) in SHARED else f'#include "{name}/{m.group(1)}"', text)
    return text.replace("namespace normaudit::cuda {", "namespace normaudit::cuda::NORMAUDIT_TARGET {")


def cheaper(mutant, path, text):
    """Only what the mutant's problem needs is instantiated."""
    if path == "host/passes.h":
        text = re.sub(r"    case Dtype::k(?!Float32)\w+:\n      return visit\S+ operator\(\)<\w+>\(\);\n", "", text)
        text = text.replace("  }\n}\n\ntemplate <class S>\nTrainingArrays", "    default:\n      break;\n  }\n}\n\ntemplate <class S>\nTrainingArrays")
    if path == "host/dispatch.h" and "layout=nhwc" not in mutant["problem"]:
        text = text.replace("Schedule::kColumns)", "false)")
    if path == "host/kernels.cu":
        text = text.replace('"simt_"', f'"{mutant["name"]}_"')
    return text


def copy(mutant, cuda, out):
    for folder in ("kernels", "host", "backends"):
        for source in sorted((cuda / folder).iterdir()):
            path = f"{folder}/{source.name}"
            if source.name in SHARED or source.suffix == ".cc":
                continue
            text = cheaper(mutant, path, moved(mutant, mutant_text.planted(mutant, path, source.read_text())))
            mutant_text.write(out / mutant["name"] / path, text)


def included(mutant):
    name = mutant["name"]
    inference = f'#include "{name}/host/inference.cu"'
    if "inference" not in mutant["problem"]:
        inference = (f'#include "{name}/host/inference.h"\n'
                     "namespace normaudit::cuda::NORMAUDIT_TARGET {\nvoid launch_inference(const Call&) {}\n}")
    return "\n".join([
        "#undef NORMAUDIT_TARGET", f"#define NORMAUDIT_TARGET mutant_{name}",
        "namespace normaudit::cuda::NORMAUDIT_TARGET {\nusing namespace normaudit::cuda::simt;\n}",
        *(f'#include "{name}/host/{file}.cu"' for file in ("scratch", "device_arrays", "kernels")),
        inference, f'#include "{name}/backends/{mutant["backend"]}.cu"', ""])


def main():
    cuda, out, parts = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
    mutants = [read_mutant(path) for path in sorted(sys.argv[4:])]
    out.mkdir(parents=True, exist_ok=True)
    for mutant in mutants:
        copy(mutant, cuda, out)
    for part in range(parts):
        text = '// Made by mutate.py.\n#include "cuda/gpu.h"\n'
        (out / f"mutants_{part}.cc").write_text(text + "\n".join(map(included, mutants[part::parts])))
    (out / "list.cc").write_text(
        mutant_text.table(mutants, "tests/cuda/mutants/text_mutant.h", "normaudit::cuda", FIELDS[1:]))


main()

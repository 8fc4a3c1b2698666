"""Cases of `normaudit exact` and `normaudit check`: the golden problems as files of inputs, each with its flags."""

import json
import os
import re
import shlex
import subprocess

import numpy as np

INPUTS = ["x", "weight", "bias", "running_mean", "running_var", "dy"]


class Case:
    """One problem: FOLDER/FAMILY-NUMBER.npz holds its inputs, FAMILY-NUMBER.json what an array cannot say."""

    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        with open(self.path(".json"), encoding="utf-8") as file:
            self.facts = json.load(file)

    def path(self, end):
        return os.path.join(self.folder, self.name + end)

    def got_path(self, variant):
        return self.path(f".{variant}.got.npz")

    def inputs(self):
        """Arrays by name, in logical order N, C, ...; bfloat16 as bit patterns."""
        with np.load(self.path(".npz")) as archive:
            return dict(archive)

    def flags(self):
        facts = self.facts
        words = ["--pass", facts["pass"], "--eps", facts["eps"], "--momentum", facts["momentum"]]
        return words + (["--dtype", "bfloat16"] if "bfloat16" in facts["dtypes"].values() else [])


def all_cases(folder):
    names = sorted(name[:-5] for name in os.listdir(folder) if name.endswith(".json") and ".got." not in name)
    if not names:
        raise SystemExit(f"{folder} holds no case: make some with `cases`")
    return [Case(folder, name) for name in names]


def write_cases(golden, folder, families):
    """The golden problems whose inputs are stored; returns how many."""
    with open(os.path.join(golden, "manifest.json"), encoding="utf-8") as file:
        manifest = json.load(file)
    if (manifest["schema"], manifest["schema_version"]) != ("normaudit-golden", 1):
        raise SystemExit(f"{golden}/manifest.json: not the schema this script knows")
    known = [family["name"] for family in manifest["families"]]
    if unknown := set(families) - set(known):
        raise SystemExit(f"no family {', '.join(sorted(unknown))}: there are {', '.join(known)}")
    os.makedirs(folder, exist_ok=True)
    written = 0
    for family in manifest["families"]:
        if family["storage"] != "arrays" or (families and family["name"] not in families):
            continue
        with np.load(os.path.join(golden, family["name"] + ".npz")) as stored:
            for index, problem in enumerate(family["problems"]):
                write_case(folder, f"{family['name']}-{index:03}", problem,
                           {name: stored[f"{index:03}.{name}"] for name in problem["arrays"] if name in INPUTS})
                written += 1
    return written


def write_case(folder, name, problem, inputs):
    before = problem["num_batches_tracked"]["before"]
    np.savez(os.path.join(folder, name + ".npz"), **inputs, num_batches_tracked=np.int64(before))
    facts = {"problem": problem["problem"], "pass": problem["pass"], "eps": problem["eps"],
             "momentum": problem["momentum"], "layout": problem["layout"], "num_batches_tracked": before,
             "dtypes": {each: problem["arrays"][each]["dtype"] for each in inputs}}
    with open(os.path.join(folder, name + ".json"), "w", encoding="utf-8") as file:
        json.dump(facts, file, indent=1)


ROW = re.compile(r"(?P<grade>\S+) +(?P<output>\w+) (?P<dtype>\w+) +\d+ ")


def check_got(normaudit, case, variant):
    """The grade of every output, as (output, dtype, grade), from `normaudit check`."""
    command = [normaudit, "check", "--case", case.path(".npz"), "--got", case.got_path(variant), *case.flags()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 3 and "nothing was judged" in done.stderr:  # no elements
        return []
    rows = [match.group("output", "dtype", "grade") for match in map(ROW.match, done.stdout.splitlines()) if match]
    if done.returncode not in (0, 1) or not rows:
        raise SystemExit(f"{shlex.join(command)}\nexits {done.returncode}: {done.stdout}{done.stderr}")
    return rows

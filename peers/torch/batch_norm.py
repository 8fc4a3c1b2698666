#!/usr/bin/env python3
"""PyTorch's batch norm, with and without cuDNN, on normaudit's problems: graded, and timed.

  batch_norm.py cases --golden golden/data --out CASES      inputs of the golden problems (needs numpy alone)
  batch_norm.py run   --cases CASES --device cuda           outputs beside them (needs torch, and a GPU unless cpu)
  batch_norm.py check --cases CASES --normaudit BINARY      grades them (needs `normaudit`)
  batch_norm.py time  --out FILE.json                       ResNet-50's layers, for the bench's --peers FILE
  batch_norm.py all   --cases CASES --normaudit BINARY --out FILE.json    all of it

What `check` finds is a report about PyTorch and no failure.
"""

import argparse
import collections
import json
import os
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import cases  # noqa: E402



def make_cases(options):
    written = cases.write_cases(options.golden, options.out, options.families)
    print(f"{written} cases in {options.out}")


def run(options):
    import variants

    counts = collections.Counter()
    for case in cases.all_cases(options.cases):
        for variant in variants.variants_of(options.device):
            report = {"variant": variant, "problem": case.facts["problem"]}
            try:
                outputs, report["implementation"] = variants.run_case(case, variant, options.device)
                if variant == "cudnn" and report["implementation"] == "native":
                    raise variants.Unsupported("PyTorch chooses its native kernels here")
                np.savez(case.got_path(variant), **outputs)
            except variants.Unsupported as error:
                report["unsupported"] = str(error)
                if os.path.exists(case.got_path(variant)):
                    os.remove(case.got_path(variant))
            counts[variant, "unsupported" if "unsupported" in report else report["implementation"]] += 1
            with open(case.path(f".{variant}.got.json"), "w", encoding="utf-8") as file:
                json.dump(report, file, indent=1)
    for (variant, outcome), count in sorted(counts.items()):
        print(f"{variant:<8} {outcome:<12} {count:4} cases")


def check(options):
    grades = collections.defaultdict(collections.Counter)
    unsupported = collections.Counter()
    wrong = []
    for case in cases.all_cases(options.cases):
        for variant in ("native", "cudnn", "cpu"):
            report_path = case.path(f".{variant}.got.json")
            if not os.path.exists(report_path):
                continue
            with open(report_path, encoding="utf-8") as file:
                report = json.load(file)
            if "unsupported" in report:
                unsupported[variant, report["unsupported"]] += 1
                continue
            for output, dtype, grade in cases.check_got(options.normaudit, case, variant):
                grades[variant, case.facts["pass"], output, dtype][grade] += 1
                if grade == "wrong":
                    wrong.append(f"wrong: {variant} {output} of {case.name}: {case.facts['problem']}")
    if not grades:
        raise SystemExit(f"{options.cases} holds no outputs: make some with `run`")
    for (variant, each, output, dtype), counted in sorted(grades.items()):
        text = ", ".join(f"{grade} {count}" for grade, count in counted.most_common())
        print(f"{variant:<8} {each:<18} {output:<12} {dtype:<9} {text}")
    for (variant, reason), count in sorted(unsupported.items()):
        print(f"{variant:<8} unsupported in {count} cases: {reason}")
    for line in wrong:
        print(line)


def time_layers(options):
    import timing

    results = timing.time_layers(options)
    for record in results["timings"]:
        outcome = f"{record['median_us']:10.1f} us" if "median_us" in record else record["not_timed"]
        print(f"{record['problem']:<52} {record['contender']:<14} {outcome}")


def everything(options):
    make_cases(argparse.Namespace(golden=options.golden, out=options.cases, families=[]))
    run(options)
    check(options)
    time_layers(options)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    def verb(name, function):
        added = verbs.add_parser(name)
        added.set_defaults(function=function)
        return added

    def words(text):
        return text.split(",")

    made = verb("cases", make_cases)
    made.add_argument("--golden", required=True, help="folder of the golden data")
    made.add_argument("--out", required=True, help="folder of cases")
    made.add_argument("--families", type=words, default=[], help="these alone")
    ran = verb("run", run)
    ran.add_argument("--cases", required=True)
    ran.add_argument("--device", choices=["cuda", "cpu"], default="cuda")
    checked = verb("check", check)
    checked.add_argument("--cases", required=True)
    checked.add_argument("--normaudit", required=True, help="the program")
    whole = verb("all", everything)
    whole.add_argument("--normaudit", required=True, help="the program")
    whole.add_argument("--cases", required=True, help="folder of cases, hundreds of files")
    whole.add_argument("--golden", default=os.path.join(HERE, "../../golden/data"))
    for timed in (verb("time", time_layers), whole):
        timed.add_argument("--out", required=True, help="JSON for normaudit_gpu_bench --peers")
        timed.add_argument("--device", choices=["cuda", "cpu"], default="cuda")
        timed.add_argument("--batches", type=lambda text: [int(each) for each in text.split(",")], default=[64, 256])
        timed.add_argument("--dtypes", type=words, default=["float32", "bfloat16"])
        timed.add_argument("--layouts", type=words, default=["nchw", "nhwc"])
        timed.add_argument("--passes", type=words, default=["forward_training", "inference", "backward"])
        timed.add_argument("--layers", type=words, default=[], help="CxHxW instead of ResNet-50's")
    options = parser.parse_args()
    options.function(options)


if __name__ == "__main__":
    main()

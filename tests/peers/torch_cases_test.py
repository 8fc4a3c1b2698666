"""Cases for PyTorch on their way through `normaudit check`, and PyTorch where it is: torch_cases_test.py BINARY."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

try:
    import numpy as np
except ImportError:
    print("numpy is not installed")
    sys.exit(77)

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
GOLDEN = os.path.join(ROOT, "golden/data")
SCRIPT = os.path.join(ROOT, "peers/torch/batch_norm.py")
sys.path.insert(0, os.path.join(ROOT, "peers/torch"))

import cases  # noqa: E402

BINARY = None
FAMILY = "benign"


def has_torch():
    return subprocess.run([sys.executable, "-c", "import torch"], capture_output=True, check=False).returncode == 0


class Cases(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix="normaudit-peers-")
        self.addCleanup(holder.cleanup)
        self.folder = holder.name
        self.written = cases.write_cases(GOLDEN, self.folder, [FAMILY])
        with open(os.path.join(GOLDEN, "manifest.json"), encoding="utf-8") as file:
            families = json.load(file)["families"]
        self.problems = next(each["problems"] for each in families if each["name"] == FAMILY)

    def test_every_problem_becomes_a_case(self):
        found = cases.all_cases(self.folder)
        self.assertEqual((self.written, [case.facts["problem"] for case in found]),
                         (len(self.problems), [problem["problem"] for problem in self.problems]))

    # float64, since rounding the exact float64 answer once more to another format is rounding twice.
    def test_exact_answers_are_graded_so_and_bent_ones_wrong(self):
        graded = 0
        with np.load(os.path.join(GOLDEN, FAMILY + ".npz")) as golden:
            for index, case in enumerate(cases.all_cases(self.folder)):
                name = "dx" if "backward" in case.facts["pass"] else "y"
                if case.facts["dtypes"]["x"] != "float64":
                    continue
                exact = golden[f"{index:03}.{name}_hi"]
                np.savez(case.got_path("stand_in"), **{name: exact})
                (row,) = cases.check_got(BINARY, case, "stand_in")
                self.assertEqual(row, (name, "float64", "correctly_rounded"), case.facts["problem"])
                np.savez(case.got_path("stand_in"), **{name: exact + 1})
                (row,) = cases.check_got(BINARY, case, "stand_in")
                self.assertEqual(row, (name, "float64", "wrong"), case.facts["problem"])
                graded += 1
        self.assertGreater(graded, 3)

    def test_pytorch_on_the_cpu(self):
        if not has_torch():
            self.skipTest("torch is not installed")
        for arguments in (["run", "--cases", self.folder, "--device", "cpu"],
                          ["check", "--cases", self.folder, "--normaudit", BINARY]):
            done = subprocess.run([sys.executable, "-B", SCRIPT, *arguments], capture_output=True, text=True,
                                  check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"cpu +forward_training +y +float32 ")


if __name__ == "__main__":
    BINARY = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)

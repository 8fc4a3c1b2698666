"""golden/verify.py must accept the golden data, and reject them once an answer, an input or a sum is moved.

Two sets of data: golden/data as committed, and data in the same format made here from the random cases of
tests/audit/independent, whose answers come from another method (floors of roots, no certificates).
"""

import hashlib
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "audit"))

from independent.batch_norm import PASSES, statistics  # noqa: E402
from independent.case import Case, expected_arrays, parse_number  # noqa: E402
from independent.designed_cases import designed_cases  # noqa: E402
from independent.draw import Draw  # noqa: E402
from independent.formats import FORMATS, decode  # noqa: E402
from independent.npz import CODES, DESCRIPTIONS, Array, read_npz, write_npz  # noqa: E402
from independent.number import is_finite  # noqa: E402
from independent.random_cases import random_case, zero_denominator_case  # noqa: E402

VERIFY = os.path.join(ROOT, "golden", "verify.py")
DATA = os.path.join(ROOT, "golden", "data")
MANIFEST = "manifest.json"


def verify(folder):
    done = subprocess.run([sys.executable, VERIFY, folder], capture_output=True, text=True, timeout=600)
    return done.returncode, done.stdout + done.stderr


def digest(array):
    code = CODES[DESCRIPTIONS[array.dtype]]
    return hashlib.sha256(struct.pack(f"<{len(array.bits)}{code}", *array.bits)).hexdigest()


def read_manifest(folder):
    with open(os.path.join(folder, MANIFEST), encoding="utf-8") as stream:
        return json.load(stream)


def write_manifest(folder, manifest):
    with open(os.path.join(folder, MANIFEST), "w", encoding="utf-8") as stream:
        json.dump(manifest, stream)


def exact_sums(case, channel):
    """As integer and exponent, from Fractions."""
    places = case.places(channel)
    columns = {name: [decode(case.arrays[name].bits[i], FORMATS[case.arrays[name].dtype]) for i in places]
               for name in ("x", "dy") if name in case.arrays}
    finite = {name: not any(isinstance(v, str) for v in values) for name, values in columns.items()}
    sums = {}
    if finite["x"]:
        sums["sum_x"], sums["sum_xx"] = sum(columns["x"]), sum(v * v for v in columns["x"])
    if finite.get("dy"):
        sums["sum_dy"] = sum(columns["dy"])
        if finite["x"]:
            sums["sum_xdy"] = sum(v * d for v, d in zip(columns["x"], columns["dy"]))
    if case.pass_name.endswith("inference"):
        sums = {name: v for name, v in sums.items() if "dy" in name}
    return {name: {"integer": hex(int(v * 2**2200)), "exponent": -2200} for name, v in sums.items()}


def status(case, channel):
    """What settles the answers of a channel: the convention, the table, or integers."""
    answers = PASSES[case.pass_name](case.channel(channel))
    if not case.pass_name.endswith("inference"):
        s = statistics(case.channel(channel))
        if is_finite(s.var) and s.var.is_zero() and parse_number(case.eps) == 0:
            return "DEGENERATE"
    numbers = [v for value in answers.values() for v in (value if isinstance(value, list) else [value])]
    return "PROVEN-INTEGER" if all(map(is_finite, numbers)) else "SPECIAL"


def stored_problem(case, index):
    """(record, arrays) of a case in the format of golden data; the case is nchw and has a dy only where it must."""
    arrays = dict(case.arrays)
    counted = arrays.pop("num_batches_tracked", Array("int64", (), [0])).bits[0]
    answers = expected_arrays(case, (None,))[None]
    after = answers.pop("num_batches_tracked", Array("int64", (), [counted])).bits[0]
    for name, array in answers.items():
        arrays[name if name.endswith("_lo") else name + "_hi"] = array
    record = {"pass": case.pass_name, "shape": list(case.shape), "elements_per_group": len(case.places(0)),
              "eps": float(parse_number(case.eps)).hex(), "momentum": case.momentum,
              "num_batches_tracked": {"before": counted, "after": after},
              "groups": [{"status": status(case, c), "sums": exact_sums(case, c)} for c in range(case.channels)],
              "arrays": {name: {"dtype": a.dtype, "shape": list(a.shape), "sha256": digest(a)}
                         for name, a in arrays.items()}}
    if case.momentum != "cumulative":
        record["momentum"] = float(parse_number(case.momentum)).hex()
    for array in arrays.values():
        array.fortran = False
    return record, {f"{index:03d}.{name}": array for name, array in arrays.items()}


def ordinary_case(pass_name):
    draw = Draw(pass_name)
    arrays = {name: draw.array("tame", "float32", (5, 2, 3) if name in ("x", "dy") else (2,))
              for name in ("x", "weight", "bias", "dy", "running_mean", "running_var")}
    positive = ~FORMATS["float32"].sign_bit
    arrays["running_var"].bits = [bits & positive for bits in arrays["running_var"].bits]
    if not pass_name.startswith("backward"):
        del arrays["dy"]
    return Case(pass_name, pass_name, arrays)


def write_own_family(folder, name, cases):
    problems, arrays = [], {}
    for case in cases:
        running = {"running_mean", "running_var"} & set(case.arrays)
        if case.layout == "nchw" and len(running) != 1:
            record, own = stored_problem(case, len(problems))
            problems.append(record)
            arrays.update(own)
    write_npz(os.path.join(folder, f"{name}.npz"), arrays)
    return {"name": name, "file": f"{name}.npz", "problems": problems}


def write_own_golden(folder, families):
    entries = [write_own_family(folder, name, cases) for name, cases in families.items()]
    write_manifest(folder, {"schema": "normaudit-golden", "schema_version": 1, "families": entries})


class Tampered:
    """A copy of golden data in which one element can be moved; the digests are made to fit."""

    def __init__(self, source, folder):
        self.folder = os.path.join(folder, "data")
        shutil.copytree(source, self.folder)
        self.manifest = read_manifest(self.folder)

    def keep_only(self, family):
        """What is not tampered with is verified elsewhere."""
        self.manifest["families"] = [family]
        write_manifest(self.folder, self.manifest)

    def move(self, family, index, name, place, step, fix_digest=True):
        path = os.path.join(self.folder, family["file"])
        arrays = read_npz(path)
        array = arrays[f"{index:03d}.{name}"]
        array.bits[place] += step
        write_npz(path, arrays)
        if fix_digest:
            family["problems"][index]["arrays"][name]["sha256"] = digest(array)
            write_manifest(self.folder, self.manifest)


class Verify(unittest.TestCase):
    source = None  # where untouched data lie

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="normaudit-verify-")
        self.addCleanup(shutil.rmtree, self.folder)

    def proven(self, pass_name):
        """A problem of a family with stored arrays, whose x are ordinary: (tampered copy, family, index, record)."""
        copy = Tampered(self.source, self.folder)
        for family in copy.manifest["families"]:
            if family.get("storage", "arrays") == "arrays":
                arrays = read_npz(os.path.join(copy.folder, family["file"]))
                for index, record in enumerate(family["problems"]):
                    x = arrays[f"{index:03d}.x"]
                    if record["pass"] == pass_name and len(x.bits) >= 6 and self.is_ordinary(record, x):
                        copy.keep_only(family)
                        return copy, family, index, record
        self.fail(f"no problem of pass {pass_name} to tamper with")

    @staticmethod
    def is_ordinary(record, x):
        """Distinct numbers of ordinary size and an affine pass, so that one ulp anywhere shows in an answer."""
        values = [decode(b, FORMATS[x.dtype]) for b in x.bits]
        return ("weight" in record["arrays"] and "gradients=" not in record.get("problem", "")
                and len(set(values)) == len(values)
                and all(not isinstance(v, str) and 0.01 < abs(v) < 100 for v in values))

    def assert_rejected(self, copy, words):
        code, output = verify(copy.folder)
        self.assertEqual(code, 1, output)
        self.assertIn(words, output)

    def test_one_hi_moved_by_one_ulp_is_rejected(self):
        for pass_name, name in (("forward_training", "y_hi"), ("backward", "dx_hi"), ("backward", "dweight_hi"),
                                ("forward_training", "save_invstd_hi"), ("inference", "y_hi")):
            for step in (1, -1):
                copy, family, index, _ = self.proven(pass_name)
                copy.move(family, index, name, 0, step)
                self.assert_rejected(copy, f"{name[:-3]}")
                shutil.rmtree(copy.folder)

    def test_one_lo_moved_by_one_ulp_is_rejected(self):
        copy, family, index, _ = self.proven("forward_training")
        copy.move(family, index, "y_lo", 1, 1)
        self.assert_rejected(copy, "is not the correctly rounded remainder")

    def test_one_input_moved_by_one_ulp_is_rejected_by_sums_and_by_answers(self):
        copy, family, index, _ = self.proven("forward_training")
        copy.move(family, index, "x", 0, 1)
        self.assert_rejected(copy, "is not the exact sum")
        code, output = verify(copy.folder)
        self.assertIn("y[", output)

    def test_a_moved_weight_is_rejected(self):
        for pass_name in ("forward_training", "backward"):
            copy, family, index, _ = self.proven(pass_name)
            copy.move(family, index, "weight", 0, 1)
            self.assert_rejected(copy, "is not the correctly rounded value")
            shutil.rmtree(copy.folder)

    def test_one_changed_sum_is_rejected(self):
        copy, _, _, record = self.proven("backward")
        for name, entry in record["groups"][0]["sums"].items():
            kept = entry["integer"]
            entry["integer"] = hex(int(kept, 16) + 1)
            write_manifest(copy.folder, copy.manifest)
            self.assert_rejected(copy, f"{name} is not the exact sum")
            entry["integer"] = kept

    def test_bytes_that_do_not_fit_their_digest_are_rejected(self):
        copy, family, index, _ = self.proven("forward_training")
        copy.move(family, index, "x", 0, 1, fix_digest=False)
        self.assert_rejected(copy, "the SHA-256 differs")

    def test_a_missing_array_is_rejected(self):
        copy, family, index, record = self.proven("forward_training")
        path = os.path.join(copy.folder, family["file"])
        arrays = read_npz(path)
        del arrays[f"{index:03d}.save_var_lo"]
        write_npz(path, arrays)
        self.assert_rejected(copy, "save_var_lo")

    def test_untouched_data_are_accepted(self):
        code, output = verify(self.source)
        self.assertEqual(code, 0, output)
        self.assertIn("golden data verified", output)


class VerifyStored(Verify):
    """On the golden data of the repository."""

    source = DATA


class VerifyOwn(Verify):
    """On data made by the second opinion: special values, ties and wild magnitudes included."""

    @classmethod
    def setUpClass(cls):
        cls.source = tempfile.mkdtemp(prefix="normaudit-verify-own-")
        write_own_golden(cls.source, {
            "ordinary": map(ordinary_case, PASSES),
            "designed": list(designed_cases())[::9],
            "random": map(random_case, range(160)),
            "denominators": map(zero_denominator_case, range(20)),
        })

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.source)


del Verify  # only its two forms are run

if __name__ == "__main__":
    unittest.main(verbosity=2)

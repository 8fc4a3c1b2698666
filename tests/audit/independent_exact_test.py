"""`normaudit exact` against the second opinion, bit for bit: independent_exact_test.py BINARY (unittest options follow).

Every case is written as an .npz, answered by the program with each --output-dtype, and compared with the exact answer of
tests/audit/independent. A case that fails is kept, and its command printed. NORMAUDIT_EFFORT multiplies the random cases.
"""

import os
import shutil
import sys
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

from independent.batch_norm import PASSES  # noqa: E402
from independent.case import expected_arrays  # noqa: E402
from independent.compare import difference, first_difference  # noqa: E402
from independent.designed_cases import (cancellation_cases, degenerate_cases, range_cases,  # noqa: E402
                                        special_value_cases, tie_cases)
from independent.random_cases import random_case, zero_denominator_case  # noqa: E402
from independent.self_test import *  # noqa: E402,F401,F403

BINARY = None
EFFORT = max(1, int(os.environ.get("NORMAUDIT_EFFORT", "1")))
ALL_KINDS = (None, "float32", "float16", "bfloat16")
SHOWN = 12


class Exact(unittest.TestCase):
    """One test per family of cases."""

    def check(self, cases, every_kind):
        kept = tempfile.mkdtemp(prefix="normaudit-independent-")
        failures, count = [], 0

        def examine(numbered):
            number, case = numbered
            kinds = ALL_KINDS if every_kind else (ALL_KINDS[number % len(ALL_KINDS)],)
            folder = os.path.join(kept, case.name)
            os.mkdir(folder)
            expected = expected_arrays(case, kinds)
            wrong = [w for kind in kinds if (w := difference(BINARY, case, expected, kind, folder))]
            if not wrong:
                shutil.rmtree(folder)
            return wrong

        with ThreadPoolExecutor(2) as pool:
            for wrong in pool.map(examine, enumerate(cases)):
                count += 1
                failures += wrong
        if failures:
            self.fail(f"{len(failures)} answers of {count} cases differ:\n  " + "\n  ".join(failures[:SHOWN]))
        os.rmdir(kept)
        self.assertGreater(count, 0)

    def test_cancellation(self):
        self.check(cancellation_cases(), every_kind=True)

    def test_ties(self):
        self.check(tie_cases(), every_kind=True)

    def test_range(self):
        self.check(range_cases(), every_kind=True)

    def test_degenerate_channels(self):
        self.check(degenerate_cases(), every_kind=False)

    def test_special_values(self):
        self.check(special_value_cases(), every_kind=False)

    def test_zero_denominators(self):
        self.check(map(zero_denominator_case, range(60 * EFFORT)), every_kind=False)

    def test_random(self):
        self.check(map(random_case, range(500 * EFFORT)), every_kind=False)


class TheComparison(unittest.TestCase):
    """The comparison itself must notice one bit, a name, a shape, a dtype."""

    def test_notices_every_kind_of_difference(self):
        case = next(c for c in map(random_case, range(1000)) if c.pass_name == "forward_training"
                    and "running_var" in c.arrays and "running_mean" in c.arrays and len(c.arrays["x"].bits) > 3)
        want = expected_arrays(case, (None,))[None]
        self.assertIsNone(first_difference(want, expected_arrays(case, (None,))[None]))
        for name in want:
            got = expected_arrays(case, (None,))[None]
            got[name].bits[-1] ^= 1
            self.assertIn(name, first_difference(want, got))
            got = expected_arrays(case, (None,))[None]
            got[name].shape = (1, *got[name].shape)
            self.assertIn(name, first_difference(want, got))
            del got[name]
            self.assertIn(name, first_difference(want, got))

    def test_random_cases_reach_everything(self):
        seen = set()
        for case in map(random_case, range(500)):
            seen |= {case.pass_name, case.layout, len(case.shape), case.momentum}
            seen |= {(name, array.dtype) for name, array in case.arrays.items()}
            seen |= {("fortran", array.fortran) for array in case.arrays.values()}
            seen |= {("without", name) for name in ("weight", "bias", "running_mean") if name not in case.arrays}
        self.assertLessEqual({*PASSES, "nchw", "nhwc", 2, 3, 4, 5, "cumulative", "0", "1", ("fortran", True),
                              ("without", "weight"), ("without", "bias"), ("x", "bfloat16"), ("dy", "float16"),
                              ("weight", "float32"), ("running_var", "float64")}, seen)


if __name__ == "__main__":
    if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
        sys.exit("usage: independent_exact_test.py BINARY [unittest options]")
    BINARY = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)

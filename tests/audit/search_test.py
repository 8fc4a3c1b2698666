"""What search finds, how it is repeated and what it refuses: search_test.py BINARY."""

import json
import re
import shlex
import sys

sys.dont_write_bytecode = True

import program  # noqa: E402

FEW = ["--evaluations", "200", "--budget", "60s"]


class Search(program.ProgramTest):
    def search(self, *arguments, code=0):
        return self.expect(code, "search", *FEW, *arguments).stdout

    def test_shows_the_largest_known_and_what_repeats_it(self):
        text = self.search("--backend", "two_pass")
        found = re.match(r"largest known error/bound of two_pass: ([0-9.e-]+) by within_bound\n  (batch_norm .*)\n"
                         r"  200 evaluations, [0-9]+ climbs ended \(seed 1\)\n  (.*)\n\Z", text)
        self.assertIsNotNone(found, text)
        self.assertNotIn("maximum", text)
        self.assertTrue(0 < float(found[1]) <= 1)
        command = shlex.split(found[3])
        self.assertEqual(command, [program.BINARY, "explain", found[2], "--backend", "two_pass"])
        self.assertIn("nearest its bound", self.expect(0, *command[1:]).stdout)

    def test_the_same_seed_and_evaluations_find_the_same(self):
        first = self.search("--backend", "welford", "--seed", "4")
        self.assertEqual(self.search("--backend", "welford", "--seed", "4"), first)
        self.assertNotEqual(self.search("--backend", "welford", "--seed", "5"), first)

    def test_pass_dtype_and_law_limit_the_problems(self):
        for name, number in [("inference", "float64"), ("backward", "float32")]:
            record = json.loads(self.search("--backend", "two_pass", "--pass", name, "--dtype", number, "--json"))
            self.assertEqual((record["schema"], record["kind"], record["backend"]), (1, "search", "two_pass"))
            self.assertEqual(record["problem"].split()[1], name)
            self.assertEqual("dtype=float64" in record["problem"], number == "float64")
            self.assertEqual((record["evaluations"], record["seed"], record["law"]), (200, 1, "within_bound"))
            self.assertTrue(0 <= record["largest_known"] <= 1)
            self.assertIn("cpu", record["environment"])
        record = json.loads(self.search("--backend", "oracle", "--law", "dx_sums_to_zero", "--json"))
        self.assertEqual(record["problem"].split()[1], "backward")
        again = shlex.split(record["repeat"])
        self.assertEqual(again[:6], ["normaudit", "laws", "--laws", "dx_sums_to_zero", "--backends", "oracle"])
        self.expect(0, *again[1:])

    def test_a_budget_ends_it(self):
        text = self.expect(0, "search", "--backend", "two_pass", "--budget", "300ms").stdout
        self.assertRegex(text, r"\n  [0-9]+ evaluations, ")

    def test_bad_arguments_are_refused(self):
        for budget in ["60", "s", "-1s", "1.5s", "1h", "0s", "", "60 s", "99999999999s"]:
            with self.subTest(budget=budget):
                self.refuse(["budget"], "search", "--backend", "two_pass", f"--budget={budget}")
        self.refuse(["backend", "'nobody'"], "search", "--backend", "nobody")
        self.refuse(["law", "'nothing'"], "search", "--backend", "two_pass", "--law", "nothing")
        self.refuse(["pass", "'sideways'"], "search", "--backend", "two_pass", "--pass", "sideways")
        self.refuse(["dtype", "'float8'"], "search", "--backend", "two_pass", "--dtype", "float8")
        self.refuse(["both_paths_agree on two_pass: not the oracle"], "search", "--backend", "two_pass", "--law",
                    "both_paths_agree")
        self.refuse(["--pass inference: dx_sums_to_zero is about backward"], "search", "--backend", "two_pass", "--law",
                    "dx_sums_to_zero", "--pass", "inference", "--evaluations", "10")
        self.refuse(["evaluations"], "search", "--backend", "two_pass", "--evaluations", "0")


if __name__ == "__main__":
    program.main()

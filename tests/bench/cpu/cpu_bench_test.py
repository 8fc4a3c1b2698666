"""normaudit_cpu_bench from outside: cpu_bench_test.py BINARY."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

BINARY = None
ONE_CASE = ["--only", "^inference nchw 32,64 1$"]


def run(*arguments):
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=100)


class CpuBench(unittest.TestCase):
    def test_each_sweep_adds_its_samples(self):
        samples = {}
        with tempfile.TemporaryDirectory() as folder:
            record = pathlib.Path(folder, "record.json")
            # A contender takes 41 samples a sweep at most, and there is time for these many times over.
            done = run(*ONE_CASE, "--sweeps", "2", "--seconds", "90", "--out", str(record))
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            written = json.loads(record.read_text())
        for timing in written["timings"]:
            samples[timing["contender"]] = timing["samples"]
            self.assertEqual(timing["shape"], [32, 64])
        self.assertEqual(written["environment"]["sweeps_begun"], "2")
        for contender in ("fast", "stream, ordinary stores", "naive", "naive_fast_math", "two_pass"):
            self.assertEqual(samples[contender], 82, contender)
        self.assertIn("geometric mean of the class", done.stdout)

    def test_a_run_without_time_ends_after_one_sweep(self):
        with tempfile.TemporaryDirectory() as folder:
            record = pathlib.Path(folder, "record.json")
            self.assertEqual(run(*ONE_CASE, "--seconds", "0", "--out", str(record)).returncode, 0)
            self.assertEqual({t["samples"] for t in json.loads(record.read_text())["timings"]} - {1}, {3})

    def test_what_cannot_be_is_refused_in_a_sentence(self):
        for arguments, code, words in [(["--only", "nothing at all"], 3, "leaves no case"),
                                       (["--sweeps", "0"], 105, "--sweeps"), (["--accuracy", "--sweeps", "2"], 108, "--sweeps")]:
            with self.subTest(arguments=arguments):
                done = run(*arguments)
                self.assertEqual(done.returncode, code, done.stderr)
                self.assertIn(words, done.stderr)


if __name__ == "__main__":
    BINARY = sys.argv.pop(1)
    unittest.main()

"""normaudit_gpu_bench from outside: gpu_bench_test.py BINARY Anywhere | OnExecutor."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

BINARY = None
SMALL = ["--quick", "--batches", "2", "--layers", "8x4x4,4x3x3"]


def run(*arguments):
    """Where no device can be seen, whatever the machine."""
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=100,
                          env={**os.environ, "CUDA_VISIBLE_DEVICES": ""})


class Anywhere(unittest.TestCase):
    """What needs no device."""

    def test_list_names_every_layer_and_contender(self):
        done = run("--list")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        lines = done.stdout.splitlines()
        self.assertEqual(lines[:4], ["contenders", "  split", "  cluster", "  group"])
        for peer in ("cudnn_spatial", "cudnn_persistent"):
            self.assertIn(f"  {peer} (peer)", lines)
        self.assertEqual(sum(" x" in line for line in lines), 12 * 2 * 2 * 2 * 3)

    def test_without_a_device_one_sentence(self):
        done = run(*SMALL)
        self.assertEqual((done.returncode, done.stdout), (3, ""))
        self.assertRegex(done.stderr, r"\Anormaudit_gpu_bench: nothing can be timed here: no (driver|device)\n\Z")

    def test_what_is_unknown_is_refused(self):
        for arguments, words in [(["--contenders", "splits"], ["'splits'", "split, cluster"]),
                                 (["--dtypes", "float31"], ["float31"]), (["--passes", "sideways"], ["sideways"]),
                                 (["--layouts", "nhcw"], ["nhcw"]), (["--layers", "3x3"], ["'3x3'", "CxHxW"]),
                                 (["--peers", "/nonexistent.json"], ["/nonexistent.json", "cannot be read"])]:
            with self.subTest(arguments=arguments):
                done = run(*arguments)
                self.assertEqual((done.returncode, done.stdout), (3, ""))
                self.assertRegex(done.stderr, r"\Anormaudit_gpu_bench: [^\n]+\n\Z")
                for word in words:
                    self.assertIn(word, done.stderr)


class OnExecutor(unittest.TestCase):
    """The whole program over the SIMT executor, with pretended peers: pretended_peers.cc."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix="normaudit-bench-")
        self.addCleanup(holder.cleanup)
        self.folder = holder.name

    def results(self, *arguments, code=1):
        out = os.path.join(self.folder, "out.json")
        done = run(*SMALL, "--out", out, "--commit", "abc", *arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        with open(out, encoding="utf-8") as file:
            return done.stdout, json.load(file)

    def test_every_contender_is_compared_and_timed(self):
        text, results = self.results()
        self.assertEqual(results["schema"], 1)
        self.assertEqual(results["environment"]["commit"], "abc")
        self.assertRegex(results["environment"]["date"], r"\A\d{4}-\d\d-\d\d\Z")
        self.assertGreater(results["ceiling"]["copy_gigabytes_per_second"], 0)
        by_name = {}
        for record in results["timings"]:
            by_name.setdefault(record["contender"], []).append(record)
        problems = 2 * 2 * 2 * 3
        for name, records in by_name.items():
            self.assertEqual(len(records), problems, name)
        for name in ("split", "group", "one_pass", "welford"):
            for record in by_name[name]:
                self.assertGreater(record["median_us"], 0)
                self.assertGreaterEqual(record["median_us"], record["least_us"])
                self.assertGreater(record["fraction_of_floor"], 0)
        for name in ("split", "cluster", "group"):
            for record in by_name[name]:
                if "not_timed" in record:
                    self.assertEqual((name, record["layout"], record["not_timed"]), ("cluster", "nhwc", "nhwc"))
                    continue
                self.assertEqual(record["late_samples"], record["samples"])  # platform.cc: the host is always late
                if name == "split":  # beside itself it would say nothing
                    self.assertNotIn("beside_split", record)
                    self.assertGreater(record["beside_welford"]["compared"], 0)
                    self.assertLess(record["beside_welford"]["largest_difference"],
                                    record["beside_welford"]["largest_value"])
                else:
                    self.assertEqual(record["beside_split"]["different"], 0)
        self.assertIn("backward bfloat16 nhwc N=2", text)
        self.assertIn("split: the host was late in some samples", text)

    def test_a_wrong_kernel_is_not_timed(self):
        text, results = self.results("--dtypes", "float32")
        for record in results["timings"]:
            with self.subTest(record=record["problem"], contender=record["contender"]):
                if record["contender"] == "ours_bent":
                    self.assertEqual(record["not_timed"], "its bits are not the yardstick's")
                if record["contender"] == "peer_nan":
                    self.assertEqual(record["not_timed"], "not finite where the yardstick is")
                self.assertEqual(record.get("wrong", False),
                                 record["contender"] in ("ours_bent", "peer_nan", "ours_fails"))
                if record["contender"] == "peer_bent":  # a peer is reported, not held to our bits
                    self.assertEqual(record["beside_split"]["different"], 1)
                    self.assertGreater(record["beside_split"]["largest_difference"], 0.9)
                if record["contender"] == "peer":
                    self.assertEqual(record["beside_split"]["different"], 0)
                    self.assertGreater(record["ratio_to_best_peer"], 0)
        self.assertIn("ours_bent: its bits are not the yardstick's", text)

    def test_a_contender_that_fails_ends_no_other(self):
        _, results = self.results("--dtypes", "float32", "--contenders", "ours_fails,peer_fails,split")
        self.assertEqual(len(results["timings"]), 3 * 2 * 2 * 3)
        for record in results["timings"]:
            self.assertEqual(record.get("not_timed"), {"split": None, "peer_fails": "failed on purpose",
                                                       "ours_fails": "failed on purpose later"}[record["contender"]])
        self.results("--dtypes", "float32", "--contenders", "peer_fails,split", code=0)

    def test_contenders_can_be_chosen(self):
        _, results = self.results("--contenders", "group,peer", code=0)
        self.assertEqual({record["contender"] for record in results["timings"]}, {"group", "peer"})

    def test_peers_timed_elsewhere_join(self):
        peers = os.path.join(self.folder, "peers.json")
        record = {"problem": "2,8,4,4 float32 nchw inference", "contender": "torch", "peer": True, "median_us": 0.001,
                  "least_us": 0.001, "launch_us": 0.001, "samples": 1, "calls": 1}
        with open(peers, "w", encoding="utf-8") as file:
            json.dump({"schema": 1, "environment": {"gpu": "the SIMT executor"},
                       "timings": [record, {**record, "contender": "mine", "peer": False}]}, file)
        text, results = self.results("--contenders", "split", "--peers", peers, code=0)
        joined = [each for each in results["timings"] if each["contender"] == "torch"]
        self.assertEqual(len(joined), 1)
        self.assertNotIn("mine", text)
        for each in results["timings"]:
            self.assertEqual("ratio_to_best_peer" in each, each["problem"] == record["problem"])
            if each["problem"] == record["problem"] and each["contender"] == "split":
                self.assertGreater(each["ratio_to_best_peer"], 1)

    def test_peers_timed_on_another_gpu_are_refused(self):
        peers = os.path.join(self.folder, "peers.json")
        for gpu in ("another", ""):
            with open(peers, "w", encoding="utf-8") as file:
                json.dump({"schema": 1, "environment": {"gpu": gpu} if gpu else {}, "timings": []}, file)
            done = run(*SMALL, "--peers", peers)
            self.assertEqual((done.returncode, done.stdout), (3, ""))
            self.assertIn(f"{peers}: its peers were timed on {gpu or 'no GPU'}, and this is the SIMT executor",
                          done.stderr)


if __name__ == "__main__":
    if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
        sys.exit("usage: gpu_bench_test.py BINARY [unittest options]")
    BINARY = os.path.abspath(sys.argv.pop(1))
    unittest.main(verbosity=2)

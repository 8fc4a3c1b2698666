"""What the commands answer when all is well: commands_test.py BINARY."""

import json
import os
import pty
import re
import shlex
import sys

sys.dont_write_bytecode = True

import program  # noqa: E402
from npz_bytes import npy, npz, read_npz  # noqa: E402

COMMANDS = ["audit", "check", "exact", "explain", "golden", "laws", "list", "published", "run", "search"]
PROBLEM = "batch_norm forward_training shape=6,4,5,3"
SMALL = ["--families", "benign,huge_mean,tiny_groups", "--search", "0"]
NUMBER = r"(?:nan|inf|[0-9.]+(?:e[+-][0-9]+)?)"


class Help(program.ProgramTest):
    def test_every_command_helps(self):
        shown = self.expect(0, "--help").stdout
        for command in COMMANDS:
            with self.subTest(command=command):
                self.assertRegex(shown, rf"\n  {command} ")
                own = self.expect(0, command, "--help")
                self.assertIn("Usage: normaudit " + command, own.stdout)
                self.assertIn("Exit status", own.stdout)
                self.assertEqual(own.stderr, "")

    def test_every_command_has_a_version(self):
        version = self.expect(0, "--version").stdout
        self.assertRegex(version, r"\Anormaudit [0-9]+\.[0-9]+\.[0-9]+\n\Z")
        for command in COMMANDS:
            self.assertEqual(self.expect(0, command, "--version").stdout, version)


class List(program.ProgramTest):
    def test_names_and_sentences(self):
        for kind, name in [("backends", "two_pass"), ("operators", "batch_norm"), ("families", "huge_mean"),
                           ("hazards", "benign"), ("bounds", "welford")]:
            with self.subTest(kind=kind):
                self.assertRegex(self.expect(0, "list", kind).stdout, rf"\n{name} +\S")
                entries = json.loads(self.expect(0, "list", kind, "--json").stdout)
                self.assertEqual((entries["schema"], entries["kind"]), (1, kind))
                self.assertIn("cpu", entries["environment"])
                self.assertIn(name, [entry["name"] for entry in entries["entries"] if entry["sentence"]])


class Run(program.ProgramTest):
    def test_a_good_backend_passes(self):
        text = self.expect(0, "run", PROBLEM, "--backend", "two_pass").stdout
        self.assertTrue(text.startswith(f"pass: two_pass on {PROBLEM}\n"))
        self.assertRegex(text, r"\npass +y float32 +360 ")

    def test_records_hold_the_same(self):
        lines = self.expect(0, "run", PROBLEM, "--backend", "two_pass", "--json").stdout.splitlines()
        records = [json.loads(line) for line in lines]
        self.assertEqual({record["output"]["name"] for record in records},
                         {"y", "save_mean", "save_var", "save_invstd", "running_mean", "running_var"})
        for record in records:
            self.assertEqual((record["problem"], record["status"], record["schema"]), (PROBLEM, "pass", 1))

    def test_explain_ends_in_the_command(self):
        text = self.expect(0, "explain", PROBLEM, "--backend", "one_pass").stdout
        self.assertEqual(text.splitlines()[-1], f"{shlex.quote(program.BINARY)} run '{PROBLEM}' --backend one_pass")
        for label in ("least accurate", "nearest its bound"):
            self.assertRegex(text, rf"{label}(?:\n|  )")
        self.assertRegex(text, r"\n  least accurate +y\[[0-9]+\]")


class Audit(program.ProgramTest):
    def backends(self):
        """Those that can run here: cuda_X needs a device, and cudnn_X its library."""
        listed = json.loads(self.expect(0, "list", "backends", "--json").stdout)
        names = {entry["name"] for entry in listed["entries"]}
        able = {name for name in names if self.run_program("run", PROBLEM, "--backend", name).returncode == 0}
        self.assertEqual({name for name in names - able if not name.startswith("cu")}, set())
        return able

    def audit(self, *arguments, code=0):
        return self.expect(code, "audit", "--out", self.path("out"), *arguments)

    def records(self, name="results.jsonl", kind="measurement"):
        with open(os.path.join(self.path("out"), name), encoding="utf-8") as file:
            lines = [json.loads(line) for line in file]
        return [line for line in lines if line["kind"] == kind]

    def test_table_is_worst_first_and_fits(self):
        text = self.audit(*SMALL).stdout
        row = re.compile(rf"^(pass|vacuous|FAIL) +(\w+) +(\w+) +(\w+) +({NUMBER}) +({NUMBER}|all lost) +({NUMBER}) +({NUMBER}) +(?:-|<1%|[0-9]+%)$")
        rows = [match.groups() for line in text.splitlines() if (match := row.match(line))]
        self.assertEqual({(r[1], r[2]) for r in rows},
                         {(b, f) for b in self.backends() for f in SMALL[1].split(",")})
        errors = [(r[0] != "FAIL", -float(r[4])) for r in rows]
        self.assertEqual(errors, sorted(errors))
        for line in text.splitlines():
            if f"{program.BINARY} run" not in line and "records:" not in line:
                self.assertLessEqual(len(line), 110, line)

    def test_every_backend_shows_what_repeats_its_worst(self):
        text = self.audit(*SMALL).stdout
        commands = [line.strip() for line in text.splitlines() if line.startswith(f"    {shlex.quote(program.BINARY)} run ")]
        for backend in self.backends():
            mine = [command for command in commands if command.endswith("--backend " + backend)]
            self.assertGreaterEqual(len(mine), 1)
            self.assertIn(self.run_program(*shlex.split(mine[0])[1:]).returncode, (0, 1))
        self.assertRegex(text, r"\n    \w+\[[0-9]+\]  x -?0x")

    def test_records_cover_every_backend_and_repeat_exactly(self):
        self.audit(*SMALL)
        first = self.records()
        self.assertEqual({r["backend"] for r in first if r["status"] != "unsupported"}, self.backends())
        self.assertGreaterEqual(len(self.backends()), 11)
        self.assertEqual(sorted(os.listdir(self.path("out"))), ["results.jsonl"])
        self.audit(*SMALL, "--threads", "1")
        self.assertEqual(self.records(), first)

    def test_ends_in_the_grades_of_every_backend(self):
        text = self.audit(*SMALL).stdout
        grades = self.records(kind="grade")
        for name in ("forward_training", "inference", "backward"):
            block = text[text.index("\ngrade, " + name):]
            for backend in self.backends():
                self.assertRegex(block, rf"\n{backend} +[a-z_]+~?")
        given = {(g["backend"], g["pass"], g["output"]): g["grade"] for g in grades}
        self.assertEqual({key[0] for key in given}, self.backends())
        self.assertEqual(given["one_pass", "forward_training", "save_var"], "one_pass")
        self.assertNotIn("wrong", given.values())

    def test_search_adds_its_problems_to_the_grade(self):
        arguments = ["--families", "benign", "--backends", "two_pass"]
        self.audit(*arguments, "--search", "0")
        runs = {(g["pass"], g["output"]): g["runs"] for g in self.records(kind="grade")}
        self.audit(*arguments, "--search", "20")
        found = [r for r in self.records() if r["family"] == "search"]
        self.assertEqual({r["pass"] for r in found},
                         {"forward_training", "inference", "backward", "backward_inference"})
        more = {(g["pass"], g["output"]): g["runs"] for g in self.records(kind="grade")}
        self.assertGreater(more["forward_training", "y"], runs["forward_training", "y"])

    def test_shards_make_up_the_whole(self):
        self.audit(*SMALL)
        whole = self.records()
        parts = []
        for i in (1, 2, 3):
            self.audit(*SMALL, "--shard", f"{i}/3")
            part = self.records(f"results.{i}-of-3.jsonl")
            self.assertGreater(len(part), 0)
            parts += part
        key = json.dumps
        self.assertEqual(sorted(map(key, parts)), sorted(map(key, whole)))

    def test_effort_adds_seeds(self):
        self.audit("--families", "benign", "--backends", "two_pass", "--search", "0")
        once = {r["problem"] for r in self.records()}
        self.audit("--families", "benign", "--backends", "two_pass", "--effort", "2", "--search", "0")
        twice = {r["problem"] for r in self.records()}
        self.assertLess(once, twice)
        self.assertTrue(any(" seed=1" in problem for problem in twice - once))

    def test_silent_in_a_pipe(self):
        done = self.audit("--families", "benign", "--search", "0")
        self.assertEqual(done.stderr, "")
        self.assertNotIn("\x1b", done.stdout)

    def on_terminal(self, environment):
        """What a run prints on a terminal."""
        arguments = [program.BINARY, "audit", "--families", "benign", "--search", "0", "--out", self.path("out")]
        pid, terminal = pty.fork()
        if pid == 0:
            os.execve(arguments[0], arguments, {**os.environ, "TERM": "xterm", **environment})
        output = b""
        try:
            while chunk := os.read(terminal, 65536):
                output += chunk
        except OSError:  # how Linux says that the other side has closed
            pass
        os.close(terminal)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0)
        return output.decode()

    def test_progress_and_colour_on_a_terminal(self):
        self.assertRegex(self.on_terminal({"NO_COLOR": ""}), r"(?s)\raudit 1/[0-9]+ .*\x1b\[32m[0-9]+ pass")
        plain = self.on_terminal({"NO_COLOR": "1"})
        self.assertIn("\raudit 1/", plain)
        self.assertNotRegex(plain, r"\x1b\[[0-9;]*m")
        self.assertNotIn("\x1b", self.on_terminal({"TERM": "dumb"}))


class ExactAndCheck(program.ProgramTest):
    """x = (1, 3), (2, 6), ... in two channels: mean 2 and 6, variance 2/3 and 6."""

    def setUp(self):
        super().setUp()
        self.x = [1, 3, 2, 6, 3, 9]
        self.case = self.write("case.npz", npz([
            ("x", npy(self.x, (3, 2))), ("running_mean", npy([0, 0], (2,), "<f8")),
            ("running_var", npy([1, 1], (2,), "<f2")), ("num_batches_tracked", npy([4], (), "<i8"))]))

    def exact(self, *flags):
        self.expect(0, "exact", "--in", self.case, "--out", self.path("exact.npz"), *flags)
        return read_npz(self.path("exact.npz"))

    def check(self, arrays, code, *flags):
        got = self.write("got.npz", npz([(name, npy(values, shape, descr))
                                         for name, (descr, shape, values) in arrays.items()]))
        return self.expect(code, "check", "--case", self.case, "--got", got, *flags)

    def names_alone(self, arrays):
        return {name: array for name, array in arrays.items() if not name.endswith(("_lo", "_rn"))}

    def test_names_shapes_and_values(self):
        exact = self.exact("--output-dtype", "float32", "--momentum", "cumulative")
        self.assertEqual(exact["save_mean"], ("<f8", (2,), (2.0, 6.0)))
        self.assertEqual(exact["running_mean"][2], (0.4, 1.2))
        for hi, lo in zip(exact["save_invstd"][2], exact["save_invstd_lo"][2]):
            self.assertNotEqual(lo, 0.0)  # a square root that is irrational
            self.assertEqual(hi + lo, hi)
        self.assertEqual(exact["running_var"][2], (1.0, 2.6))
        self.assertEqual(exact["num_batches_tracked"], ("<i8", (), (5,)))
        self.assertEqual(exact["y"][:2], ("<f8", (3, 2)))
        self.assertEqual(exact["y"][2][2:4], (0.0, 0.0))
        self.assertEqual(exact["y_rn"][:2], ("<f4", (3, 2)))
        self.assertNotIn("num_batches_tracked_lo", exact)

    def test_fortran_order_changes_nothing(self):
        straight = self.exact()
        self.write("case.npz", npz([
            ("x", npy([1, 2, 3, 3, 6, 9], (3, 2), fortran=True)), ("running_mean", npy([0, 0], (2,), "<f8")),
            ("running_var", npy([1, 1], (2,), "<f2")), ("num_batches_tracked", npy([4], (), "<i8"))]))
        self.assertEqual(self.exact(), straight)

    def test_layouts_agree(self):
        values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13]
        by_place = [values[c * 2 + s + n * 6] for n in range(2) for s in range(2) for c in range(3)]
        self.write("case.npz", npz([("x", npy(values, (2, 3, 2)))]))
        nchw = self.exact()
        self.write("case.npz", npz([("x", npy(by_place, (2, 2, 3)))]))
        nhwc = self.exact("--layout", "nhwc")
        self.assertEqual(nhwc["y"][1], (2, 2, 3))
        self.assertEqual([nchw["y"][2][c * 2 + s + n * 6] for n in range(2) for s in range(2) for c in range(3)],
                         list(nhwc["y"][2]))
        self.assertEqual(nchw["save_mean"], nhwc["save_mean"])

    def test_bfloat16(self):
        one, three = 0x3F80, 0x4040
        self.write("case.npz", npz([("x", npy([one, three], (2, 1), "<u2"))]))
        exact = self.exact("--dtype", "bfloat16", "--output-dtype", "bfloat16", "--eps", "0")
        self.assertEqual(exact["y"][2], (-1.0, 1.0))
        self.assertEqual(exact["y_rn"], ("<u2", (2, 1), (0xBF80, 0x3F80)))

    def test_one_element_and_empty_batches(self):
        self.write("case.npz", npz([("x", npy([7], (1, 1)))]))
        self.assertEqual(self.exact()["y"][2], (0.0,))
        self.write("case.npz", npz([("x", npy([], (0, 1)))]))
        empty = self.exact()
        self.assertEqual(empty["y"], ("<f8", (0, 1), ()))
        self.assertNotEqual(empty["save_mean"][2][0], empty["save_mean"][2][0])

    def test_ignores_arrays_the_pass_does_not_read(self):
        alone = self.write("alone.npz", npz([("x", npy(self.x, (3, 2))), ("dy", npy([1, 0, 0, 1, 0, 0], (3, 2)))]))
        more = self.write("more.npz", npz([("x", npy(self.x, (3, 2))), ("dy", npy([1, 0, 0, 1, 0, 0], (3, 2))),
                                           ("bias", npy([5, 5], (2,))), ("running_mean", npy([0, 0], (2,)))]))
        for case in (alone, more):
            self.expect(0, "exact", "--in", case, "--out", case + ".out", "--pass", "backward")
        self.assertEqual(read_npz(alone + ".out"), read_npz(more + ".out"))
        self.assertEqual({name for name in read_npz(more + ".out") if not name.endswith("_lo")},
                         {"dx", "dweight", "dbias"})

    def test_threads_do_not_matter(self):
        self.assertEqual(self.exact("--threads", "1"), self.exact("--threads", "3"))

    def test_exact_outputs_are_correctly_rounded(self):
        text = self.check(self.names_alone(self.exact()), 0, "--require", "correctly_rounded").stdout
        self.assertRegex(text, r"\ncorrectly_rounded +y float64 ")
        self.assertIn("pass  num_batches_tracked 5, exact 5\n", text)

    def test_one_wrong_number_is_found(self):
        for name, array in self.names_alone(self.exact()).items():
            with self.subTest(name=name):
                arrays = self.names_alone(self.exact())
                arrays[name] = (*array[:2], (array[2][0] + 1, *array[2][1:]))
                self.check(arrays, 1)
                if name != "num_batches_tracked":
                    self.check(arrays, 1, "--contract", "two_pass")

    def test_a_last_bit_costs_the_best_grade(self):
        exact = self.names_alone(self.exact())
        descr, shape, values = exact["y"]
        worse = values[0] * (1 + 2.0 ** -52)
        self.assertNotEqual(worse, values[0])
        exact["y"] = (descr, shape, (worse, *values[1:]))
        self.check(exact, 0)
        done = self.check(exact, 1, "--require", "correctly_rounded")
        command = shlex.split(done.stdout.splitlines()[-1])
        self.assertEqual(command, [program.BINARY, "check", "--case", self.case, "--got", self.path("got.npz"),
                                   "--require", "correctly_rounded"])
        again = self.expect(1, *command[1:])
        self.assertEqual(again.stdout, done.stdout)
        self.assertIn("y: ", done.stdout)

    def test_absent_arrays_are_listed_and_unknown_ones_refused(self):
        exact = self.exact()
        text = self.check({"y": exact["y"]}, 0, "--contract", "two_pass").stdout
        self.assertIn("not there  running_mean, running_var, save_mean, save_var, save_invstd, num_batches_tracked",
                      text)
        for name in ["y_lo", "dx", "z"]:
            got = self.write("unknown.npz", npz([("y", npy([0] * 6, (3, 2))), (name, npy([0] * 6, (3, 2)))]))
            self.refuse(["unknown.npz", f"'{name}'"], "check", "--case", self.case, "--got", got)

    def test_each_array_has_its_own_unit(self):
        exact = self.exact("--output-dtype", "float32")
        self.check({"y": exact["y_rn"], "save_mean": exact["save_mean"]}, 0, "--require", "correctly_rounded")
        as_double = ("<f8", exact["y_rn"][1], exact["y_rn"][2])
        self.check({"y": as_double}, 1, "--require", "correctly_rounded")


if __name__ == "__main__":
    program.main()

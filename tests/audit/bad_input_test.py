"""Bad input is one sentence that names file and field, exit 3, and nothing written: bad_input_test.py BINARY."""

import struct
import sys
import warnings
import zipfile

sys.dont_write_bytecode = True

import program  # noqa: E402
from npz_bytes import npy, npy_header, npz  # noqa: E402

X = npy([1, 2, 3, 4, 5, 6], (3, 2))
VECTOR = npy([1, 2], (2,))
HUGE = 1 << 40


class BadArchive(program.ProgramTest):
    def refuse_case(self, data, *mentions, flags=()):
        case = self.write("case.npz", data)
        self.refuse(["case.npz", *mentions], "exact", "--in", case, "--out", self.path("out.npz"), *flags)
        got = self.write("got.npz", npz([("y", X)]))
        self.refuse(["case.npz", *mentions], "check", "--case", case, "--got", got, *flags)
        good = self.write("good.npz", npz([("x", X)]))
        self.refuse(["case.npz"], "check", "--case", good, "--got", case)

    def test_missing_file(self):
        self.refuse(["none.npz"], "exact", "--in", self.path("none.npz"), "--out", self.path("out.npz"))

    def test_empty_file(self):
        self.refuse_case(b"")

    def test_not_an_archive(self):
        self.refuse_case(b"x = 1, 2, 3\n" * 40)

    def test_truncated(self):
        whole = npz([("x", X), ("weight", VECTOR)])
        for length in range(1, len(whole), 37):
            with self.subTest(length=length):
                self.refuse_case(whole[:length])

    def test_truncated_array(self):
        self.refuse_case(npz([("x", X[:-4])]), "'x'")

    def test_oversized_array(self):
        self.refuse_case(npz([("x", X + b"\0" * 4)]), "'x'")

    def test_zip_bomb(self):
        header = npy_header("<f4", (3, 2))
        self.refuse_case(npz([("x", header + bytes(1 << 26))], zipfile.ZIP_DEFLATED), "'x'")

    def test_size_that_lies(self):
        data = bytearray(npz([("x", X)]))
        entry = data.index(b"PK\x01\x02")
        struct.pack_into("<LL", data, entry + 20, 0xFFFFFFF0, 0xFFFFFFF0)
        self.refuse_case(bytes(data), "x")

    def test_huge_shape(self):
        self.refuse_case(npz([("x", npy([1, 2], (HUGE, HUGE)))]), "'x'")

    def test_huge_shape_of_nothing(self):
        for shape in [(0, HUGE), (0, 1 << 30), (0, HUGE * HUGE), (0, HUGE, HUGE)]:
            with self.subTest(shape=shape):
                self.refuse_case(npz([("x", npy([], shape))]), "'x'")

    def test_negative_size(self):
        self.refuse_case(npz([("x", npy([1, 2], (-1, 2)))]), "'x'")

    def test_big_endian(self):
        data = npy_header(">f4", (1, 2)) + struct.pack(">2f", 1, 2)
        self.refuse_case(npz([("x", data)]), "'x'", "big-endian")

    def test_dtypes_that_are_no_floats(self):
        for descr, size in [("|O", 8), ("<c16", 16), ("<U4", 16), ("|b1", 1), ("<i4", 4), ("<i8", 8), ("|u1", 1)]:
            with self.subTest(descr=descr):
                self.refuse_case(npz([("x", npy_header(descr, (3, 2)) + bytes(6 * size))]), "'x'", descr[1:])

    def test_uint16_without_the_flag(self):
        self.refuse_case(npz([("x", npy([1, 2], (1, 2), "<u2"))]), "'x'", "--dtype bfloat16")

    def test_duplicate_name(self):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            data = npz([("x", X), ("x", X)])
        self.refuse_case(data, "'x.npy'", "twice")

    def test_unknown_name(self):
        self.refuse_case(npz([("x", X), ("gamma", VECTOR)]), "'gamma'")

    def test_control_characters_do_not_break_the_sentence(self):
        self.refuse_case(npz([("x", X), ("a\nb\x1b[31m", VECTOR)]))


class BadArray(program.ProgramTest):
    def refuse_arrays(self, arrays, *mentions, flags=()):
        case = self.write("case.npz", npz(list(arrays.items())))
        self.refuse(["case.npz", *mentions], "exact", "--in", case, "--out", self.path("out.npz"), *flags)

    def test_no_x(self):
        self.refuse_arrays({"weight": VECTOR}, "'x'", "missing")

    def test_rank_of_x(self):
        for shape in [(), (6,), (1, 1, 1, 1, 1, 6)]:
            with self.subTest(shape=shape):
                self.refuse_arrays({"x": npy([1] * (6 if shape else 1), shape)}, "'x'", "rank")

    def test_zero_channels(self):
        self.refuse_arrays({"x": npy([], (3, 0))}, "'x'", "zero channels")
        self.refuse_arrays({"x": npy([], (3, 2, 0))}, "'x'", "zero channels", flags=["--layout", "nhwc"])

    def test_vectors_that_do_not_fit(self):
        for name in ["weight", "bias", "running_mean", "running_var"]:
            for wrong in [npy([1, 2, 3], (3,)), npy([1, 2], (1, 2)), npy([1], (1,)), npy([1], ())]:
                with self.subTest(name=name):
                    arrays = {"x": X, "running_mean": VECTOR, "running_var": VECTOR, name: wrong}
                    self.refuse_arrays(arrays, f"'{name}'", "shape")
                    self.refuse_arrays({**arrays, "dy": X}, f"'{name}'", flags=["--pass", "backward"])

    def test_dy_that_does_not_fit(self):
        for pass_name in ["forward_training", "backward"]:
            self.refuse_arrays({"x": X, "dy": npy([1] * 6, (2, 3))}, "'dy'", "shape", flags=["--pass", pass_name])

    def test_arrays_the_pass_ignores_are_still_floats(self):
        self.refuse_arrays({"x": X, "dy": npy([1] * 6, (3, 2), "<i8")}, "'dy'", "<i8")

    def test_missing_arrays(self):
        self.refuse_arrays({"x": X}, "'dy'", flags=["--pass", "backward"])
        self.refuse_arrays({"x": X}, "'running_mean'", flags=["--pass", "inference"])
        self.refuse_arrays({"x": X, "running_mean": VECTOR}, "'running_var'", flags=["--pass", "inference"])
        self.refuse_arrays({"x": X, "dy": X}, "'running_mean'", flags=["--pass", "backward_inference"])
        self.refuse_arrays({"x": X, "running_mean": VECTOR, "running_var": VECTOR}, "'dy'",
                           flags=["--pass", "backward_inference"])

    def test_num_batches_tracked(self):
        running = {"x": X, "running_mean": VECTOR, "running_var": VECTOR}
        for wrong in [npy([1.0], (), "<f8"), npy([1, 2], (2,), "<i8"), npy([-1], (), "<i8"),
                      npy([(1 << 63) - 1], (), "<i8"), npy([], (0,), "<i8")]:
            self.refuse_arrays({**running, "num_batches_tracked": wrong}, "num_batches_tracked")


class BadFlag(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.case = self.write("case.npz", npz([("x", X)]))

    def refuse_flags(self, *flags, mentions=None):
        self.refuse([flags[0].strip("-"), *(mentions or [])],
                    "exact", "--in", self.case, "--out", self.path("out.npz"), *flags)

    def test_eps(self):
        for wrong in ["nan", "-1", "-0x1p-1074", "inf", "-inf", "1e999", "", "1e-5x", " 1", "1,5", "0x"]:
            with self.subTest(eps=wrong):
                self.refuse_flags("--eps", wrong)
        self.refuse_flags("--eps", "1e400", mentions=["--eps '1e400' is not"])

    def test_momentum(self):
        for wrong in ["nan", "-0.1", "1.0000000000000002", "inf", "average", ""]:
            with self.subTest(momentum=wrong):
                self.refuse_flags("--momentum", wrong)
        self.refuse_flags("--momentum", "0x2", mentions=["--momentum '0x2' is not"])

    def test_names(self):
        for flag, wrong in [("--operator", "batchnorm"), ("--pass", "training"), ("--layout", "chwn"),
                            ("--layout", "strided:2,1+0"), ("--dtype", "float8"), ("--output-dtype", "float64"),
                            ("--output-dtype", "half"), ("--groups", "0"), ("--groups", "2"), ("--groups", "x"),
                            ("--threads", "0"), ("--threads", "two")]:
            with self.subTest(flag=flag, value=wrong):
                self.refuse_flags(flag, wrong)

    def test_unknown_flag(self):
        self.refuse_flags("--epsilon", "1")

    def test_place_that_cannot_be_written(self):
        for out in ["/proc/out.npz", self.case + "/out.npz", self.path("none/out.npz"), self.folder]:
            with self.subTest(out=out):
                self.refuse([out], "exact", "--in", self.case, "--out", out)


class BadCommand(program.ProgramTest):
    GOOD = "batch_norm forward_training shape=3,2"

    def test_problem_text(self):
        for text, word in [("batch_norm forward_training shape=3,2 hazrd=benign", "hazrd"),
                           ("batch_norm forward_training shape=3,2 hazard=benin", "benin"),
                           ("batch_norm forward_training shape=3,0", "zero channels"),
                           ("batch_norm forward_training shape=3,-2", "shape"),
                           ("batch_norm forward_training shape=3,2 eps=nan", "eps"),
                           ("batch_norm forward_training shape=3,2 momentum=2", "momentum"),
                           ("batch_norm forward shape=3,2", "forward"),
                           ("batchnorm forward_training shape=3,2", "batchnorm"), ("", "problem"),
                           ("batch_norm forward_training", "problem")]:
            with self.subTest(text=text):
                self.refuse([word], "run", text, "--backend", "two_pass")
                self.refuse([word], "explain", text, "--backend", "two_pass")

    def test_unknown_backend(self):
        self.refuse(["'twopass'", "two_pass"], "run", self.GOOD, "--backend", "twopass")
        self.refuse(["'twopass'"], "explain", self.GOOD, "--backend", "twopass")
        self.refuse(["'twopass'"], "audit", "--backends", "twopass", "--out", self.path("out"))
        case = self.write("case.npz", npz([("x", X)]))
        self.refuse(["twopass"], "check", "--case", case, "--got", case, "--contract", "twopass")

    def test_nothing_judged(self):
        for command in ("run", "explain"):
            self.refuse(["nothing was judged"], command, "batch_norm inference shape=0,2,3", "--backend", "two_pass")
        case = self.write("case.npz", npz([("x", npy([], (0, 2)))]))
        got = self.write("got.npz", npz([("y", npy([], (0, 2)))]))
        self.refuse(["nothing was judged"], "check", "--case", case, "--got", got)
        empty = self.write("empty.npz", npz([]))
        self.refuse(["empty.npz"], "check", "--case", case, "--got", empty)

    def test_unknown_words(self):
        self.refuse(["'backend'"], "list", "backend")
        self.refuse(["'verify'"], "golden", "verify")
        self.refuse(["'none'"], "golden", "check", "--family", "none")
        self.refuse(["'pickle'"], "golden", "export", "--format", "pickle", "--out", self.path("out"))
        self.refuse(["'none'"], "audit", "--families", "none", "--out", self.path("out"))
        self.refuse(["'none'"], "audit", "--operators", "none", "--out", self.path("out"))
        self.refuse(["frobnicate"], "frobnicate")
        self.refuse(["command"])

    def test_golden_data_that_are_not_there(self):
        self.refuse([self.path("none"), "not a folder"], "golden", "check", "--data", self.path("none"))
        self.refuse(["manifest.json is missing"], "golden", "check", "--data", self.folder)

    def test_shards(self):
        for shard in ["0/2", "3/2", "1", "1/0", "a/b", "1/2/3", "-1/2"]:
            self.refuse(["shard"], "audit", "--shard", shard, "--out", self.path("out"))

    def test_audit_folder(self):
        file = self.write("file", b"")
        for out in ["/proc/audit", file, self.path("none/audit"), file + "/audit"]:
            with self.subTest(out=out):
                self.refuse([out], "audit", "--families", "benign", "--out", out)

    def test_output_that_cannot_be_written(self):
        done = program.subprocess.run(f"'{program.BINARY}' list backends > /dev/full", shell=True,
                                      capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (3, "normaudit: cannot write to standard output\n"))


if __name__ == "__main__":
    program.main()

"""ptx_check.py finds each planted fault and nothing in clean PTX: ptx_check_test.py."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))

import ptx_check  # noqa: E402

CLEAN = """//
.version 9.0
.target sm_90
.address_size 64

.func (.param .b32 func_retval0) helper(
	.param .b32 helper_param_0
)
{
	.reg .f32 	%f<3>;
	ret;
}

.visible .entry kernel_a(
	.param .u64 kernel_a_param_0
)
.maxntid 512, 1, 1
{
	.reg .pred 	%p<2>;
	.shared .align 16 .b8 part[64];
	ld.param.u64 	%rd1, [kernel_a_param_0];
	@%p1 bra 	$L__BB0_2;
$L__BB0_2:
	ld.global.nc.v4.u32 	{%r1, %r2, %r3, %r4}, [%rd1];
	mul.rn.f32 	%f3, %f1, %f2; // mul.f32 and .local are words of a comment
	fma.rn.f32 	%f4, %f1, %f2, %f3;
	{
	rsqrt.approx.ftz.f32 	%f5, %f4;
	}
	div.rn.f32 	%f6, %f5, %f4;
	sqrt.rn.f64 	%fd1, %fd2;
	cvt.rn.f16.f32 	%rs1, %f6;
	mad.lo.s32 	%r5, %r1, %r2, %r3;
	add.s64 	%rd2, %rd1, 16;
	atom.add.release.gpu.global.u32 	%r6, [%rd2], 1;
	st.global.v4.f32 	[%rd1], {%f1, %f2, %f3, %f4};
	ret;
}
"""

REPORT = """ptxas info    : 0 bytes gmem
ptxas info    : Compiling entry function 'kernel_a' for 'sm_90'
ptxas info    : Function properties for kernel_a
    0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
ptxas info    : Used 40 registers, used 1 barriers, 64 bytes smem
"""

LOAD = "ld.global.nc.v4.u32 	{%r1, %r2, %r3, %r4}, [%rd1];"


def faults(text, narrow=()):
    return ptx_check.faults_of_ptx("a.ptx", text, narrow)[0]


class Ptx(unittest.TestCase):
    def test_clean_text_has_no_fault(self):
        self.assertEqual(faults(CLEAN), [])

    def test_a_kernel_and_a_function_are_seen_whole(self):
        found = ptx_check.functions_of(CLEAN)
        self.assertEqual([(f.name, f.entry) for f in found], [("helper", False), ("kernel_a", True)])
        self.assertEqual(found[1].lines[-1][1], "ret;")

    def test_each_planted_instruction_is_found(self):
        for line, why in [
            ("rsqrt.approx.f32 %f1, %f2;", "approximate"),
            ("rsqrt.approx.f64 %fd1, %fd2;", "approximate"),
            ("div.approx.f32 %f1, %f2, %f3;", "approximate"),
            ("@%p1 ex2.approx.ftz.f32 %f1, %f2;", "approximate"),
            ("mul.rn.ftz.f32 %f1, %f2, %f3;", "flushes"),
            ("cvt.rn.ftz.f16.f32 %rs1, %f1;", "flushes"),
            ("div.full.f32 %f1, %f2, %f3;", "round to nearest"),
            ("add.f32 %f1, %f2, %f3;", "may fuse"),
            ("@!%p1 mul.f32 %f1, %f2, %f3;", "may fuse"),
            ("sub.f64 %fd1, %fd2, %fd3;", "may fuse"),
            ("mul.f16x2 %r1, %r2, %r3;", "may fuse"),
            ("add.rz.f32 %f1, %f2, %f3;", "round to nearest"),
            ("mad.rn.f32 %f1, %f2, %f3, %f4;", "no fmaf"),
            ("red.global.add.f32 [%rd1], %f1;", "atomic"),
            ("atom.global.add.f64 %fd1, [%rd1], %fd2;", "atomic"),
            ("ld.local.f32 %f1, [%rd1];", "local memory"),
            ("st.local.v4.f32 [%rd1], {%f1, %f2, %f3, %f4};", "local memory"),
            (".local .align 16 .b8 __local_depot0[64];", "local memory"),
        ]:
            planted = CLEAN.replace(LOAD, LOAD + "\n\t" + line)
            found = faults(planted)
            self.assertEqual(len(found), 1, (line, found))
            self.assertIn(why, found[0])
            self.assertIn(line, found[0])
            self.assertIn("kernel_a", found[0])

    def test_a_fault_in_a_device_function_is_found(self):
        self.assertEqual(len(faults(CLEAN.replace("	ret;\n}\n\n.vis", "	add.f32 %f1, %f2, %f3;\n	ret;\n}\n\n.vis"))), 1)

    def test_wide_loads(self):
        for line in ["ld.global.v2.f64 {%fd1, %fd2}, [%rd1];", "@%p1 ld.global.cs.v4.f32 {%f1, %f2, %f3, %f4}, [%rd1];",
                     "ld.global.nc.v2.b64 {%rd5, %rd6}, [%rd1];", "cp.async.cg.shared.global [%r1], [%rd1], 16;",
                     "cp.async.ca.shared.global [%r1], [%rd1], 16;"]:
            self.assertEqual(faults(CLEAN.replace(LOAD, line)), [], line)

    def test_narrow_loads_alone_are_a_fault_unless_excused(self):
        for line in ["ld.global.v2.f32 {%f1, %f2}, [%rd1];", "ld.global.f64 %fd1, [%rd1];", "ld.shared.v4.f32 {%f1}, [%r1];",
                     "ld.v4.f32 {%f1}, [%rd1];", "cp.async.ca.shared.global [%r1], [%rd1], 8;", "ld.global.v4.u16 {%rs1}, [%rd1];"]:
            text = CLEAN.replace(LOAD, line)
            self.assertIn("128-bit", "".join(faults(text)), line)
            self.assertEqual(faults(text, ["kernel_[a]"]), [], line)
            self.assertNotEqual(faults(text, ["other"]), [], line)

    def test_an_excuse_counts_as_needed_only_where_it_is(self):
        self.assertEqual(ptx_check.faults_of_ptx("a.ptx", CLEAN, ["kernel"])[1], set())
        self.assertEqual(ptx_check.faults_of_ptx("a.ptx", CLEAN.replace(LOAD, ""), ["kernel"])[1], {"kernel"})


class Report(unittest.TestCase):
    def test_registers_are_read(self):
        self.assertEqual(ptx_check.read_report("a", REPORT), ([], [("sm_90", "kernel_a", 40)]))

    def test_stack_and_spills_are_faults(self):
        for number in range(3):
            parts = REPORT.split("0 bytes s")
            planted = "0 bytes s".join(parts[:number + 1]) + "8 bytes s" + "0 bytes s".join(parts[number + 1:])
            self.assertNotEqual(planted, REPORT)
            found = ptx_check.read_report("a", planted)[0]
            self.assertEqual(len(found), 1, planted)
            self.assertIn("kernel_a for sm_90: ", found[0])


class Program(unittest.TestCase):
    def run_on(self, ptx, report, *more):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "a.o")
            path.write_bytes(b"\x7fELF\0\xff" + ptx.encode() + b"\0\xfe")
            pathlib.Path(folder, "a.o.ptxas").write_text(report)
            return subprocess.run([sys.executable, ptx_check.__file__, *more, "--objects", path],
                                  capture_output=True, text=True)

    def test_exit_codes_and_the_last_line(self):
        for ptx, report, chip, more, sentence in [
            (CLEAN, REPORT, "sm_90", [], ""),
            (CLEAN, REPORT, "sm_80", [], "kernel_a is in the PTX but was not compiled for sm_80"),
            (CLEAN, "", "sm_90", [], "was not compiled for sm_90"),
            (CLEAN.replace("kernel_a", "kernel_b"), REPORT, "sm_90", [], "kernel_b is in the PTX but"),
            ("", REPORT, "sm_90", [], "no kernel was found in any PTX"),
            (CLEAN.replace(".entry", ".func"), REPORT, "sm_90", [], "no kernel was found in any PTX"),
            (CLEAN, REPORT, "sm_90", ["--narrow", "kernel"], "--narrow kernel excuses no kernel"),
            (CLEAN.replace("mul.rn", "mul"), REPORT, "sm_90", [], "may fuse"),
            (CLEAN + "\0" + CLEAN.replace("sqrt.rn", "sqrt"), REPORT, "sm_90", [], "may fuse"),
            (CLEAN, REPORT.replace("0 bytes spill l", "4 bytes spill l"), "sm_90", [], "4 bytes spill loads"),
        ]:
            done = self.run_on(ptx, report, *more, "--chips", chip)
            self.assertEqual(done.stderr, "")
            self.assertEqual(done.returncode, 1 if sentence else 0, done.stdout)
            self.assertIn(sentence, done.stdout)
        self.assertIn("  40  kernel_a\n1 kernels, 0 faults\n", self.run_on(CLEAN, REPORT, "--chips", "sm_90").stdout)


if __name__ == "__main__":
    unittest.main()

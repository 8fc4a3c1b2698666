"""The second opinion examined alone: against hand-computed values, the standard library, and long decimals."""

import math
import os
import struct
import tempfile
import unittest
from decimal import Decimal, localcontext
from fractions import Fraction

from .batch_norm import Channel, backward, backward_inference, forward_training, inference
from .draw import DTYPES, Draw, pattern_of
from .formats import FLOAT16, FLOAT32, FLOAT64, FORMATS, MINUS_INF, NAN, PLUS_INF, decode
from .npz import Array, read_npz, write_npz
from .number import ZERO, Number, exact
from .rounding import hi_and_lo, round_to

STRUCT_CODES = {"float64": ("<d", "<Q"), "float32": ("<f", "<I"), "float16": ("<e", "<H")}


def numbers(*values):
    return [exact(v if isinstance(v, str) else Fraction(v)) for v in values]


def float_of(value):
    return struct.unpack("<d", struct.pack("<Q", round_to(value, FLOAT64)))[0]


class SecondOpinionOnFormats(unittest.TestCase):
    def test_decodes_as_struct_does(self):
        draw = Draw("decode")
        for dtype, (float_code, int_code) in STRUCT_CODES.items():
            for _ in range(2000):
                bits = draw.finite(dtype)
                (value,) = struct.unpack(float_code, struct.pack(int_code, bits))
                self.assertEqual(decode(bits, FORMATS[dtype]), Fraction(value))

    def test_decodes_bfloat16_as_the_upper_half_of_float32(self):
        for bits in range(1 << 16):
            self.assertEqual(decode(bits, FORMATS["bfloat16"]), decode(bits << 16, FLOAT32))

    def test_rounds_a_representable_number_to_itself(self):
        draw = Draw("itself")
        for dtype in DTYPES:
            fmt = FORMATS[dtype]
            for bits in [draw.finite(dtype) for _ in range(500)] + [1, 2, fmt.infinity - 1, fmt.infinity]:
                if bits != fmt.sign_bit:
                    self.assertEqual(round_to(exact(decode(bits, fmt)), fmt), bits)

    def test_rounds_rationals_as_the_standard_library_does(self):
        draw = Draw("rationals")
        for _ in range(2000):
            shift = draw.below(2200) - 1100
            value = Fraction(draw.below(2**64) + 1, draw.below(2**60) + 1) * Fraction(2) ** shift
            try:
                want = float(value)
            except OverflowError:
                want = math.inf
            self.assertEqual(round_to(Number(value), FLOAT64), struct.unpack("<Q", struct.pack("<d", want))[0])

    def test_narrows_as_struct_does(self):
        draw = Draw("narrow")
        for dtype in ("float32", "float16"):
            fmt = FORMATS[dtype]
            float_code, int_code = STRUCT_CODES[dtype]
            for _ in range(4000):
                lower = draw.finite(dtype) & (fmt.sign_bit - 1)
                if lower + 1 >= fmt.infinity:
                    continue
                middle = (decode(lower, fmt) + decode(lower + 1, fmt)) / 2
                value = middle * (1 + Fraction(draw.below(3) - 1, 2**52)) if middle.denominator < 2**1000 else middle
                value = Fraction(float(value))
                want = struct.unpack(int_code, struct.pack(float_code, float(value)))[0]
                self.assertEqual(round_to(Number(value), fmt), want)

    def test_rounds_ties_to_even_and_overflow_at_the_midpoint(self):
        largest = decode(FLOAT16.infinity - 1, FLOAT16)
        self.assertEqual(largest, 65504)
        self.assertEqual(round_to(Number(largest + 16), FLOAT16), FLOAT16.infinity)
        self.assertEqual(round_to(Number(largest + 16 - Fraction(1, 2**400)), FLOAT16), FLOAT16.infinity - 1)
        self.assertEqual(round_to(Number(-Fraction(1, 2**25)), FLOAT16), 0x8000)  # a tie of -0 and -tiny
        self.assertEqual(round_to(Number(Fraction(3, 2**25)), FLOAT16), 2)
        self.assertEqual(pattern_of(1 + Fraction(1, 2**8), "bfloat16"), 0x3F80)
        self.assertEqual(pattern_of(1 + Fraction(3, 2**8), "bfloat16"), 0x3F82)


class SecondOpinionOnRadicals(unittest.TestCase):
    def test_rounds_root_two(self):
        half_root = Number(Fraction(0), Fraction(1), Fraction(2))
        hi, lo = hi_and_lo(half_root)
        self.assertEqual(hi, 0x3FE6A09E667F3BCD)
        self.assertEqual(struct.pack("<Q", lo), struct.pack("<d", -4.833646656726457e-17))

    def test_folds_rational_roots(self):
        self.assertEqual(Number(Fraction(1), Fraction(3), Fraction(9, 4)).a, 3)
        self.assertEqual(Number(Fraction(1), Fraction(3), Fraction(8)).b, 3)

    def test_every_floor_is_the_floor_of_a_long_decimal(self):
        draw = Draw("floors")
        with localcontext() as context:
            context.prec = 900
            for _ in range(300):
                a = Fraction(draw.below(2**40) - 2**39, draw.below(2**30) + 1)
                b = Fraction(draw.below(2**40) - 2**39, draw.below(2**30) + 1)
                v = Fraction(draw.below(2**40) + 1, draw.below(2**30) + 1)
                if draw.chance(2):  # cancel: a is b/sqrt(v) to sixty digits
                    root = Decimal(b.numerator) / b.denominator / (Decimal(v.numerator) / v.denominator).sqrt()
                    a = -Fraction(round(root, 60))
                value = Number(a, b, v)
                decimal = (Decimal(a.numerator) / a.denominator
                           + Decimal(b.numerator) / b.denominator / (Decimal(v.numerator) / v.denominator).sqrt())
                for k in (300, -5, 0, 61, 700):
                    floor = (decimal * 2**k if k >= 0 else decimal / 2**-k).to_integral_value("ROUND_FLOOR")
                    self.assertEqual(value.floor_at(k), int(floor))

    def test_neighbours_of_a_rounded_value_are_further_away(self):
        draw = Draw("neighbours")
        with localcontext() as context:
            context.prec = 900
            for _ in range(300):
                n = 2 + draw.below(6)
                xs = [decode(draw.with_exponent("float64", -20, 20), FLOAT64) for _ in range(n)]
                out = forward_training(Channel(x=[Number(x) for x in xs], eps=Fraction(1e-5)))
                decimals = [Decimal(x.numerator) / x.denominator for x in xs]
                mean = sum(decimals) / n
                var = sum((x - mean) ** 2 for x in decimals) / n
                for x, y in zip(decimals, out["y"]):
                    true = (x - mean) / (var + Decimal(1e-5)).sqrt()
                    bits = round_to(y, FLOAT64)
                    errors = []
                    for candidate in (bits, bits - 1, bits + 1):
                        number = decode(candidate, FLOAT64)
                        errors.append(abs(Decimal(number.numerator) / number.denominator - true))
                    self.assertLess(errors[0], min(errors[1:]))


class SecondOpinionOnBatchNorm(unittest.TestCase):
    def test_hand_computed_forward(self):
        # mean 3, var 4, eps 12: invstd 1/4
        out = forward_training(Channel(x=numbers(1, 5, 1, 5), weight=exact(2), bias=exact(10), eps=Fraction(12),
                                       momentum=Fraction(1, 2), running_mean=exact(1), running_var=exact(2)))
        self.assertEqual([y.a for y in out["y"]], [9, 11, 9, 11])
        self.assertEqual((out["save_mean"].a, out["save_var"].a, out["save_invstd"].a), (3, 4, Fraction(1, 4)))
        self.assertEqual((out["running_mean"].a, out["running_var"].a), (2, 1 + Fraction(8, 3)))

    def test_hand_computed_backward(self):
        # xhat -1/2, 1/2, -1/2, 1/2; dy 1 at the first: dbias 1, dweight -1/2, dx = 2/4*(dy - 1/4 + xhat/8)
        out = backward(Channel(x=numbers(1, 5, 1, 5), dy=numbers(1, 0, 0, 0), weight=exact(2), eps=Fraction(12)))
        self.assertEqual((out["dbias"].a, out["dweight"].a), (1, Fraction(-1, 2)))
        self.assertEqual([d.a for d in out["dx"]],
                         [Fraction(11, 32), Fraction(-3, 32), Fraction(-5, 32), Fraction(-3, 32)])

    def test_hand_computed_inference(self):
        channel = Channel(x=numbers(1, 5), dy=numbers(3, 7), weight=exact(2), bias=exact(1), running_mean=exact(-1),
                          running_var=exact(3), eps=Fraction(1))
        self.assertEqual([y.a for y in inference(channel)["y"]], [3, 7])
        out = backward_inference(channel)
        self.assertEqual([d.a for d in out["dx"]], [3, 7])
        self.assertEqual((out["dweight"].a, out["dbias"].a), (24, 10))

    def test_dx_is_the_derivative(self):
        """Finite differences in exact arithmetic: the error is a multiple of the step squared."""
        xs, dys, step = [3, -1, 4, 1, -5], [2, 7, 1, -8, 2], Fraction(1, 2**60)
        dx = backward(Channel(x=numbers(*xs), dy=numbers(*dys), weight=exact(3), eps=Fraction(1)))["dx"]

        def loss(i, delta):
            moved = [x + (delta if j == i else 0) for j, x in enumerate(xs)]
            ys = forward_training(Channel(x=numbers(*moved), weight=exact(3), eps=Fraction(1)))["y"]
            return sum(dy * Fraction(y.floor_at(300), 2**300) for dy, y in zip(dys, ys))

        for i, exact_dx in enumerate(dx):
            difference = (loss(i, step) - loss(i, -step)) / (2 * step)
            self.assertLess(abs(difference - Fraction(exact_dx.floor_at(300), 2**300)), 1000 * step**2)

    def test_cancelling_case_of_the_design(self):
        big = 2**100
        y = forward_training(Channel(x=numbers(big, -big), bias=exact(-1), eps=Fraction(1e-5)))["y"]
        self.assertEqual(f"{float_of(y[0]):.1e}", "-3.1e-66")
        self.assertEqual(float_of(y[1]), -2.0)

    def test_special_values_of_training(self):
        for x, mean in (((PLUS_INF, 1), PLUS_INF), ((MINUS_INF, 1), MINUS_INF), ((PLUS_INF, MINUS_INF), NAN),
                        ((NAN, 1), NAN)):
            channel = Channel(x=numbers(*x), dy=numbers(1, 2), running_mean=exact(0), running_var=exact(1),
                              momentum=Fraction(1, 10))
            out = forward_training(channel)
            self.assertEqual((out["save_mean"], out["running_mean"]), (mean, mean))
            self.assertEqual([out["save_var"], out["save_invstd"], out["running_var"], *out["y"]], [NAN] * 5)
            out = backward(channel)
            self.assertEqual([out["dweight"], *out["dx"], out["dbias"].a], [NAN, NAN, NAN, 3])

    def test_special_values_of_dy(self):
        out = backward(Channel(x=numbers(1, 2, 6), dy=numbers(PLUS_INF, 0, 0), eps=Fraction(1)))
        self.assertEqual((out["dbias"], out["dweight"], out["dx"]), (PLUS_INF, MINUS_INF, [NAN, MINUS_INF, NAN]))

    def test_degenerate_channels(self):
        channel = Channel(x=numbers(7, 7), dy=numbers(1, 2), bias=exact(5), weight=exact(3))
        out = forward_training(channel)
        self.assertEqual([out["save_invstd"].a, *(y.a for y in out["y"])], [0, 5, 5])
        out = backward(channel)
        self.assertEqual([out["dweight"].a, *(d.a for d in out["dx"])], [0, 0, 0])
        single = forward_training(Channel(x=numbers(7), running_mean=exact(1), running_var=exact(1)))
        self.assertEqual((single["save_var"].a, single["running_var"]), (0, NAN))

    def test_empty_channels(self):
        out = forward_training(Channel(x=[], running_mean=exact(4), running_var=exact(5)))
        self.assertEqual((out["y"], out["save_mean"], out["save_var"], out["save_invstd"]), ([], NAN, NAN, NAN))
        self.assertEqual((out["running_mean"].a, out["running_var"].a), (4, 5))
        out = backward(Channel(x=[], dy=[]))
        self.assertTrue(out["dweight"].is_zero() and out["dbias"].is_zero() and out["dx"] == [])

    def test_zero_and_negative_denominators(self):
        channel = Channel(x=numbers(1, 2, 3), running_mean=exact(2), running_var=exact(-1), eps=Fraction(1))
        self.assertEqual(inference(channel)["y"], [MINUS_INF, NAN, PLUS_INF])
        channel.eps = Fraction(1, 2)
        self.assertEqual(inference(channel)["y"], [NAN, NAN, NAN])
        channel.running_var = PLUS_INF
        self.assertTrue(all(y.is_zero() for y in inference(channel)["y"]))

    def test_an_exact_zero_is_plus_zero_and_underflow_keeps_its_sign(self):
        self.assertEqual(hi_and_lo(ZERO), (0, 0))
        minute = Number(Fraction(-1, 3 * 2**1080))
        self.assertEqual(hi_and_lo(minute), (1 << 63, 1 << 63))
        self.assertEqual(hi_and_lo(Number(Fraction(2) ** 1024)), (FLOAT64.infinity, 0))
        self.assertEqual(hi_and_lo(NAN), (0x7FF8000000000000, 0))


class SecondOpinionOnFiles(unittest.TestCase):
    def test_npz_keeps_every_bit_in_both_orders(self):
        draw = Draw("npz")
        for compressed in (False, True):
            arrays = {f"{dtype}_{k}": draw.array("any_bits", dtype, shape) for dtype in DTYPES
                      for k, shape in enumerate(((2, 3, 4), (), (5,), (0, 3), (1, 2, 3, 2, 2)))}
            arrays["counted"] = Array("int64", (), [-7])
            with tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "a.npz")
                write_npz(path, arrays, compressed)
                self.assertEqual(read_npz(path), arrays)

    def test_fortran_order_places_the_first_axis_fastest(self):
        array = Array("float16", (2, 3), [0, 1, 2, 3, 4, 5], fortran=True)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.npz")
            write_npz(path, {"a": array})
            with open(path, "rb") as stream:
                self.assertIn(struct.pack("<6H", 0, 3, 1, 4, 2, 5), stream.read())

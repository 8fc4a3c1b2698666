"""Random bit patterns by style, from random.Random(seed).getrandbits alone, so the same on every machine."""

import random
from fractions import Fraction

from .formats import FORMATS
from .npz import Array
from .number import Number
from .rounding import round_to

DTYPES = ("float64", "float32", "float16", "bfloat16")


def pattern_of(value, dtype):
    """The pattern of the number nearest to a rational (an int, a Fraction, or a float's own value)."""
    return round_to(Number(Fraction(value)), FORMATS[dtype])


def special(name, dtype):
    fmt = FORMATS[dtype]
    return {"nan": fmt.quiet_nan, "-nan": fmt.sign_bit | fmt.infinity + 1, "inf": fmt.infinity,
            "-inf": fmt.sign_bit | fmt.infinity, "0": 0, "-0": fmt.sign_bit, "max": fmt.infinity - 1,
            "-max": fmt.sign_bit | fmt.infinity - 1, "tiny": 1, "-tiny": fmt.sign_bit | 1}[name]


SPECIALS = ("nan", "-nan", "inf", "-inf")


class Draw:
    def __init__(self, seed):
        self.source = random.Random(seed)

    def below(self, n):
        return self.source.getrandbits(64) % n

    def chance(self, one_in):
        return self.below(one_in) == 0

    def pick(self, choices):
        return choices[self.below(len(choices))]

    def with_exponent(self, dtype, low, high):
        """A random significand and sign, the exponent between low and high, clipped to the format."""
        fmt = FORMATS[dtype]
        bias = (1 << (fmt.exponent_bits - 1)) - 1
        field = low + self.below(high - low + 1) + bias
        field = max(0, min(field, 2 * bias))
        significand = self.source.getrandbits(fmt.precision - 1)
        return self.source.getrandbits(1) * fmt.sign_bit | field << (fmt.precision - 1) | significand

    def finite(self, dtype):
        while True:
            bits = self.source.getrandbits(FORMATS[dtype].width)
            if bits & (FORMATS[dtype].sign_bit - 1) < FORMATS[dtype].infinity:
                return bits

    def patterns(self, style, dtype, count):
        fmt = FORMATS[dtype]
        if style == "constant":
            return [self.finite(dtype)] * count
        if style == "near":  # one large number and its neighbours: cancellation
            base = self.with_exponent(dtype, 0, 12) & ~15
            return [base + self.below(16) for _ in range(count)]
        if style == "two_valued":
            pair = (self.with_exponent(dtype, -2, 2), self.with_exponent(dtype, -2, 2))
            return [self.pick(pair) for _ in range(count)]
        return [self.one(style, dtype, fmt) for _ in range(count)]

    def one(self, style, dtype, fmt):
        if style == "tame":
            return self.with_exponent(dtype, -3, 2)
        if style == "integers":
            return pattern_of(self.below(13) - 6, dtype)
        if style == "huge":
            return self.with_exponent(dtype, 290, 300)
        if style == "minute":
            return self.with_exponent(dtype, -300, -290)
        if style == "wide":
            return self.with_exponent(dtype, -300, 300)
        if style == "subnormal":
            return self.source.getrandbits(fmt.precision - 1) | self.source.getrandbits(1) * fmt.sign_bit
        if style == "extreme":
            return special(self.pick(("max", "-max", "tiny", "-tiny", "0", "-0")), dtype)
        if style == "any_finite":
            return self.finite(dtype)
        if style == "any_bits":
            return self.source.getrandbits(fmt.width)
        if style == "sprinkled":  # mostly tame, now and then a NaN or an infinity
            return special(self.pick(SPECIALS), dtype) if self.chance(6) else self.with_exponent(dtype, -3, 2)
        if style == "specials":
            return special(self.pick(SPECIALS + ("0", "-0", "max")), dtype)
        raise ValueError(style)

    def array(self, style, dtype, shape):
        count = 1
        for extent in shape:
            count *= extent
        return Array(dtype, tuple(shape), self.patterns(style, dtype, count), fortran=self.chance(2))


FINITE_STYLES = ("tame", "integers", "huge", "minute", "wide", "subnormal", "extreme", "any_finite", "constant", "near",
                 "two_valued")
ALL_STYLES = FINITE_STYLES + ("any_bits", "sprinkled", "sprinkled", "specials")

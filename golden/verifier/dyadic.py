"""Floating-point numbers as integer * 2^exponent, and the classes of those that are no numbers."""

import math
import struct

# dtype -> bits, bits of significand with the hidden one, npy description, struct code
WIDTHS = {"float64": (64, 53, "<f8", "Q"), "float32": (32, 24, "<f4", "I"), "float16": (16, 11, "<f2", "H"),
          "bfloat16": (16, 8, "<u2", "H")}


class Dyadic:
    """integer * 2^exponent, exactly."""

    __slots__ = ("integer", "exponent")

    def __init__(self, integer, exponent=0):
        self.integer, self.exponent = integer, exponent

    def __add__(self, other):
        low = min(self.exponent, other.exponent)
        return Dyadic((self.integer << (self.exponent - low)) + (other.integer << (other.exponent - low)), low)

    def __neg__(self):
        return Dyadic(-self.integer, self.exponent)

    def __sub__(self, other):
        return self + -other

    def __mul__(self, other):
        if isinstance(other, int):
            return Dyadic(self.integer * other, self.exponent)
        return Dyadic(self.integer * other.integer, self.exponent + other.exponent)

    def sign(self):
        return (self.integer > 0) - (self.integer < 0)

    def stand_in(self):
        """A float that has its class and sign, for answers that are not real numbers."""
        return float(self.sign())


ZERO, ONE = Dyadic(0), Dyadic(1)


def decode(bits, dtype="float64"):
    """A Dyadic, or one of the floats nan, inf, -inf."""
    width, precision, _, _ = WIDTHS[dtype]
    top = (1 << (width - precision)) - 1
    field, fraction = bits >> (precision - 1) & top, bits & ((1 << (precision - 1)) - 1)
    negative = bits >> (width - 1)
    if field == top:
        return math.nan if fraction else -math.inf if negative else math.inf
    significand = fraction | (1 << (precision - 1) if field else 0)
    exponent = max(field, 1) - (top >> 1) - (precision - 1)
    return Dyadic(-significand if negative else significand, exponent)


def hex_number(text):
    return decode(struct.unpack("<Q", struct.pack("<d", float.fromhex(text)))[0])


def is_real(value):
    return isinstance(value, Dyadic)


def stand_in(value):
    return value.stand_in() if is_real(value) else value


def total(values):
    """Aligned once per running exponent, which keeps the integers small."""
    result = ZERO
    for value in values:
        result = result + value
    return result

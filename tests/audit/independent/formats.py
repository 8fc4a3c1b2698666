"""The four float formats as integers: decoding a bit pattern, and the constants that rounding needs."""

from dataclasses import dataclass
from fractions import Fraction

NAN = "nan"
PLUS_INF = "+inf"
MINUS_INF = "-inf"


@dataclass(frozen=True)
class Format:
    name: str
    width: int  # bits in all
    precision: int  # bits of significand, the hidden one included

    @property
    def exponent_bits(self):
        return self.width - self.precision

    @property
    def infinity(self):
        """The pattern of +inf, which is also one more than that of the largest finite number."""
        return ((1 << self.exponent_bits) - 1) << (self.precision - 1)

    @property
    def quiet_nan(self):
        return self.infinity | 1 << (self.precision - 2)

    @property
    def sign_bit(self):
        return 1 << (self.width - 1)

    @property
    def lowest_exponent(self):
        """The exponent of the unit in the last place of every subnormal."""
        return 2 - (1 << (self.exponent_bits - 1)) - (self.precision - 1)


FLOAT64 = Format("float64", 64, 53)
FLOAT32 = Format("float32", 32, 24)
FLOAT16 = Format("float16", 16, 11)
BFLOAT16 = Format("bfloat16", 16, 8)
FORMATS = {f.name: f for f in (FLOAT64, FLOAT32, FLOAT16, BFLOAT16)}


def decode(bits, fmt):
    """The number that a pattern stands for: a Fraction, or one of NAN, PLUS_INF, MINUS_INF."""
    negative = bool(bits & fmt.sign_bit)
    magnitude = bits & (fmt.sign_bit - 1)
    if magnitude > fmt.infinity:
        return NAN
    if magnitude == fmt.infinity:
        return MINUS_INF if negative else PLUS_INF
    field = magnitude >> (fmt.precision - 1)
    significand = magnitude & ((1 << (fmt.precision - 1)) - 1)
    if field:
        significand |= 1 << (fmt.precision - 1)
        field -= 1
    exponent = fmt.lowest_exponent + field
    value = significand << exponent if exponent >= 0 else Fraction(significand, 1 << -exponent)
    return Fraction(-value if negative else value)

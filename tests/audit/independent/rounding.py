"""Correct rounding, ties to even, by floors alone: no candidate is guessed, no certificate is used."""

from fractions import Fraction

from .formats import FLOAT64, MINUS_INF, NAN, PLUS_INF, decode
from .number import Number


def round_to(value, fmt):
    """The pattern in fmt of an exact extended real: exact zero is +0, underflow keeps its sign, overflow is inf."""
    if value == NAN:
        return fmt.quiet_nan
    if value == PLUS_INF:
        return fmt.infinity
    if value == MINUS_INF:
        return fmt.sign_bit | fmt.infinity
    sign = value.sign()
    if sign == 0:
        return 0
    if sign < 0:
        return fmt.sign_bit | round_positive(value.negated(), fmt)
    return round_positive(value, fmt)


def round_positive(value, fmt):
    k = 8 - value.magnitude_hint()
    step = 64
    while value.floor_at(k) == 0:
        k += step
        step *= 2
    exponent = value.floor_at(k).bit_length() - 1 - k  # 2^exponent <= value < 2^(exponent + 1)
    unit = max(exponent - fmt.precision + 1, fmt.lowest_exponent)
    # Representable numbers are multiples of 2^unit and midpoints of 2^(unit-1): one floor there decides.
    halves = value.floor_at(1 - unit)
    significand, upper_half = halves >> 1, halves & 1
    if upper_half and (significand & 1 or not value.is_dyadic_at(1 - unit)):
        significand += 1
    # The significand's hidden bit carries into the exponent field by itself.
    return min(((unit - fmt.lowest_exponent) << (fmt.precision - 1)) + significand, fmt.infinity)


def hi_and_lo(value):
    """Patterns of the correctly rounded float64 and of the correctly rounded float64 of what it leaves."""
    hi = round_to(value, FLOAT64)
    rounded = decode(hi, FLOAT64)
    if not isinstance(rounded, Fraction):
        return hi, 0
    return hi, round_to(Number(value.a - rounded, value.b, value.v), FLOAT64)

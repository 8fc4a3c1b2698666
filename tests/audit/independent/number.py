"""Exact extended reals a + b*t with t = 1/sqrt(v), v a positive rational: everything batch norm can produce.

Arithmetic is that of IEEE 754 on classes (inf - inf, 0*inf and 0/0 are NaN) and exact on finite numbers; zeros have no
sign. The floor of value*2^k is found with math.isqrt, which is all that rounding needs.
"""

from fractions import Fraction
from functools import lru_cache
from math import isqrt

from .formats import MINUS_INF, NAN, PLUS_INF

CLASSES = (NAN, PLUS_INF, MINUS_INF)
GUARD_BITS = 192  # computed beyond what was asked, so that the next question is a shift; any value is right


@lru_cache(maxsize=256)
def rational_root(v):
    """The square root of a rational where it is rational, else None. Lowest terms: both parts must be squares."""
    top, bottom = isqrt(v.numerator), isqrt(v.denominator)
    return Fraction(top, bottom) if top * top == v.numerator and bottom * bottom == v.denominator else None


class Number:
    """a + b/sqrt(v); where v is the square of a rational, b is folded into a, so b != 0 means irrational."""

    __slots__ = ("a", "b", "v", "known")

    def __init__(self, a, b=Fraction(0), v=None):
        if b:
            root = rational_root(v)
            if root is not None:
                a, b = a + b / root, Fraction(0)
        self.a, self.b, self.v = a, b, (v if b else None)
        self.known = None  # (k, floor of value*2^k), the finest so far

    def is_zero(self):
        return not self.a and not self.b

    def negated(self):
        return Number(-self.a, -self.b, self.v)

    def is_dyadic_at(self, k):
        """Whether value*2^k is an integer."""
        if self.b:
            return False
        top, bottom = self.a.numerator, self.a.denominator
        if k < 0:
            return bottom == 1 and top % (1 << -k) == 0
        return (1 << k) % bottom == 0

    def floor_at(self, k):
        """floor(value*2^k), exactly, for any integer k."""
        if self.known is None or self.known[0] < k:
            fine = k + GUARD_BITS
            self.known = (fine, self._floor_from_scratch(fine))
        have, floor = self.known
        return floor >> (have - k)

    def _floor_from_scratch(self, k):
        up, down = (k, 0) if k >= 0 else (0, -k)
        p, q = self.a.numerator, self.a.denominator
        if not self.b:
            return (p << up) // (q << down)
        # b/sqrt(v) = sign(b)*sqrt(top/bottom) = sign(b)*sqrt(top*bottom)/bottom
        square = self.b * self.b / self.v
        top, bottom = square.numerator, square.denominator
        radical = isqrt(top * bottom * q * q << 2 * up)  # floor of q*sqrt(top*bottom)*2^up, never exact
        if self.b < 0:
            radical = -radical - 1
        return ((p * bottom << up) + radical) // (q * bottom << down)

    def magnitude_hint(self):
        """A power of two near the larger of the two terms: where to begin looking."""
        hints = []
        if self.a:
            hints.append(self.a.numerator.bit_length() - self.a.denominator.bit_length())
        if self.b:
            b, v = self.b, self.v
            hints.append(b.numerator.bit_length() - b.denominator.bit_length()
                         - (v.numerator.bit_length() - v.denominator.bit_length()) // 2)
        return max(hints)

    def sign(self):
        if self.is_zero():
            return 0
        if not self.b:
            return 1 if self.a > 0 else -1
        k = 8 - self.magnitude_hint()
        step = GUARD_BITS
        while self.floor_at(k) in (0, -1):
            k += step
            step *= 2
        return 1 if self.floor_at(k) > 0 else -1


ZERO = Number(Fraction(0))


def exact(value):
    """A Number from an int, a Fraction, or one of the classes."""
    return value if value in CLASSES else Number(Fraction(value))


def sign_of(x):
    """+1, 0 or -1, infinities included; NaN has no sign and is not asked."""
    if x == PLUS_INF:
        return 1
    if x == MINUS_INF:
        return -1
    return x.sign()


def is_finite(x):
    return isinstance(x, Number)


def infinity(sign):
    return PLUS_INF if sign > 0 else MINUS_INF


def add(x, y):
    if is_finite(x) and is_finite(y):
        if x.b and y.b and x.v != y.v:
            raise ArithmeticError("two radicals in one sum: batch norm has one per channel")
        return Number(x.a + y.a, x.b + y.b, x.v or y.v)
    if NAN in (x, y):
        return NAN
    if is_finite(x):
        return y
    if is_finite(y) or x == y:
        return x
    return NAN


def negate(x):
    if is_finite(x):
        return x.negated()
    return {NAN: NAN, PLUS_INF: MINUS_INF, MINUS_INF: PLUS_INF}[x]


def subtract(x, y):
    return add(x, negate(y))


def multiply(x, y):
    if is_finite(x) and is_finite(y):
        if not x.b and not y.b:
            return Number(x.a * y.a)
        if x.b and y.b and x.v != y.v:
            raise ArithmeticError("two radicals in one product: batch norm has one per channel")
        v = x.v or y.v
        return Number(x.a * y.a + x.b * y.b / v, x.a * y.b + x.b * y.a, v)
    if NAN in (x, y):
        return NAN
    sign = sign_of(x) * sign_of(y)
    return infinity(sign) if sign else NAN


def divide_by_count(x, n):
    """x/n for an integer n >= 0; only 0/0 and non-finite/0 are met at n = 0, and both are NaN by the table."""
    if n == 0:
        return NAN
    return multiply(x, Number(Fraction(1, n)))


def total(terms):
    result = ZERO
    for term in terms:
        result = add(result, term)
    return result


def reciprocal_root(v, at_zero):
    """1/sqrt(v) for an extended rational v: NaN below zero, 0 at +inf, and what the pass prescribes at zero."""
    if v in (NAN, MINUS_INF):
        return NAN
    if v == PLUS_INF:
        return ZERO
    sign = v.sign()
    if sign == 0:
        return at_zero
    return Number(Fraction(0), Fraction(1), v.a) if sign > 0 else NAN

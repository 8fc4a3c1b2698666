"""The certificate: is a pattern the correctly rounded value of b + a/sqrt(r)? Decided by comparing integers."""

from .dyadic import ONE, ZERO, Dyadic, decode

INFINITY, NAN, SIGN = 0x7FF << 52, 0x7FF8 << 48, 1 << 63


class Real:
    """b + a/sqrt(r), r > 0; or, with `special`, no real number."""

    __slots__ = ("a", "r", "b", "special")

    def __init__(self, a, r=ONE, b=ZERO, special=None):
        self.a, self.r, self.b, self.special = a, r, b, special

    def minus(self, point):
        return Real(self.a, self.r, self.b - point)

    def compare(self, point):
        """The sign of b + a/sqrt(r) - point, by integers."""
        distance = point - self.b
        left, right = self.a.sign(), distance.sign()
        if left != right or not left:
            return (left > right) - (left < right)
        return (self.a * self.a - distance * distance * self.r).sign() * left


def special(value):
    return Real(None, special=value)


def is_certified(real, bits):
    """Whether the pattern is b + a/sqrt(r) rounded to nearest, ties to even; an exact zero must be +0."""
    magnitude, sign = bits & ~SIGN, -1 if bits & SIGN else 1
    if magnitude > INFINITY:
        return False
    if magnitude == 0:
        side = real.compare(ZERO)
        if (side < 0) != (sign < 0):
            return False
    beside = []  # the midpoints towards zero and away from it, for the positive number
    for neighbour in (magnitude - 1, magnitude + 1):
        if neighbour < 0:
            beside.append(Dyadic(-1, -1075))
        elif neighbour > INFINITY:
            beside.append(None)
        else:
            double = finite_or_edge(magnitude) + finite_or_edge(neighbour)
            beside.append(Dyadic(double.integer, double.exponent - 1))
    inner, outer = beside
    even = bits & 1 == 0
    from_inner = real.compare(inner * sign) * sign
    if from_inner < 0 or (from_inner == 0 and not even):
        return False
    if outer is None:
        return True
    from_outer = real.compare(outer * sign) * sign
    return from_outer < 0 or (from_outer == 0 and even)


def finite_or_edge(magnitude):
    """Rounding treats infinity as 2^1024."""
    return Dyadic(1, 1024) if magnitude == INFINITY else decode(magnitude)

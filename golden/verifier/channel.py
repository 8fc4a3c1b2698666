"""The answers of one channel as b + a/sqrt(r), or as the class of IEEE 754 that the table of special values gives.

    w = n*sum_xx - sum_x^2 + eps*n^2      p = n*sum_xdy - sum_x*sum_dy
    y = bias + weight*(n*x - sum_x)/sqrt(w)      dweight = p/sqrt(w)      dbias = sum_dy
    dx = weight*(w*(n*dy - sum_dy) - p*(n*x - sum_x))/sqrt(w^3)

(design.md, section 4; there also the forms of inference and of the running statistics.)
"""

import math

from .certificate import Real, special
from .dyadic import ONE, ZERO, Dyadic, hex_number, is_real, stand_in, total


def product(values):
    """Of stand-ins: 0*inf is NaN in any order, and nothing under- or overflows."""
    return math.prod(map(stand_in, values), start=1.0)


def affine(factors, a, r, b):
    """factors[0]*factors[1]*... + b: the real a/sqrt(r) + b where all are finite, else what IEEE classes give."""
    scaled = product(factors)
    if math.isfinite(scaled) and is_real(b):
        return Real(a() if scaled else ZERO, r, b)
    return special(scaled + stand_in(b))


class Channel:
    """The answers of one channel, as functions of its stored inputs."""

    def __init__(self, record, small, x, dy, count, sums=None):
        self.x, self.dy, self.n = x, dy, count
        self.eps = hex_number(record["eps"])
        self.weight, self.bias = small.get("weight", ONE), small.get("bias", ZERO)
        self.running_mean, self.running_var = small.get("running_mean"), small.get("running_var")
        before = record["num_batches_tracked"]["before"]
        if record["momentum"] == "cumulative":  # (1 - m, m) = (top, 1)/bottom
            self.old_share, self.new_share, self.share_bottom = Dyadic(before), ONE, before + 1
        else:
            m = hex_number(record["momentum"])
            self.old_share, self.new_share, self.share_bottom = ONE - m, m, 1
        self.sums = self.exact_sums() if sums is None else sums
        self.training = record["pass"] in ("forward_training", "backward")
        self.prepare()

    def exact_sums(self):
        """Recomputed from the elements; absent where one is not finite."""
        sums, finite_x = {}, all(map(is_real, self.x))
        if finite_x:
            sums["sum_x"], sums["sum_xx"] = total(self.x), total(v * v for v in self.x)
        if self.dy is not None and all(map(is_real, self.dy)):
            sums["sum_dy"] = total(self.dy)
            if finite_x:
                sums["sum_xdy"] = total(v * d for v, d in zip(self.x, self.dy))
        return sums

    def prepare(self):
        """invstd's class; w and what is normalised: n*(x - mean) over sqrt(w), or x - running_mean over sqrt(w)."""
        n, s = self.n, self.sums
        self.m2 = s["sum_xx"] * n - s["sum_x"] * s["sum_x"] if "sum_x" in s else None
        if not self.training:
            v = self.running_var + self.eps if is_real(self.running_var) else self.running_var
            self.w, self.centre, self.scale = v, self.running_mean, 1
            at_zero = math.inf
        else:
            self.w = math.nan if self.m2 is None or n == 0 else self.m2 + self.eps * (n * n)
            self.centre, self.scale, at_zero = s.get("sum_x", math.nan), n, 0.0
        if is_real(self.w):
            self.invstd = {1: 1.0, 0: at_zero, -1: math.nan}[self.w.sign()]
        else:
            self.invstd = 0.0 if self.w == math.inf else math.nan
        self.degenerate = self.training and self.invstd == 0.0
        if self.invstd != 1.0:
            self.w = ONE  # a is 0, or the answer is special

    def deviation(self, x):
        if is_real(x) and is_real(self.centre):
            return x * self.scale - self.centre
        return stand_in(x) - stand_in(self.centre)

    def y(self, i):
        d = self.deviation(self.x[i])
        return affine((self.weight, d, self.invstd), lambda: self.weight * d, self.w, self.bias)

    def dbias(self):
        return Real(ZERO, ONE, self.sums["sum_dy"]) if "sum_dy" in self.sums else special(sum(map(stand_in, self.dy)))

    def dweight(self):
        s, n = self.sums, self.n
        if n == 0:
            return Real(ZERO)
        if "sum_xdy" in s and is_real(self.centre):
            p = s["sum_xdy"] * self.scale - self.centre * s["sum_dy"]
            return affine((p, self.invstd), lambda: p, self.w, ZERO)
        return special(product((sum(product((d, self.deviation(v))) for v, d in zip(self.x, self.dy)), self.invstd)))

    def dx(self, i):
        dy = self.dy[i]
        if not self.training:
            return affine((self.weight, dy, self.invstd), lambda: self.weight * dy, self.w, ZERO)
        d, s = self.deviation(self.x[i]), self.sums
        if "sum_xdy" in s:
            p = s["sum_xdy"] * self.n - s["sum_x"] * s["sum_dy"]
            projected = self.w * (dy * self.n - s["sum_dy"]) - p * d
            return affine((self.weight, projected, self.invstd), lambda: self.weight * projected,
                          self.w * self.w * self.w, ZERO)
        direction = product((d, self.invstd, stand_in_of(self.dweight())))
        return special(product((self.weight, self.invstd, stand_in(dy) - stand_in_of(self.dbias()) - direction)))

    def save_mean(self):
        if self.n == 0:
            return special(math.nan)
        return Real(self.sums["sum_x"], Dyadic(self.n**2)) if self.m2 else special(sum(map(stand_in, self.x)))

    def save_var(self):
        return Real(self.m2, Dyadic(self.n**4)) if self.m2 and self.n else special(math.nan)

    def save_invstd(self):
        if math.isnan(self.invstd):
            return special(math.nan)
        return Real(Dyadic(self.n) if self.invstd else ZERO, self.w)

    def moved(self, old, new, bottom):
        """(1 - momentum)*old + momentum*new/bottom; `new` may be a stand-in."""
        if self.n == 0:
            return Real(ZERO, ONE, old) if is_real(old) else special(old)
        if is_real(old) and is_real(new):
            a = self.old_share * old * bottom + self.new_share * new
            return Real(a, Dyadic((bottom * self.share_bottom) ** 2))
        return special(product((self.old_share, old)) + product((self.new_share, new)))

    def running_mean_after(self):
        mean = self.sums.get("sum_x", sum(map(stand_in, self.x or [])))
        return self.moved(self.running_mean, mean, self.n)

    def running_var_after(self):
        unbiased = self.m2 if self.m2 and self.n > 1 else math.nan
        return self.moved(self.running_var, unbiased, self.n * (self.n - 1))


def stand_in_of(real):
    return real.special if real.special is not None else float(real.compare(ZERO))

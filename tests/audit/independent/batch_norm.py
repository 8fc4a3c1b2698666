"""Every pass of batch norm on one channel, from the textbook formulas, in exact extended reals.

    mean = sum x/n      var = sum (x - mean)^2/n      invstd = 1/sqrt(var + eps)      xhat = (x - mean)*invstd
    y = weight*xhat + bias      dbias = sum dy      dweight = sum dy*xhat
    dx = weight*invstd*(dy - dbias/n - xhat*dweight/n)

(Ioffe and Szegedy 2015, Algorithm 1.) The table of special values of the specification falls out of these by IEEE
classes; only n = 0 and a constant channel with eps = 0 (invstd := 0) are conventions, and stand here as such.
"""

from dataclasses import dataclass
from fractions import Fraction

from .formats import NAN, PLUS_INF
from .number import (ZERO, Number, add, divide_by_count, exact, is_finite, multiply, reciprocal_root, subtract,
                     total)


@dataclass
class Channel:
    """The exact inputs of one channel; None is an array that is absent."""

    x: list
    dy: list = None
    weight: object = None
    bias: object = None
    running_mean: object = None
    running_var: object = None
    eps: Fraction = Fraction(0)
    momentum: Fraction = Fraction(0)

    def __post_init__(self):
        self.weight = Number(Fraction(1)) if self.weight is None else self.weight
        self.bias = ZERO if self.bias is None else self.bias


@dataclass
class Statistics:
    mean: object
    var: object
    unbiased_var: object
    invstd: object


def rational_sum(values):
    """total(), quickly: rationals of one denominator after another would be reduced at every step."""
    if all(is_finite(v) for v in values):
        bottom = max((v.a.denominator for v in values), default=1)
        if all(bottom % v.a.denominator == 0 and not v.b for v in values):
            return Number(Fraction(sum(v.a.numerator * (bottom // v.a.denominator) for v in values), bottom))
    return total(values)


def statistics(channel):
    n = len(channel.x)
    if n == 0:
        return Statistics(NAN, NAN, NAN, NAN)
    mean = divide_by_count(rational_sum(channel.x), n)
    deviations = [subtract(x, mean) for x in channel.x]
    squares = total(multiply(d, d) for d in deviations)
    var = divide_by_count(squares, n)
    return Statistics(mean, var, divide_by_count(squares, n - 1),
                      reciprocal_root(add(var, exact(channel.eps)), at_zero=ZERO))


def moved(old, momentum, new):
    return add(multiply(Number(1 - momentum), old), multiply(Number(momentum), new))


def forward_training(channel):
    s = statistics(channel)
    scale = multiply(channel.weight, s.invstd)
    out = {
        "y": [add(multiply(scale, subtract(x, s.mean)), channel.bias) for x in channel.x],
        "save_mean": s.mean,
        "save_var": s.var,
        "save_invstd": s.invstd,
    }
    if channel.running_mean is not None and channel.running_var is not None:
        empty = not channel.x
        out["running_mean"] = channel.running_mean if empty else moved(channel.running_mean, channel.momentum, s.mean)
        out["running_var"] = (channel.running_var if empty
                              else moved(channel.running_var, channel.momentum, s.unbiased_var))
    return out


def running_invstd(channel):
    return reciprocal_root(add(channel.running_var, exact(channel.eps)), at_zero=PLUS_INF)


def inference(channel):
    scale = multiply(channel.weight, running_invstd(channel))
    shifted = [subtract(x, channel.running_mean) for x in channel.x]
    return {"y": [add(multiply(scale, d), channel.bias) for d in shifted]}


def backward(channel):
    n = len(channel.x)
    s = statistics(channel)
    xhat = [multiply(subtract(x, s.mean), s.invstd) for x in channel.x]
    dbias = rational_sum(channel.dy)
    dweight = total(multiply(dy, h) for dy, h in zip(channel.dy, xhat))
    scale = multiply(channel.weight, s.invstd)
    mean_dy, mean_dweight = divide_by_count(dbias, n), divide_by_count(dweight, n)
    dx = [multiply(scale, subtract(subtract(dy, mean_dy), multiply(h, mean_dweight)))
          for dy, h in zip(channel.dy, xhat)]
    return {"dx": dx, "dweight": dweight, "dbias": dbias}


def backward_inference(channel):
    invstd = running_invstd(channel)
    scale = multiply(channel.weight, invstd)
    shifted = [subtract(x, channel.running_mean) for x in channel.x]
    along = total(multiply(dy, d) for dy, d in zip(channel.dy, shifted))
    return {
        "dx": [multiply(scale, dy) for dy in channel.dy],
        # One factor outside the sum, as the specification writes it: at V = 0 a sum of +inf and -inf would be NaN.
        "dweight": multiply(along, invstd) if channel.x else ZERO,
        "dbias": rational_sum(channel.dy),
    }


PASSES = {
    "forward_training": forward_training,
    "inference": inference,
    "backward": backward,
    "backward_inference": backward_inference,
}

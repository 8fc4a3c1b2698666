"""Cases built on purpose: ties, cancellation, double rounding, degenerate channels, special values, empty arrays."""

from fractions import Fraction
from itertools import product

from .batch_norm import PASSES
from .case import Case
from .draw import DTYPES, SPECIALS, Draw, pattern_of, special
from .npz import Array


def column(values, dtype="float64"):
    """An (n, 1) array of one channel."""
    return Array(dtype, (len(values), 1), [pattern_of(v, dtype) for v in values])


def one(value, dtype="float64"):
    return Array(dtype, (1,), [pattern_of(value, dtype)])


def of_specials(names, dtype="float64"):
    """An (n, 1) array; a name is a special value's, or a number."""
    bits = [special(v, dtype) if isinstance(v, str) else pattern_of(v, dtype) for v in names]
    return Array(dtype, (len(bits), 1), bits)


def cancellation_cases():
    big = Fraction(2) ** 100
    for sign in (1, -1):
        yield Case(f"cancellation-{sign}", "forward_training",
                   {"x": column([big, -big]), "weight": one(1), "bias": one(-sign)})
    # dx of two elements is nearly zero: the direction along xhat is damped by eps/(var + eps) alone.
    yield Case("cancellation-dx", "backward", {"x": column([big, -big]), "dy": column([1, -1])})
    yield Case("cancellation-dx-exact", "backward", {"x": column([big, -big]), "dy": column([1, -1])}, eps="0")
    yield Case("offset", "forward_training", {"x": column([10**6 + 1, 10**6, 10**6 - 1], "float32")})
    yield Case("sum-cancels", "backward", {"x": column([1, 2, 4]), "dy": column([big, 1 / big, -big])})


def tie_cases():
    """Rational roots, so that weights place results exactly on midpoints of hi, of lo, and of the narrow formats."""
    draw = Draw("ties")
    ones_and_zeros = column([1] * 45 + [0] * 20)  # 65*45 - 45^2 = 30^2: xhat is 2/3 and -3/2
    for k in range(24):
        odd = 2 * draw.below(2**52) + 2**52 + 1
        weight = Fraction(odd % 2**53, 2 ** (52 + draw.below(3)))
        yield Case(f"tie-hi-{k}", "forward_training",
                   {"x": ones_and_zeros, "weight": one(weight)}, eps="0")
        yield Case(f"tie-lo-{k}", "forward_training",
                   {"x": ones_and_zeros, "weight": one(weight / 2**60), "bias": one(draw.pick((1, -1)))}, eps="0")
        yield Case(f"tie-dx-{k}", "backward",
                   {"x": column([1, -1, 1, -1]), "weight": one(weight), "dy": column([3, 0, 0, 0])}, eps="0")
    steps = [Fraction(s, 2) ** 1 / 2**p for p in (7, 10, 23, 52) for s in (1, 2, 3)]
    nudges = [0, Fraction(1, 2**64), -Fraction(1, 2**64), Fraction(1, 2**110), -Fraction(1, 2**110)]
    for k, (step, nudge) in enumerate(product(steps, nudges)):
        # y = weight*(+-1) + bias with weight 1 + step's place and bias the nudge: just at, above, below a midpoint
        yield Case(f"midpoint-{k}", "forward_training",
                   {"x": column([1, -1]), "weight": one(1), "bias": one(step + nudge),
                    "running_mean": one(1 + step), "running_var": one(2)}, eps="0", momentum="1e-30")
    yield Case("tie-mean", "forward_training", {"x": column([1, 1 + Fraction(1, 2**52)])})
    yield Case("tie-running", "forward_training",
               {"x": column([1, 1, 1]), "running_mean": one(1 + Fraction(1, 2**52)), "running_var": one(0)},
               eps="0", momentum="0.5")


def range_cases():
    """Overflow, underflow with its sign, and the borders of each format."""
    for dtype in DTYPES:
        for scale in ("max", "tiny"):
            x = of_specials([scale, "-" + scale, "0", scale], dtype)
            for eps in ("0", "1e-5", "0x1p-1074", "1e308"):
                for p in ("forward_training", "backward"):
                    arrays = {"x": x, "weight": Array(dtype, (1,), [special("-max", dtype)])}
                    if p == "backward":
                        arrays["dy"] = of_specials(["max", "tiny", "-tiny", "-max"], dtype)
                    yield Case(f"range-{dtype}-{scale}-{eps}-{p}", p, arrays, eps=eps)
    edge = 2 - Fraction(1, 2**53)  # the midpoint between the largest float64 and 2^1024, scaled
    for k, weight in enumerate((edge - Fraction(1, 2**53), 2 - Fraction(1, 2**52))):
        for j, bias in enumerate((Fraction(2)**970, Fraction(2)**969, Fraction(2)**970 - Fraction(2)**917)):
            yield Case(f"overflow-edge-{k}-{j}", "forward_training",
                       {"x": column([1, -1]), "weight": one(weight * 2**1023), "bias": one(bias)}, eps="0")
    for power in (1073, 1074, 1075, 1076):
        for sign in (1, -1):
            yield Case(f"underflow-edge-{power}-{sign}", "backward_inference",
                       {"x": column([0, 0]), "dy": column([Fraction(sign, 2**1000), Fraction(3 * sign, 2**1001)]),
                        "weight": one(Fraction(1, 2**(power - 1000))), "running_mean": one(0),
                        "running_var": one(1)}, eps="0")


def degenerate_cases():
    for p, dtype, eps, n in product(("forward_training", "backward"), DTYPES, ("0", "1e-5"), (0, 1, 2, 5)):
        for weight in ("0", "-0", "inf", "nan", "max", None):
            arrays = {"x": column([Fraction(3, 4)] * n, dtype), "bias": Array(dtype, (1,), [special("-0", dtype)])}
            if weight is not None:
                arrays["weight"] = Array(dtype, (1,), [special(weight, dtype)])
            if p == "backward":
                arrays["dy"] = column(range(n), dtype)
            else:
                arrays.update(running_mean=one(-3, dtype), running_var=one(5, dtype))
            yield Case(f"degenerate-{p}-{dtype}-{eps}-{n}-{weight}", p, arrays, eps=eps)
    yield Case("constant-dy", "backward", {"x": column([1, 2, 4]), "dy": column([5, 5, 5])})
    yield Case("zero-dy", "backward", {"x": column([1, 2, 4]), "dy": of_specials(["-0", "0", "-0"])})
    yield Case("minus-zeros", "forward_training",
               {"x": of_specials(["-0", "-0"]), "weight": of_scalar("-0"), "bias": of_scalar("-0"),
                "running_mean": of_scalar("-0"), "running_var": of_scalar("-0")}, eps="0")
    for name in ("-0", "nan", "inf", "-max"):
        yield Case(f"empty-running-{name}", "forward_training",
                   {"x": Array("float32", (0, 1, 2), []), "running_mean": of_scalar(name),
                    "running_var": of_scalar(name), "num_batches_tracked": Array("int64", (), [41])},
                   momentum="cumulative")
    yield Case("one-running-array", "forward_training", {"x": column([1, 2]), "running_mean": one(1)})


def of_scalar(name, dtype="float64"):
    return Array(dtype, (1,), [special(name, dtype)])


def special_value_cases():
    values = SPECIALS + ("0", 1, "max")
    for k, (a, b) in enumerate(product(SPECIALS + (2,), repeat=2)):
        for p in PASSES:
            arrays = {"x": of_specials([a, b, 1], "float32"), "dy": of_specials([1, 2, 3], "float16"),
                      "running_mean": one(1), "running_var": one(2)}
            yield Case(f"special-x-{k}-{p}", p, arrays if p.startswith("b") else without(arrays, "dy"))
            if p.startswith("b"):
                for eps, x in (("1e-5", [1, 2, 6]), ("1e-5", [1, 3, 5]), ("0", [2, 2, 2])):
                    yield Case(f"special-dy-{k}-{p}-{x}", p,
                               {**arrays, "x": column(x), "dy": of_specials([a, b, -1], "float32")}, eps=eps)
    for k, (mean, var, momentum) in enumerate(product(values, values, ("0", "1", "0.1"))):
        arrays = {"x": of_specials(["inf" if k % 5 == 0 else 3, 1, -2], "float16"),
                  "running_mean": of_specials([mean]), "running_var": of_specials([var])}
        arrays["running_mean"].shape = arrays["running_var"].shape = (1,)
        for p in ("forward_training", "inference", "backward_inference"):
            extra = {"dy": of_specials([0, -1, 4])} if p.startswith("b") else {}
            yield Case(f"special-running-{k}-{p}", p, {**arrays, **extra}, momentum=momentum)
    for k, (weight, bias) in enumerate(product(values + ("-max",), repeat=2)):
        arrays = {"x": of_specials([3, 1, 2], "float16"), "weight": of_scalar_or(weight), "bias": of_scalar_or(bias),
                  "running_mean": one(1), "running_var": one(2)}
        for p in PASSES:
            extra = {"dy": of_specials([0, -1, 4])} if p.startswith("b") else {}
            yield Case(f"special-affine-{k}-{p}", p, {**arrays, **extra})


def of_scalar_or(value):
    return of_scalar(value) if isinstance(value, str) else one(value)


def without(arrays, name):
    return {k: v for k, v in arrays.items() if k != name}


def designed_cases():
    for family in (cancellation_cases, tie_cases, range_cases, degenerate_cases, special_value_cases):
        yield from family()

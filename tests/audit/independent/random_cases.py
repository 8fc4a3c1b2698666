"""Random cases of the file contract: any pass, rank, layout, dtypes, absent arrays, magnitudes and special values."""

from fractions import Fraction

from .batch_norm import PASSES
from .case import Case
from .draw import ALL_STYLES, DTYPES, FINITE_STYLES, Draw, pattern_of
from .npz import Array

EPS = ("1e-5", "1e-5", "0", "1e-300", "0x1.8p-20", "0x1p-1074", "0.001", "1", "1e308", "0x1.0624dd2f1a9fcp-10")
MOMENTA = ("0.1", "0.1", "0", "1", "0x1.8p-3", "0.99", "cumulative", "cumulative", "1e-300")
SMALL_COUNTS = ((1, ()), (2, ()), (3, ()), (1, (1,)), (1, (2,)), (1, (3, 1)), (1, (1, 1, 1)))
EMPTY_COUNTS = ((0, ()), (0, (3,)), (2, (0,)), (1, (2, 0)), (2, (1, 0, 2)))


def draw_extent(draw):
    """(N, spatial): usually a handful of elements, now and then one, two, three or none."""
    if draw.chance(16):
        return draw.pick(EMPTY_COUNTS)
    if draw.chance(4):
        return draw.pick(SMALL_COUNTS)
    return 1 + draw.below(4), tuple(1 + draw.below(3) for _ in range(draw.below(4)))


def draw_running_var(draw, styles, dtype, channels):
    """Mostly positive, as running variances are; otherwise anything."""
    array = draw.array(draw.pick(styles), dtype, (channels,))
    if not draw.chance(5):
        sign = pattern_of(-1, dtype) ^ pattern_of(1, dtype)
        array.bits = [bits & ~sign for bits in array.bits]
    return array


def random_case(seed):
    draw = Draw(seed)
    pass_name = draw.pick(tuple(PASSES))
    batch, spatial = draw_extent(draw)
    channels = 1 + draw.below(3)
    layout = draw.pick(("nchw", "nhwc"))
    shape = (batch, channels, *spatial) if layout == "nchw" else (batch, *spatial, channels)
    styles = FINITE_STYLES if draw.chance(2) else ALL_STYLES
    one_dtype = draw.pick(DTYPES) if draw.chance(2) else None

    def dtype():
        return one_dtype or draw.pick(DTYPES)

    arrays = {"x": draw.array(draw.pick(styles), dtype(), shape)}
    if pass_name.startswith("backward"):
        arrays["dy"] = draw.array(draw.pick(styles), dtype(), shape)
    for name in ("weight", "bias"):
        if not draw.chance(3):
            arrays[name] = draw.array(draw.pick(styles), dtype(), (channels,))
    if pass_name.endswith("inference") or (pass_name == "forward_training" and not draw.chance(4)):
        arrays["running_mean"] = draw.array(draw.pick(styles), dtype(), (channels,))
        arrays["running_var"] = draw_running_var(draw, styles, dtype(), channels)
        if draw.chance(4):  # x == running_mean: the numerator is zero
            arrays["running_mean"] = Array(arrays["x"].dtype, (channels,), (arrays["x"].bits[:1] or [0]) * channels)
    if pass_name == "forward_training" and draw.chance(2):
        arrays["num_batches_tracked"] = Array("int64", (), [draw.pick((0, 1, 2, 6, 999, 2**40, 2**53 + 1))])
    return Case(f"random-{seed}", pass_name, arrays, layout, eps=draw.pick(EPS), momentum=draw.pick(MOMENTA),
                compressed=draw.chance(4))


def zero_denominator_case(seed):
    """running_var = -eps or below, and around it: the denominator is zero, negative, or one ulp of either."""
    draw = Draw(f"denominator-{seed}")
    pass_name = draw.pick(("inference", "backward_inference"))
    eps = draw.pick(("0x1p-10", "0", "1e-5"))
    value = Fraction(float.fromhex(eps) if "x" in eps else float(eps))
    channels, styles = 5, ("integers", "sprinkled", "specials", "tame")
    around = pattern_of(-value, "float64")
    rv = [around, around, max(around - 1, 0), around + 1, 0]
    shape = (3, channels)
    arrays = {"x": draw.array(draw.pick(styles), draw.pick(DTYPES), shape),
              "dy": draw.array(draw.pick(styles), draw.pick(DTYPES), shape),
              "weight": draw.array(draw.pick(styles), draw.pick(DTYPES), (channels,)),
              "bias": draw.array(draw.pick(styles), draw.pick(DTYPES), (channels,)),
              "running_mean": draw.array(draw.pick(styles), draw.pick(DTYPES), (channels,)),
              "running_var": Array("float64", (channels,), rv)}
    if pass_name == "inference":
        del arrays["dy"]
    return Case(f"denominator-{seed}", pass_name, arrays, eps=eps)

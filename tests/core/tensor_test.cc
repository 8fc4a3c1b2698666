// Tensors: typed access, guards that see every stray write, copies that stay aligned.
#include "core/tensor.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>

namespace normaudit {
namespace {

Tensor gapped() {
  // Places 3 + {0, 2, 4} + {0, 7}: odd places between them belong to nobody.
  return {Dtype::kFloat32, Shape::from_extents({2, 3}), parse_layout("strided:7,2+3")};
}

void flip(std::byte* byte) { *byte ^= std::byte{0x10}; }

TEST(TensorTest, ElementsStartAsNan) {
  for (Dtype dtype : kDtypes) {
    const Tensor array(dtype, Shape::from_extents({2, 3}), parse_layout("nhwc"));
    for (std::int64_t i = 0; i < 6; ++i) EXPECT_TRUE(is_nan(dtype, array.bits(i)));
  }
}

TEST(TensorTest, SetRoundsOnceAndGetWidens) {
  for (Dtype dtype : kDtypes) {
    Tensor array = Tensor::vector(dtype, 3);
    array.set(1, 1.0 / 3);
    EXPECT_EQ(array.bits(1), narrow(dtype, 1.0 / 3));
    EXPECT_EQ(array.get(1), widen(dtype, narrow(dtype, 1.0 / 3)));
    EXPECT_TRUE(is_nan(dtype, array.bits(0)) && is_nan(dtype, array.bits(2)));
  }
}

TEST(TensorTest, ViewAndLogicalIndexMeetInTheSamePlace) {
  const Shape shape = Shape::from_extents({2, 3, 2, 2});
  for (const char* layout : {"nchw", "nhwc", "strided:50,16,8,3+4"}) {
    Tensor array(Dtype::kFloat64, shape, parse_layout(layout));
    for (std::int64_t i = 0; i < array.count(); ++i) array.set(i, static_cast<double>(i));
    const View<double> view = array.view<double>();
    for (std::int64_t n = 0; n < 2; ++n) {
      for (std::int64_t c = 0; c < 3; ++c) {
        for (std::int64_t s = 0; s < 4; ++s) {
          EXPECT_EQ(view(n, c, s), static_cast<double>((n * 3 + c) * 4 + s)) << layout;
        }
      }
    }
    EXPECT_TRUE(array.surroundings_intact());
  }
}

TEST(TensorTest, ViewOfAnotherTypeIsAProgrammersError) {
  Tensor array = Tensor::vector(Dtype::kFloat32, 1);
  EXPECT_NO_THROW(array.view<float>());
  EXPECT_THROW(array.view<double>(), std::invalid_argument);
  EXPECT_THROW(array.view<Float16>(), std::invalid_argument);
  EXPECT_THROW(std::as_const(array).view<Bfloat16>(), std::invalid_argument);
}

TEST(TensorTest, WritingElementsLeavesTheSurroundingsIntact) {
  Tensor array = gapped();
  array.fill(1);
  EXPECT_TRUE(array.surroundings_intact());
}

TEST(TensorTest, EveryByteThatIsNoElementIsGuarded) {
  const Tensor fresh = gapped();
  const std::int64_t storage = fresh.map().storage_count() * 4;
  constexpr std::int64_t kGuard = 256;
  for (std::int64_t byte = -kGuard; byte < storage + kGuard; ++byte) {
    Tensor array = fresh;
    flip(array.elements() + byte);
    bool is_element = false;
    for (std::int64_t i = 0; i < array.count(); ++i) {
      is_element = is_element || (byte >= 0 && byte / 4 == array.map().place(i));
    }
    EXPECT_EQ(array.surroundings_intact(), is_element) << byte;
  }
}

TEST(TensorTest, CopiesAreAlignedAndEqualAndIndependent) {
  for (Dtype dtype : kDtypes) {
    Tensor array(dtype, Shape::from_extents({3, 5}), parse_layout("nchw"));
    array.fill(0.5);
    Tensor copy = array;
    const Tensor moved = Tensor(array);
    for (const Tensor* each : {&std::as_const(array), &std::as_const(copy), &moved}) {
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(each->elements()) % 64, 0U);
      EXPECT_TRUE(same_bits(array, *each));
      EXPECT_TRUE(each->surroundings_intact());
    }
    copy.set(7, 2);
    EXPECT_FALSE(same_bits(array, copy));
    EXPECT_EQ(array.get(7), 0.5);
  }
}

TEST(TensorTest, AnAliasSharesItsStorageAndACopyOfItDoesNot) {
  Tensor array = gapped();
  array.fill(1);
  Tensor alias = array.alias();
  EXPECT_EQ(alias.elements(), array.elements());
  alias.set(4, 7);
  EXPECT_EQ(array.get(4), 7);
  EXPECT_EQ(array.view<float>()(1, 1, 0), 7);

  Tensor copy = alias;
  EXPECT_TRUE(same_bits(copy, array));
  copy.set(4, 9);
  EXPECT_EQ(array.get(4), 7);
  copy = alias;
  copy.set(4, 9);
  EXPECT_EQ(alias.get(4), 7);

  flip(alias.elements() - 1);
  EXPECT_FALSE(array.surroundings_intact());
}

TEST(TensorTest, AnAliasOutlivesItsTensor) {
  auto array = std::make_optional(gapped());
  const Tensor alias = array->alias();
  array->fill(3);
  array.reset();
  EXPECT_EQ(alias.get(5), 3);
}

TEST(TensorTest, SameBitsIgnoresTheLayoutAndNothingElse) {
  const Shape shape = Shape::from_extents({2, 3, 2});
  Tensor nchw(Dtype::kFloat32, shape, parse_layout("nchw"));
  Tensor nhwc(Dtype::kFloat32, shape, parse_layout("nhwc"));
  for (std::int64_t i = 0; i < nchw.count(); ++i) {
    nchw.set(i, static_cast<double>(i));
    nhwc.set(i, static_cast<double>(i));
  }
  EXPECT_TRUE(same_bits(nchw, nhwc));

  nhwc.set(0, -0.0);
  EXPECT_FALSE(same_bits(nchw, nhwc));
  EXPECT_FALSE(same_bits(Tensor::vector(Dtype::kFloat16, 2), Tensor::vector(Dtype::kBfloat16, 2)));
  EXPECT_FALSE(same_bits(Tensor::vector(Dtype::kFloat16, 2), Tensor::vector(Dtype::kFloat16, 3)));
}

}  // namespace
}  // namespace normaudit

#pragma once
// A pass over columns, and what every schedule does with one slice of one tile of columns: reduce
// it, and compute its output.

#include "cuda/kernels/columns.cuh"
#include "cuda/kernels/row_slices.h"

namespace normaudit::cuda::NORMAUDIT_TARGET {

template <class Pass>
struct ColumnCall {
  using S = typename Pass::Stored;
  using Number = typename Pass::Number;
  using Part = typename Pass::Part;
  using Origin = typename Pass::Origin;
  using Channel = typename Pass::Channel;
  /// Numbers of a channel that a thread holds at a time.
  static constexpr int kHeld = kHeldRows / Pass::kInputs;

  Pass pass;
  Columns<const S> inputs[Pass::kInputs] = {};
  Columns<S> output = {};  ///< no data: not wanted
  RowSlices slices = {};
  std::int64_t channels = 0;
  // Of schedules, in global memory:
  Part* parts = nullptr;     ///< slices x channels
  Channel* known = nullptr;  ///< by channel
  unsigned* finished =
      nullptr;  ///< by tile of columns: its blocks that have, zero before the launch

  /// Whether packs of channels can be loaded and stored.
  bool packed() const {
    bool result = output.data == nullptr || output.packed;
    for (const auto& input : inputs) result = result && input.packed;
    return result;
  }

  template <int kWidth>
  __device__ __forceinline__ ColumnTile<kWidth> tile(std::int64_t index) const {
    return {index * blockDim.x * kWidth, channels};
  }

  __device__ __forceinline__ Origin origin(std::int64_t channel) const {
    return pass.origin(channel, slices.numbers, [&](int input, std::int64_t number) {
      return widen(__ldcg(inputs[input].at(channel, number)));
    });
  }

  /// This thread's tiles of a slice, in order, for each of its channels; blockDim.y == slices.rows.
  template <int kWidth>
  __device__ __forceinline__ void reduce(const ColumnTile<kWidth>& tile, std::int64_t slice,
                                         const Origin* origins, Part (&found)[kWidth]) const {
    NORMAUDIT_UNROLL
    for (int c = 0; c < kWidth; ++c) found[c] = Part::none();
    if (!tile.active()) return;
    Origin own[kWidth];
    NORMAUDIT_UNROLL
    for (int c = 0; c < kWidth; ++c) own[c] = origins[tile.own() - tile.first + c];
    for (std::int64_t t = 0; t < slices.tiles; ++t) {
      Rows<kWidth> rows;
      const int valid = load<Reuse::kSoon>(tile, first_row(slice, t), slices.end_of(slice), rows);
      const auto add = [&](int count) {
        Part more[kWidth];
        NORMAUDIT_UNROLL
        for (int c = 0; c < kWidth; ++c) {
          Number numbers[Pass::kInputs][kHeld];
          NORMAUDIT_UNROLL
          for (int i = 0; i < Pass::kInputs; ++i) {
            NORMAUDIT_UNROLL
            for (int k = 0; k < kHeld; ++k) numbers[i][k] = widen(rows.piece[i][k].number(c));
          }
          more[c] = pass.part_of(numbers, count, own[c]);
        }
        merge_each(found, more);
      };
      // Nearly all tiles are whole: without conditions, and with a division that is a product.
      if (valid == kHeld) {
        add(kHeld);
      } else if (valid > 0) {
        add(valid);
      }
    }
  }

  /// The output of a slice, its last tile first: what was read last is what the caches still have.
  /// `constants` starts with the tile's first channel.
  template <int kWidth>
  __device__ __forceinline__ void store(const ColumnTile<kWidth>& tile, std::int64_t slice,
                                        const Channel* constants) const {
    if (!tile.active()) return;
    Channel own[kWidth];
    NORMAUDIT_UNROLL
    for (int c = 0; c < kWidth; ++c) own[c] = constants[tile.own() - tile.first + c];
    const std::int64_t end = slices.end_of(slice);
    for (std::int64_t t = slices.tiles - 1; t >= 0; --t) {
      Rows<kWidth> rows;
      const std::int64_t first = first_row(slice, t);
      load<Reuse::kNever>(tile, first, end, rows);
      NORMAUDIT_UNROLL
      for (int k = 0; k < kHeld; ++k) {
        S results[kWidth];
        NORMAUDIT_UNROLL
        for (int c = 0; c < kWidth; ++c) {
          Number one[Pass::kInputs];
          NORMAUDIT_UNROLL
          for (int i = 0; i < Pass::kInputs; ++i) one[i] = widen(rows.piece[i][k].number(c));
          results[c] = narrow<S>(pass.value(one, own[c]));
        }
        const std::int64_t row = first + k * slices.rows;
        if (row < end) {
          RowPiece<S, kWidth>::of(results).store(output.at(tile.own(), row));
        }
      }
    }
  }

 private:
  template <int kWidth>
  struct Rows {
    RowPiece<S, kWidth> piece[Pass::kInputs][kHeld];
  };

  __device__ __forceinline__ std::int64_t first_row(std::int64_t slice, std::int64_t t) const {
    return slice * slices.length + t * slices.rows * kHeld + threadIdx.y;
  }

  /// Rows first, first + slices.rows, ... below end; how many those are, and zeros for the rest.
  template <Reuse kReuse, int kWidth>
  __device__ __forceinline__ int load(const ColumnTile<kWidth>& tile, std::int64_t first,
                                      std::int64_t end, Rows<kWidth>& rows) const {
    int valid = 0;
    NORMAUDIT_UNROLL
    for (int k = 0; k < kHeld; ++k) {
      const std::int64_t row = first + k * slices.rows;
      valid += row < end ? 1 : 0;
      NORMAUDIT_UNROLL
      for (int i = 0; i < Pass::kInputs; ++i) {
        rows.piece[i][k] = {};
        if (row < end) {
          rows.piece[i][k] =
              RowPiece<S, kWidth>::template load<kReuse>(inputs[i].at(tile.own(), row));
        }
      }
    }
    return valid;
  }
};

}  // namespace normaudit::cuda::NORMAUDIT_TARGET

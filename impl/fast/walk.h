#pragma once
// A data array in blocks of channels and slices of their numbers. What is added together, and in
// which order, follows from the format, the shape and the strides alone, which decide on runs or
// columns, on merged rows and on slices: never from blocks, threads, stores or instruction sets.

#include <cstdint>

#include "impl/fast/geometry.h"
#include "impl/fast/kernels.h"
#include "impl/fast/per_column.h"

namespace normaudit::fast {

struct Block {
  std::int64_t index = 0;
  std::int64_t first = 0;  ///< channel
  std::int64_t channels = 0;
};

/// A slice of a block.
struct Part {
  Block block;
  std::int64_t slice = 0;
};

/// What a walk is laid out for. Slices, and so sums, follow from none of it, but for the slices of
/// columns that are visited once.
struct WalkPlan {
  std::int64_t private_bytes = 0;  ///< of the private cache: what one of the arrays read may take
  int threads = 1;
  bool once = false;  ///< nothing is added up: what lies together is worked on together
};

template <class T>
class Walk {
 public:
  using S = Statistic<T>;

  Walk(const Geometry& geometry, const WalkPlan& plan);

  std::int64_t channels() const { return geometry_.channels; }
  /// Numbers per channel.
  double n() const { return static_cast<double>(geometry_.channel_count); }
  std::int64_t blocks() const { return blocks_; }
  std::int64_t slices() const { return slices_; }
  Block block(std::int64_t index) const;
  std::int64_t parts() const { return blocks_ * slices_; }
  /// In the order in which a pass over elements alone visits them: what lies together in turn,
  /// which is slice by slice of columns, block by block of runs.
  Part part(std::int64_t index) const;
  /// From a sum of each channel to the next: kernels of columns touch a few beyond the last.
  std::int64_t sums_stride() const { return geometry_.channels + kColumnPadding; }

  // Arrays of one number per channel start at the block's first channel.

  /// The median of three numbers of each channel.
  void choose_pivots(const T* x, const Block& block, S* pivots) const;
  /// Adds one slice's sums. Where there is one only, they are 0 before.
  void add_moments(const T* x, const Block& block, std::int64_t slice, const S* pivots,
                   const MomentSums& sums) const;
  void add_gradients(const GradientSource<T>& from, const Block& block, std::int64_t slice,
                     const S* means, const GradientSums& sums) const;
  void normalize(const NormalizeRuns<T>& data, const Block& block, std::int64_t slice,
                 const NormalizeTerms<S>& terms) const;
  void differentiate(const GradientRuns<T>& data, const Block& block, std::int64_t slice,
                     const GradientTerms<S>& terms) const;
  /// dy where it counts.
  void count(const GradientSource<T>& from, const Block& block, std::int64_t slice, T* to) const;

 private:
  /// Where number `index` of the first channel is, by the order in which the walk sees them.
  std::int64_t place(std::int64_t index) const;
  std::int64_t channel_step() const {
    return is_columns() ? geometry_.columns_per_channel : geometry_.channel_stride;
  }
  /// Calls visit(place of the first number, channels) for the slice's runs.
  template <class Visit>
  void for_runs(const Block& block, std::int64_t slice, Visit visit) const;
  /// Calls visit(place of the first number, rows) for the slice's rows of the block's columns.
  template <class Visit>
  void for_rows(const Block& block, std::int64_t slice, Visit visit) const;
  Columns columns_of(const Block& block) const {
    return {block.channels, geometry_.columns_per_channel, repeats_};
  }
  bool is_columns() const { return geometry_.kind == Geometry::Kind::kColumns; }

  Geometry geometry_;
  const Kernels<T>& kernels_;
  std::int64_t blocks_ = 1;
  std::int64_t slices_ = 1;
  std::int64_t block_channels_ = 1;
  /// Narrow rows that touch each other, so many taken as one.
  std::int64_t repeats_ = 1;
  /// What slices are made of: a channel's runs, or pieces of runs too long for one; rows of a
  /// matrix, merged where narrow, the last one perhaps of fewer.
  std::int64_t units_ = 1;
  std::int64_t units_per_slice_ = 1;
  std::int64_t pieces_ = 1;  ///< of a run
};

}  // namespace normaudit::fast

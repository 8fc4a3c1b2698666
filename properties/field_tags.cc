// What a problem's fields exercise.
#include <algorithm>
#include <array>

#include "core/hazard.h"
#include "properties/tag.h"

namespace normaudit::properties {
namespace {

bool is_prime(std::int64_t n) {
  for (std::int64_t d = 2; d * d <= n; ++d) {
    if (n % d == 0) return false;
  }
  return n > 1;
}

// One away from a length at which blocks and vectors end.
bool beside_a_block(std::int64_t n) {
  constexpr std::array<std::int64_t, 9> kBlocks{8, 16, 32, 64, 128, 256, 512, 768, 1024};
  return std::ranges::any_of(kBlocks, [&](std::int64_t b) { return n == b - 1 || n == b + 1; });
}

bool is_odd_square(std::int64_t n) {
  std::int64_t root = 3;
  while (root * root < n) root += 2;
  return root * root == n;
}

// Strides that fall from the first dimension to the last.
bool is_permuted(const Problem& problem) {
  return !std::ranges::is_sorted(problem.layout.strides, std::greater<>());
}

bool has_gaps(const Problem& problem) {
  const bool strided = problem.layout.kind == Layout::Kind::kStrided && problem.shape.count() > 0;
  return strided && IndexMap(problem.shape, problem.layout).storage_count() >
                        problem.shape.count() + problem.layout.offset;
}

bool all_distinct(std::vector<std::int64_t> extents) {
  std::ranges::sort(extents);
  return std::ranges::adjacent_find(extents) == extents.end();
}

bool all_alike(const std::vector<std::int64_t>& extents) {
  return extents[0] > 1 && std::ranges::count(extents, extents[0]) == std::ssize(extents);
}

template <class Claim>
Tag tag(std::string name, Claim claim) {
  return {std::move(name), [claim](const TagFacts& f) { return claim(f.problem); }};
}

template <class Values, class Member>
void add_each(std::vector<Tag>& tags, const Values& values, Member Problem::*member) {
  for (const auto& value : values) {
    tags.push_back(tag(std::string(to_string(value)),
                       [value, member](const Problem& p) { return p.*member == value; }));
  }
}

void add_counts(std::vector<Tag>& tags) {
  for (std::int64_t n : {0, 1, 2, 3, 4, 8}) {
    tags.push_back(
        tag("n=" + std::to_string(n), [n](const Problem& p) { return group_size(p) == n; }));
  }
  for (std::int64_t n : {64, 1024}) {
    tags.push_back(
        tag("n>=" + std::to_string(n), [n](const Problem& p) { return group_size(p) >= n; }));
  }
  tags.push_back(tag("n_prime", [](const Problem& p) { return is_prime(group_size(p)); }));
  tags.push_back(
      tag("n_odd_square", [](const Problem& p) { return is_odd_square(group_size(p)); }));
  tags.push_back(
      tag("n_beside_a_block", [](const Problem& p) { return beside_a_block(group_size(p)); }));
}

void add_shapes(std::vector<Tag>& tags) {
  using Kind = Layout::Kind;
  for (int rank : {2, 3, 4, 5}) {
    tags.push_back(tag("rank=" + std::to_string(rank),
                       [rank](const Problem& p) { return p.shape.rank() == rank; }));
  }
  const std::vector<Tag> others{
      tag("channels>1", [](const Problem& p) { return p.shape.channels > 1; }),
      tag("channels>=64", [](const Problem& p) { return p.shape.channels >= 64; }),
      tag("samples>1", [](const Problem& p) { return p.shape.batch > 1; }),
      tag("extents_alike", [](const Problem& p) { return all_alike(p.shape.extents()); }),
      tag("extents_distinct", [](const Problem& p) { return all_distinct(p.shape.extents()); }),
      tag("groups>1", [](const Problem& p) { return p.groups > 1; }),
      tag("nhwc", [](const Problem& p) { return p.layout.kind == Kind::kNhwc; }),
      tag("strided", [](const Problem& p) { return p.layout.kind == Kind::kStrided; }),
      tag("permuted", is_permuted),
      tag("gaps", has_gaps),
      tag("offset", [](const Problem& p) { return p.layout.offset > 0; }),
  };
  tags.insert(tags.end(), others.begin(), others.end());
}

void add_scalars(std::vector<Tag>& tags) {
  const std::vector<Tag> others{
      tag("mixed_dtypes",
          [](const Problem& p) {
            return p.dtype != p.parameter_dtype || p.dtype != p.statistic_dtype;
          }),
      tag("eps=0", [](const Problem& p) { return p.eps == 0; }),
      tag("eps>=0.1", [](const Problem& p) { return p.eps >= 0.1; }),
      tag("momentum=0", [](const Problem& p) { return p.momentum == 0.0; }),
      tag("momentum=1", [](const Problem& p) { return p.momentum == 1.0; }),
      tag("cumulative", [](const Problem& p) { return !p.momentum; }),
      tag("no_weight", [](const Problem& p) { return !p.has_weight; }),
      tag("no_bias", [](const Problem& p) { return !p.has_bias; }),
      tag("no_running", [](const Problem& p) { return !p.track_running_stats; }),
      tag("some_gradients", [](const Problem& p) { return p.gradients != Gradients{}; }),
      tag("written_out", [](const Problem& p) { return !p.values.empty(); }),
  };
  tags.insert(tags.end(), others.begin(), others.end());
}

std::vector<Tag> made() {
  constexpr std::array kPasses{Pass::kForwardTraining, Pass::kInference, Pass::kBackward,
                               Pass::kBackwardInference};
  std::vector<Tag> tags;
  add_each(tags, kPasses, &Problem::pass);
  add_each(tags, kDtypes, &Problem::dtype);
  for (const std::string& name : Registry<Hazard>::instance().names()) {
    tags.push_back(tag("hazard=" + name, [name](const Problem& p) { return p.hazard == name; }));
  }
  add_counts(tags);
  add_shapes(tags);
  add_scalars(tags);
  return tags;
}

}  // namespace

const std::vector<Tag>& field_tags() {
  static const std::vector<Tag> kTags = made();
  return kTags;
}

}  // namespace normaudit::properties

// The statistics of impl/README.md's table, replayed one rounding at a time.
#include <algorithm>
#include <functional>
#include <map>

#include "core/hazard.h"
#include "tests/impl/arithmetic.h"
#include "tests/impl/textbook_fixture.h"

namespace normaudit {
namespace {

struct Statistics {
  double mean;
  double variance;
};
using Replay = std::function<Statistics(const Arithmetic&, const Numbers&)>;
using Sum = std::function<double(const Arithmetic&, const Numbers&)>;

double in_order(const Arithmetic& r, const Numbers& x) {
  double sum = 0;
  for (double v : x) sum = r.add(sum, v);
  return sum;
}

double compensated(const Arithmetic& r, const Numbers& x) {
  double sum = 0;
  double compensation = 0;
  for (double v : x) {
    const double e = r.subtract(v, compensation);
    const double t = r.add(sum, e);
    compensation = r.subtract(r.subtract(t, sum), e);
    sum = t;
  }
  return sum;
}

// The tree top down: the first part is the largest power of two below the number of leaves.
template <class Node, class Merge>
Node tree(const std::vector<Node>& leaves, Merge merge) {
  if (leaves.size() == 1) return leaves[0];
  std::size_t first = 1;
  while (2 * first < leaves.size()) first *= 2;
  const auto cut = leaves.begin() + static_cast<std::ptrdiff_t>(first);
  return merge(tree(std::vector<Node>(leaves.begin(), cut), merge),
               tree(std::vector<Node>(cut, leaves.end()), merge));
}

double pairwise(const Arithmetic& r, const Numbers& x) {
  Numbers blocks;
  for (std::size_t i = 0; i < x.size(); i += 8) {
    const auto start = x.begin() + static_cast<std::ptrdiff_t>(i);
    const auto length = static_cast<std::ptrdiff_t>(std::min<std::size_t>(8, x.size() - i));
    blocks.push_back(in_order(r, Numbers(start, start + length)));
  }
  return tree(blocks, [&](double a, double b) { return r.add(a, b); });
}

Numbers squares(const Arithmetic& r, const Numbers& x, double centre) {
  Numbers result;
  for (double v : x) {
    const double d = r.subtract(v, centre);
    result.push_back(r.multiply(d, d));
  }
  return result;
}

Replay two_pass(const Sum& sum) {
  return [sum](const Arithmetic& r, const Numbers& x) -> Statistics {
    const auto n = static_cast<double>(x.size());
    const double mean = r.divide(sum(r, x), n);
    return {mean, r.divide(sum(r, squares(r, x, mean)), n)};
  };
}

Statistics two_pass_wide_sums(const Arithmetic& r, const Numbers& x) {
  const Arithmetic wide(Dtype::kFloat64);
  const auto n = static_cast<double>(x.size());
  const double mean = r(wide.divide(in_order(wide, x), n));
  return {mean, r(wide.divide(in_order(wide, squares(r, x, mean)), n))};
}

Statistics corrected_two_pass(const Arithmetic& r, const Numbers& x) {
  const auto n = static_cast<double>(x.size());
  const double mean = r.divide(in_order(r, x), n);
  Numbers deviations;
  for (double v : x) deviations.push_back(r.subtract(v, mean));
  const double e = in_order(r, deviations);
  const double correction = r.divide(r.multiply(e, e), n);
  return {mean, r.divide(r.subtract(in_order(r, squares(r, x, mean)), correction), n)};
}

Statistics one_pass_from(const Arithmetic& r, const Numbers& x, double shift) {
  const auto n = static_cast<double>(x.size());
  Numbers deviations;
  for (double v : x) deviations.push_back(r.subtract(v, shift));
  const double mean = r.divide(in_order(r, deviations), n);
  const double square = r.divide(in_order(r, squares(r, x, shift)), n);
  return {r.add(shift, mean), r.subtract(square, r.multiply(mean, mean))};
}

Statistics welford(const Arithmetic& r, const Numbers& x) {
  double mean = 0;
  double sum = 0;
  double k = 0;
  for (double v : x) {
    k += 1;
    const double d = r.subtract(v, mean);
    mean = r.add(mean, r.divide(d, k));
    sum = r.add(sum, r.multiply(d, r.subtract(v, mean)));
  }
  return {mean, r.divide(sum, k)};
}

Statistics chan_tree(const Arithmetic& r, const Numbers& x) {
  struct Part {
    double count;
    double mean;
    double squares;
  };
  std::vector<Part> leaves;
  for (double v : x) leaves.push_back({1, v, 0});
  const Part all = tree(leaves, [&](const Part& a, const Part& b) -> Part {
    const double count = a.count + b.count;
    const double weight = r.divide(b.count, count);
    const double d = r.subtract(b.mean, a.mean);
    const double factor = r.multiply(a.count, weight);
    return {count, r.add(a.mean, r.multiply(d, weight)),
            r.add(r.add(a.squares, b.squares), r.multiply(d, r.multiply(d, factor)))};
  });
  return {all.mean, r.divide(all.squares, all.count)};
}

Statistics one_pass(const Arithmetic& r, const Numbers& x) { return one_pass_from(r, x, 0); }
Statistics shifted_one_pass(const Arithmetic& r, const Numbers& x) {
  return one_pass_from(r, x, x[0]);
}

const std::map<std::string, Replay> kReplays{{"chan_tree", chan_tree},
                                             {"corrected_two_pass", corrected_two_pass},
                                             {"folded", two_pass(in_order)},
                                             {"kahan_two_pass", two_pass(compensated)},
                                             {"one_pass", one_pass},
                                             {"pairwise_two_pass", two_pass(pairwise)},
                                             {"shifted_one_pass", shifted_one_pass},
                                             {"two_pass", two_pass(in_order)},
                                             {"two_pass_wide_sums", two_pass_wide_sums},
                                             {"welford", welford}};

class StatisticsTest : public TextbookTest {};

TEST_P(StatisticsTest, FollowTheDocumentedOperations) {
  // Enough channels that no other sequence of operations rounds to the same bits in all of them.
  constexpr std::int64_t kChannels = 16;
  const Problem p = problem("batch_norm forward_training shape=7,16,11 seed=21 eps=0.001");
  const Tensors inputs = make_inputs(p);
  const Tensors got = support::run_problem(backend(), p);
  const Arithmetic r(dtype());
  for (std::int64_t c = 0; c < kChannels; ++c) {
    Numbers x;
    for (std::int64_t n = 0; n < 7; ++n) {
      for (std::int64_t s = 0; s < 11; ++s) {
        x.push_back(inputs.at(Role::kX).get((n * kChannels + c) * 11 + s));
      }
    }
    const Statistics expected = kReplays.at(backend())(r, x);
    EXPECT_EQ(got.at(Role::kSaveMean).get(c), expected.mean);
    EXPECT_EQ(got.at(Role::kSaveVar).get(c), expected.variance);
    EXPECT_EQ(got.at(Role::kSaveInvstd).get(c), r.invstd(expected.variance, 0.001));
  }
}

INSTANTIATE_TEST_SUITE_P(All, StatisticsTest,
                         testing::Combine(testing::ValuesIn(kOrderedBackends), kOperationFormats),
                         textbook_name);

}  // namespace
}  // namespace normaudit

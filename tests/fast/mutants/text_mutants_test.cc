// Every wrong copy of the kernels is noticed in the way that its file says: by the bound of the
// contract that it claims, by writes beside its arrays, by bits that depend on the number of
// threads or on where arrays lie, by fused calls that are not the plain operations, or by bits that
// are not float32's on AVX2, rounded once. Unchanged copies pass.
// None leaves the variance unclamped: it is below 0 only where squares of deviations underflow and
// eps is 0, for which the bound promises nothing.
#include <gtest/gtest.h>
#include <omp.h>

#include <cmath>
#include <map>

#include "core/backend.h"
#include "core/hazard.h"
#include "core/run.h"
#include "tests/fast/channel_places.h"
#include "tests/fast/mutants/text_mutant.h"
#include "tests/fast/stored_as.h"
#include "verdict/judge.h"

namespace normaudit::mutants {
namespace {

constexpr unsigned char kAutomatic = 0;
constexpr unsigned char kStreaming = 2;
unsigned char stores_now = kAutomatic;

/// Two of the three numbers that a pivot is chosen from lie far off, in every channel.
void plant_outliers(const Problem& problem, Tensors& inputs) {
  const auto places = fast::sampled_places(group_size(problem));
  for (std::int64_t c = 0; c < problem.shape.channels; ++c) {
    for (const std::int64_t k : {places[0], places[1]}) {
      inputs.at(Role::kX).set(fast::logical_index(problem.shape, c, k), 60000.7);
    }
  }
}

/// Deviations whose invstd times the weight is below every number.
void widen(Tensors& inputs) {
  Tensor& x = inputs.at(Role::kX);
  for (std::int64_t i = 0; i < x.count(); ++i) x.set(i, x.get(i) * 1e12);
  inputs.at(Role::kWeight).fill(0x1p-120);
}

/// What is wrong with a copy's results on the mutant's problem, in the way asked for; or nothing.
class Judge {
 public:
  Judge(const TextMutant& mutant, const std::string& copy)
      : mutant_(mutant), backend_(find_backend(copy)), problem_(parse_problem(mutant.problem)) {
    stores_now = mutant.stores == "streaming" ? kStreaming : kAutomatic;
    inputs_ = make_inputs(problem_);
    if (mutant.numbers == "outliers") plant_outliers(problem_, inputs_);
    if (mutant.numbers == "wide") widen(inputs_);
  }
  ~Judge() { stores_now = kAutomatic; }
  Judge(const Judge&) = delete;
  Judge& operator=(const Judge&) = delete;

  std::string finding() const {
    if (mutant_.noticed_by == "fused") {
      return find_or_refuse<FusedFinding>("copy", backend_.name).find();
    }
    if (mutant_.noticed_by == "threads") return of_threads();
    if (mutant_.noticed_by == "in_place") return of_place();
    if (mutant_.noticed_by == "bits") return of_bits();
    const Run run = with_threads(1);
    EXPECT_EQ(run.unsupported, "");
    if (mutant_.noticed_by == "guards") return run.findings.empty() ? "" : run.findings.front();
    const auto found = verdict::judge(problem_, inputs_, run.outputs, *backend_.contract);
    return found.status == verdict::Status::kFail ? "judged: " + found.reason : "";
  }

 private:
  Run with_threads(int threads) const {
    const int before = omp_get_max_threads();
    omp_set_num_threads(threads);
    Run run = run_backend(backend_, problem_, inputs_);
    omp_set_num_threads(before);
    return run;
  }
  std::string of_bits() const {
    Problem wide = problem_;
    wide.dtype = Dtype::kFloat32;
    const Tensors wide_inputs = stored_as(wide, inputs_);
    const Run run = run_backend(find_backend("unchanged"), wide, wide_inputs);
    return difference(with_threads(1).outputs, stored_as(problem_, run.outputs));
  }
  std::string of_threads() const {
    return difference(with_threads(1).outputs, with_threads(3).outputs);
  }
  std::string of_place() const {
    return difference(with_threads(1).outputs, run_in_place(backend_, problem_, inputs_).outputs);
  }
  /// Any NaN is like any other.
  static std::string difference(const Tensors& a, const Tensors& b) {
    for (const auto& [role, array] : a.arrays) {
      const Tensor& other = b.at(role);
      for (std::int64_t i = 0; i < array.count(); ++i) {
        if (array.bits(i) == other.bits(i)) continue;
        if (std::isnan(array.get(i)) && std::isnan(other.get(i))) continue;
        return "other bits: " + std::string(to_string(role));
      }
    }
    return "";
  }

  const TextMutant& mutant_;
  const Backend& backend_;
  Problem problem_;
  Tensors inputs_;
};

class FastTextMutants : public testing::TestWithParam<TextMutant> {
 protected:
  void SetUp() override {
    if (__builtin_cpu_supports("avx2") == 0) GTEST_SKIP() << "this machine has no AVX2";
    const bool has_avx512 =
        __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
        __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512bw") != 0;
    if (GetParam().instruction_set == "avx512" && !has_avx512) {
      GTEST_SKIP() << "this machine has no AVX-512";
    }
  }
};

TEST_P(FastTextMutants, AreNoticed) {
  const TextMutant& mutant = GetParam();
  ASSERT_EQ(Judge(mutant, mutant.unchanged).finding(), "");
  const std::string found = Judge(mutant, mutant.name).finding();
  EXPECT_NE(found, "") << mutant.sentence;
  RecordProperty("finding", found);
}

INSTANTIATE_TEST_SUITE_P(OfKernels, FastTextMutants, testing::ValuesIn(text_mutants()),
                         [](const auto& tested) { return tested.param.name; });

TEST(TextMutantsOfFast, AreEnough) {
  std::map<std::string, int> counts;
  for (const TextMutant& mutant : text_mutants()) ++counts[mutant.unchanged];
  EXPECT_GE(counts["unchanged"], 75);
  EXPECT_GE(counts["unchanged_float16"] + counts["unchanged_bfloat16"], 8);
  EXPECT_GE(counts["unchanged_float16_scalar"], 11);
  EXPECT_GE(counts["unchanged_avx512"], 7);
}

}  // namespace

unsigned char stores() { return stores_now; }

}  // namespace normaudit::mutants

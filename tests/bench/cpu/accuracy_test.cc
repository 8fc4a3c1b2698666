// Errors beside the oracle's answers: of known perturbations of answers that float32 has exactly,
// and of contenders that go wrong.
#include "bench/cpu/accuracy.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <limits>

#include "bench/cpu/driver.h"
#include "bench/cpu/fpu.h"
#include "bench/cpu/peers.h"
#include "bench/cpu/roles.h"

namespace normaudit::bench::cpu {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

AccuracyCase small_case(Pass pass, const std::string& layout, double mean = 0) {
  AccuracyCase asked;
  asked.mean = mean;
  asked.timed.problem.pass = pass;
  asked.timed.problem.layout = parse_layout(layout);
  asked.timed.problem.shape = {4, 5, {4, 2}};  // n = 32
  asked.timed.problem.track_running_stats = pass == Pass::kInference;
  return asked;
}

// x = 2, -2, 2, ... and dy = 3, -1, 1, -1, ... in every channel, eps = 12: mean 0, variance 4,
// invstd 1/4, sum dy = 16, sum x*dy = sum |x||dy| = 96, sum |dy| = 48, all answers dyadic. weight
// 4, bias 1.
class CpuAccuracy : public testing::TestWithParam<const char*> {
 protected:
  void make(Pass pass) {
    asked_ = small_case(pass, GetParam());
    asked_.timed.problem.eps = 12;
    arrays_ = std::make_unique<Arrays>(std::vector{asked_.timed});
    const IndexMap map(asked_.timed.problem.shape, asked_.timed.problem.layout);
    for (std::int64_t i = 0; i < map.count(); ++i) {
      const std::int64_t s = i % 8;
      arrays_->x()[map.place(i)] = s % 2 == 0 ? 2.0F : -2.0F;
      arrays_->dy()[map.place(i)] = s % 4 == 0 ? 3.0F : s % 2 == 0 ? 1.0F : -1.0F;
    }
    for (float& each : arrays_->weight) each = 4;
    for (float& each : arrays_->bias) each = 1;
    exact_ = std::make_unique<Exact>(stage());
    if (pass == Pass::kBackward) save_exact_statistics(*exact_, stage());
  }
  Stage stage() { return {asked_.timed, *arrays_}; }

  // The loops, whose answers are exact here, then `meddle`.
  Contender pretended(std::function<void()> meddle) {
    auto loop = loop_contenders(stage()).front().sample;
    return {.name = "peer", .kind = Kind::kPeer, .sample = [loop, meddle](int calls) {
              const double seconds = loop(calls);
              meddle();
              return seconds;
            }};
  }
  Accuracy assessed(const Contender& contender) {
    return assess(asked_, *exact_, *arrays_, {contender}).contenders.at(0);
  }
  std::map<Role, double> errors_after(std::function<void()> meddle) {
    return assessed(pretended(std::move(meddle))).errors;
  }

  AccuracyCase asked_;
  std::unique_ptr<Arrays> arrays_;
  std::unique_ptr<Exact> exact_;
};

TEST_P(CpuAccuracy, OfTrainingIsTheKnownPerturbation) {
  make(Pass::kForwardTraining);
  using Errors = std::map<Role, double>;
  const auto none = Errors{{Role::kY, 0}, {Role::kSaveMean, 0}, {Role::kSaveVar, 0}};
  EXPECT_EQ(errors_after([] {}), none) << "the loops return no invstd";
  const Errors perturbed = errors_after([this] {
    arrays_->y()[159] += 0.25F;
    arrays_->y()[7] -= 0.125F;
    arrays_->save_mean[4] -= 0.5F;
    arrays_->save_var[2] += 2;
    for (float& each : arrays_->save_invstd) each = 0.25F;
    arrays_->save_invstd[0] = 0.3125F;
  });
  EXPECT_EQ(perturbed, (Errors{{Role::kY, 0.25},
                               {Role::kSaveMean, 0.5},
                               {Role::kSaveVar, 0.5},
                               {Role::kSaveInvstd, 0.25}}));
}

TEST_P(CpuAccuracy, OfInferenceIsTheKnownPerturbation) {
  make(Pass::kInference);
  for (float& each : arrays_->running_mean) each = 0;
  for (float& each : arrays_->running_var) each = 4;
  exact_ = std::make_unique<Exact>(stage());
  EXPECT_EQ(errors_after([] {}), (std::map<Role, double>{{Role::kY, 0}}));
  EXPECT_EQ(errors_after([this] { arrays_->y()[31] -= 4; }).at(Role::kY), 4);
}

TEST_P(CpuAccuracy, OfBackwardIsTheKnownPerturbationOverItsScale) {
  make(Pass::kBackward);
  EXPECT_EQ(arrays_->save_mean[4], 0);
  EXPECT_EQ(arrays_->save_var[4], 4);
  EXPECT_EQ(arrays_->save_invstd[4], 0.25F);
  for (const auto& [role, error] : errors_after([] {})) EXPECT_EQ(error, 0) << to_string(role);
  const std::map<Role, double> errors = errors_after([this] {
    arrays_->dx()[40] += 0.53125F;  // the largest is 3 - 16/32 - 2*96/16/32 = 2.125
    arrays_->dweight[3] += 6;       // of 96/4
    arrays_->dbias[1] -= 6;         // of 48
  });
  EXPECT_EQ(errors.at(Role::kDx), 0.25);
  // The sums of magnitudes are upper bounds, rounded up in float64.
  EXPECT_EQ(static_cast<float>(errors.at(Role::kDweight)), 0.25F);
  EXPECT_EQ(static_cast<float>(errors.at(Role::kDbias)), 0.125F);
}

TEST_P(CpuAccuracy, OfATinyErrorIsExactToo) {
  make(Pass::kForwardTraining);
  const float tiny = std::ldexp(1.0F, -70);
  EXPECT_EQ(errors_after([&] { arrays_->save_mean[4] = tiny; }).at(Role::kSaveMean),
            static_cast<double>(tiny));
  // One channel's mean becomes 4/32 + tiny/32, whose nearest double is 4/32.
  const IndexMap map(asked_.timed.problem.shape, asked_.timed.problem.layout);
  arrays_->x()[map(0, 4, 1)] = 2;
  arrays_->x()[map(1, 4, 0)] = tiny;
  arrays_->x()[map(1, 4, 1)] = 0;
  exact_ = std::make_unique<Exact>(stage());
  EXPECT_EQ(errors_after([&] { arrays_->save_mean[4] = 0.125F; }).at(Role::kSaveMean),
            static_cast<double>(tiny / 32));
}

TEST_P(CpuAccuracy, IsInfiniteForWhatIsNoNumber) {
  make(Pass::kBackward);
  Contender idle = pretended([] {});
  idle.sample = [](int) { return 0.0; };
  EXPECT_EQ(assessed(idle).errors,
            (std::map<Role, double>{
                {Role::kDx, kInfinity}, {Role::kDweight, kInfinity}, {Role::kDbias, kInfinity}}));
  const float none = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(errors_after([&] { arrays_->dx()[80] = none; }).at(Role::kDx), kInfinity);
  make(Pass::kForwardTraining);
  for (float& each : arrays_->save_invstd) each = 0.25F;
  EXPECT_EQ(assessed(idle).errors, (std::map<Role, double>{{Role::kY, kInfinity}}))
      << "statistics may be kept, but those of the last contender are nobody's";
  EXPECT_EQ(errors_after([&] { arrays_->save_var[1] = none; }).at(Role::kSaveVar), kInfinity);
}

TEST_P(CpuAccuracy, AsksTheOracleWithTheVeryInputs) {
  make(Pass::kForwardTraining);
  const IndexMap map(asked_.timed.problem.shape, asked_.timed.problem.layout);
  arrays_->x()[map(3, 2, 5)] = 4;
  arrays_->bias[1] = 1.5F;
  const Tensors copied = tensors_of(stage(), read_roles(asked_.timed.problem));
  for (std::int64_t i = 0; i < map.count(); ++i) {
    EXPECT_EQ(copied.at(Role::kX).get(i), static_cast<double>(arrays_->x()[map.place(i)]));
  }
  EXPECT_EQ(copied.at(Role::kBias).get(1), 1.5);
  // The mean moves by 6/32 in one channel, y by the new bias in another.
  const std::map<Role, double> old = errors_after([] {});
  EXPECT_EQ(static_cast<float>(old.at(Role::kSaveMean)), 6.0F / 32);
  exact_ = std::make_unique<Exact>(stage());
  EXPECT_EQ(errors_after([] {}).at(Role::kSaveMean), 0);
  EXPECT_EQ(errors_after([this, &map] {
              for (std::int64_t n = 0; n < 4; ++n) {
                for (std::int64_t s = 0; s < 8; ++s) arrays_->y()[map(n, 1, s)] -= 0.5F;
              }
            }).at(Role::kY),
            0.5);
}

TEST_P(CpuAccuracy, FailuresAreReportedInTheirWords) {
  make(Pass::kForwardTraining);
  const Accuracy thrown = assessed(pretended([] { throw std::runtime_error("out of breath"); }));
  EXPECT_EQ(thrown.failed, "out of breath");
  EXPECT_TRUE(thrown.errors.empty());
  const auto flush = [] { _mm_setcsr(_mm_getcsr() | kFlushToZero); };
  EXPECT_EQ(assessed(pretended(flush)).failed,
            "it left a thread flushing subnormal numbers to zero");
  EXPECT_FALSE(flushes());
}

TEST_P(CpuAccuracy, EveryContenderHereAnswersAndFloorsDoNot) {
  for (Pass pass : {Pass::kForwardTraining, Pass::kInference, Pass::kBackward}) {
    make(pass);
    EXPECT_TRUE(assess(asked_, *exact_, *arrays_, floor_contenders(stage())).contenders.empty());
    std::vector<Contender> all = our_contenders(stage());
    append(all, loop_contenders(stage()));
    append(all, textbook_contenders(stage()));
    const AccuracyContest contest = assess(asked_, *exact_, *arrays_, all);
    ASSERT_EQ(contest.contenders.size(), 5U);
    for (const Accuracy& each : contest.contenders) {
      const bool is_training = pass == Pass::kForwardTraining;
      EXPECT_EQ(each.failed, "");
      EXPECT_EQ(each.errors.contains(Role::kSaveVar), is_training) << each.contender;
      for (const auto& [role, error] : each.errors) {
        // Approximates 1/sqrt.
        const bool is_rounded = each.contender == kFastMath || pass == Pass::kInference;
        EXPECT_LE(error, is_rounded ? 1 : 0) << each.contender << " " << to_string(role);
      }
    }
  }
}

TEST_P(CpuAccuracy, PeersInAProcessOfTheirOwnAnswerThroughFiles) {
  make(Pass::kForwardTraining);
  Driver driver("python3 -B " NORMAUDIT_SOURCE_DIR "/tests/bench/cpu/pretended_driver.py");
  const std::vector<Contender> peers = driver.answering(stage());
  ASSERT_EQ(peers.size(), 2U);
  // It returns x for y, and the bias, 1, for save_mean.
  EXPECT_EQ(assessed(peers[0]).errors,
            (std::map<Role, double>{{Role::kY, 1}, {Role::kSaveMean, 1}}));
  EXPECT_EQ(assessed(peers[1]).failed, "failed on purpose");
}

TEST_P(CpuAccuracy, FilesOfAnotherSizeAreRefused) {
  make(Pass::kForwardTraining);
  std::string folder;
  {
    const Exchange exchange;
    folder = exchange.folder();
    const auto copy = [&](const char* from, const char* to) {
      std::filesystem::copy_file(folder + from, folder + to,
                                 std::filesystem::copy_options::overwrite_existing);
    };
    for (Role role : {Role::kX, Role::kBias}) exchange.write(stage(), role);
    copy("/bias.f32", "/save_mean.f32");
    exchange.read(stage(), Role::kSaveMean);
    EXPECT_EQ(arrays_->save_mean[4], 1);
    copy("/x.f32", "/save_mean.f32");
    EXPECT_THROW(exchange.read(stage(), Role::kSaveMean), std::runtime_error);
    copy("/bias.f32", "/y.f32");
    EXPECT_THROW(exchange.read(stage(), Role::kY), std::runtime_error);
    EXPECT_THROW(exchange.read(stage(), Role::kSaveVar), std::runtime_error);
  }
  EXPECT_FALSE(std::filesystem::exists(folder));
}

INSTANTIATE_TEST_SUITE_P(Layouts, CpuAccuracy, testing::Values("nchw", "nhwc"));

TEST(CpuAccuracyCases, AreEveryShapeLayoutMeanAndPass) {
  const std::vector<AccuracyCase> cases = accuracy_cases({});
  EXPECT_EQ(cases.size(), (2U * 2 + 1) * 4 * 3);
  EXPECT_EQ(large_shape().count() / large_shape().channels, 16 * 512 * 512);
}

TEST(CpuAccuracyCases, AreFilledAboutTheirMeanAlikeForEveryPass) {
  AccuracyCase asked = small_case(Pass::kForwardTraining, "nchw", 1e4);
  asked.timed.problem.shape = {4, 5, {64, 64}};
  Arrays arrays({asked.timed});
  fill(asked, arrays);
  // A fifth of sigma is 28 standard errors of this mean.
  const std::int64_t count = asked.timed.problem.shape.count();
  double mean = 0;
  double squares = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const double deviation = static_cast<double>(arrays.x()[i]) - 1e4;
    mean += deviation / static_cast<double>(count);
    squares += deviation * deviation / static_cast<double>(count);
  }
  EXPECT_LT(std::abs(mean), 0.2);
  EXPECT_LT(std::abs(squares - 1), 0.2);
  EXPECT_LT(std::abs(arrays.running_mean[3] - 1e4F), 7);
  const std::vector<float> before(arrays.x(), arrays.x() + count);
  asked.timed.problem.pass = Pass::kBackward;
  fill(asked, arrays);
  EXPECT_EQ(std::vector<float>(arrays.x(), arrays.x() + count), before);
}

TEST(CpuAccuracyCases, AWrongAlgorithmShows) {
  const AccuracyCase asked = small_case(Pass::kForwardTraining, "nhwc", 1e6);
  Arrays arrays({asked.timed});
  fill(asked, arrays);
  const Stage stage{asked.timed, arrays};
  const Exact exact(stage);
  std::vector<Contender> all = our_contenders(stage);
  all.push_back(loop_contenders(stage).front());
  const AccuracyContest contest = assess(asked, exact, arrays, all);
  const double ours = contest.contenders.at(0).errors.at(Role::kY);
  EXPECT_LT(ours * 1000, contest.contenders.at(1).errors.at(Role::kY));
}

}  // namespace
}  // namespace normaudit::bench::cpu

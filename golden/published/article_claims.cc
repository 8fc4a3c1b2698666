// What the versions of the article claim: their one printed table and the sentences around it.
#include <algorithm>

#include "core/number_text.h"
#include "golden/published/claim.h"
#include "golden/published/program.h"
#include "golden/published/tables.h"

namespace normaudit::golden {
namespace {

// A sentence about the table can only be held against a table that is one.
constexpr std::string_view kNoTable = "its own printed y is refuted";

class Article {
 public:
  explicit Article(const Transcript& transcript)
      : transcript_(transcript), has_table_(transcript.find(0, "x") != nullptr) {}

  std::vector<Claim> claims() {
    if (has_table_) {
      add_table();
      add_program();
      add_initial_values();
      add_shape_of_input();
      add_sentences_on_table();
    }
    add_mean_and_deviation();
    add_states();
    return std::move(claims_);
  }

 private:
  Claim claim(std::string_view block, std::string text) const {
    return claim_in(transcript_, transcript_.at(0, block), std::move(text));
  }

  void add(Claim claim, PublishedVerdict verdict, std::string number) {
    claim.verdict = verdict;
    claim.number = std::move(number);
    claims_.push_back(std::move(claim));
  }

  // Judged by the table where its y is one, vacuous elsewhere.
  void add_if_table(Claim claim, const WorkedExample& example, const std::string& remark) {
    if (!sound_) return add(std::move(claim), PublishedVerdict::kVacuous, std::string(kNoTable));
    claims_.push_back(judged(std::move(claim), example));
    claims_.back().number += remark;
  }

  void add_table() {
    table_ = article_table(transcript_);
    for (Role role : {Role::kY, Role::kRunningMean, Role::kRunningVar}) {
      const std::string name(to_string(role));
      claims_.push_back(
          judged(claim(name, name + " as printed, of the printed x"), with_output(table_, role)));
    }
    sound_ = claims_.front().verdict == PublishedVerdict::kConsistent;
    claims_.push_back(
        judged(claim("x", "one x explains y, running_mean and running_var together"), table_));
    const std::vector<PrintedNumber> batches = transcript_.tensor(0, "num_batches_tracked").numbers;
    add(claim("num_batches_tracked", "num_batches_tracked after one batch"),
        batches.front().text == "1" ? PublishedVerdict::kHolds : PublishedVerdict::kRefuted,
        batches.front().text);
  }

  // "3x10".
  static std::string by(const std::vector<std::int64_t>& extents) {
    std::string text;
    for (std::int64_t extent : extents) text += (text.empty() ? "" : "x") + std::to_string(extent);
    return text;
  }

  // The program draws as many numbers as are printed, for a layer with as many channels.
  void add_program() {
    const auto extents = extents_of(transcript_, transcript_.at(0, "program"), "randn");
    const auto channels = extents_of(transcript_, transcript_.at(0, "module"), "BatchNorm1d");
    const std::vector<std::int64_t> printed = transcript_.tensor(0, "x").extents;
    add(claim("program", "the program draws an input of " + by(extents)),
        printed == extents && channels == std::vector{printed.back()} ? PublishedVerdict::kHolds
                                                                      : PublishedVerdict::kRefuted,
        by(printed) + " is printed, " + text_of(channels) + " channels asked for");
  }

  // How many ranges are one number.
  static std::int64_t count_of(const std::vector<Range>& ranges, double value) {
    return std::ranges::count_if(
        ranges, [&](const Range& range) { return range.low == value && range.high == value; });
  }

  void add_initial_values() {
    const std::int64_t channels = table_.problem.shape.channels;
    const std::int64_t ones = count_of(table_.inputs.at(Role::kWeight), 1);
    const std::int64_t zeros = count_of(table_.inputs.at(Role::kBias), 0);
    neutral_ = ones == channels && zeros == channels;
    add(claim("text.initial", "initially they will be set to all zeros for β and all ones for γ"),
        neutral_ ? PublishedVerdict::kHolds : PublishedVerdict::kRefuted,
        std::to_string(ones) + " weights are 1 and " + std::to_string(zeros) + " biases 0, of " +
            std::to_string(channels));
  }

  // Read as it is said, a channel is a row of x, and y is normalized along the rows.
  void add_shape_of_input() {
    WorkedExample rows = with_output(table_, Role::kY);
    std::swap(rows.problem.shape.batch, rows.problem.shape.channels);
    const std::int64_t channels = rows.problem.shape.channels;
    const auto transposed = [&](const auto& array) {
      auto result = array;
      for (std::int64_t i = 0; i < std::ssize(array); ++i) {
        const std::int64_t to =
            i % rows.problem.shape.batch * channels + i / rows.problem.shape.batch;
        result[static_cast<std::size_t>(to)] = array[static_cast<std::size_t>(i)];
      }
      return result;
    };
    rows.inputs[Role::kX] = transposed(rows.inputs[Role::kX]);
    rows.outputs[Role::kY] = transposed(rows.outputs[Role::kY]);
    rows.inputs[Role::kWeight] = rows.inputs[Role::kRunningVar] = constant(channels, 1);
    rows.inputs[Role::kBias] = rows.inputs[Role::kRunningMean] = constant(channels, 0);
    claims_.push_back(judged(claim("text.input", "input had 3 channels and 10 features"), rows));
    claims_.back().number += "; " +
                             std::to_string(transcript_.tensor(0, "running_mean").numbers.size()) +
                             " running means are printed";
  }

  void add_sentences_on_table() {
    WorkedExample without_eps = with_output(table_, Role::kY);
    without_eps.problem.eps = 0;
    add_if_table(claim("text.sigma", "will divide by standard deviation σ"), without_eps,
                 "; as with sqrt(var + eps): the digits cannot tell");
    add_if_table(claim("text.independent", "BN computes the mean and variance of that feature"),
                 with_output(table_, Role::kY), "; " + all_as_one_channel());
    Claim affine = claim("text.affine", "we multiply normalized output by parameter");
    if (neutral_) {
      add(std::move(affine), PublishedVerdict::kVacuous,
          "every printed weight is 1 and every bias 0: y is the same without them");
    } else {
      add_if_table(std::move(affine), with_output(table_, Role::kY), "");
    }
    WorkedExample running = table_;
    running.outputs.erase(Role::kY);
    add_if_table(claim("text.average", "are statistical methods calculating the moving average"),
                 running, "; over one batch");
    add(claim("text.bumpy", "BN output will be less bumpy"), PublishedVerdict::kVacuous,
        "no number is printed for it; in training y does not depend on running statistics");
  }

  // What y would be were all numbers normalized together.
  std::string all_as_one_channel() const {
    WorkedExample whole = with_output(table_, Role::kY);
    whole.problem.shape = {.batch = whole.problem.shape.count(), .channels = 1, .spatial = {}};
    for (Role role : {Role::kWeight, Role::kBias, Role::kRunningMean, Role::kRunningVar}) {
      whole.inputs[role].resize(1);
    }
    const ChannelFinding finding = check_channel(whole);
    return "over all numbers together it is " + std::string(to_string(finding.verdict));
  }

  // The program whose output should have mean 0 and deviation 1.
  std::vector<std::int64_t> drawn() const {
    return extents_of(transcript_, transcript_.at(0, "program.again"), "randn");
  }

  // n*(x_i - mean) is sum_j (n*[i = j] - 1)*x_j. Summed over a channel, x_j keeps this coefficient.
  static std::int64_t kept_of_each_x(std::int64_t n) {
    std::int64_t coefficient = 0;
    for (std::int64_t i = 0; i < n; ++i) coefficient += (i == 0 ? n : 0) - 1;
    return coefficient;
  }

  // The mean of y is that of the biases where the sum over a channel keeps nothing of x, and the
  // program's layer has no bias.
  void add_mean(std::string_view block, std::string_view text) {
    const auto named =
        arguments_of(transcript_, transcript_.at(0, "module.again"), "BatchNorm1d").named;
    const auto affine = named.find("affine");
    const std::int64_t n = drawn().front();
    const bool exact = kept_of_each_x(n) == 0 && affine != named.end() && affine->second == "False";
    const std::string identity = "summed over a channel of " + std::to_string(n) +
                                 ", x - mean keeps " + std::to_string(kept_of_each_x(n)) +
                                 " of each x";
    if (!sound_) {
      return add(claim(block, std::string(text)),
                 exact ? PublishedVerdict::kHolds : PublishedVerdict::kVacuous, identity);
    }
    const Interval printed = of_all(Role::kSaveMean);
    add(claim(block, std::string(text)),
        !printed.contains(0) ? PublishedVerdict::kRefuted
        : exact              ? PublishedVerdict::kHolds
                             : PublishedVerdict::kConsistent,
        identity + "; the mean of the printed y is in " + text_of(printed));
  }

  void add_mean_and_deviation() {
    add_mean("text.normalized", "After the normalization we have the the mean of 0");
    add_deviation_per_channel();
    add_mean("text.mean", "output.mean() should be 0");
    add_deviation_of_all();
  }

  void add_deviation_per_channel() {
    Claim per_channel =
        claim("text.normalized", "and standard deviation of 1 for the single batch");
    if (!sound_) {
      return add(std::move(per_channel), PublishedVerdict::kVacuous,
                 has_table_ ? std::string(kNoTable) : "no y is printed");
    }
    Interval common;
    for (std::int64_t c = 0; c < table_.problem.shape.channels; ++c) {
      common = intersection(common, root(statistic(y_of(channel_of(table_, c)), Role::kSaveVar)));
    }
    add(std::move(per_channel),
        common.contains(1) ? PublishedVerdict::kConsistent : PublishedVerdict::kRefuted,
        text_of(common) +
            " in every channel of the printed y; sqrt(var/(var + eps)) is below 1 by " +
            text_of(Interval(1.0) - root(ratios_of_table().front())));
  }

  // torch.std is one number for all channels: their squares sum to n*var/(var + eps) each, and it
  // divides by one less than there are numbers.
  void add_deviation_of_all() {
    const std::vector<std::int64_t> extents = drawn();
    const double count = static_cast<double>(extents.at(0)) * static_cast<double>(extents.at(1));
    const Interval bessel = Interval(count) / Interval(count - 1);
    const std::string formula = "sqrt(" + shortest(count) + "/" + shortest(count - 1) + ")";
    Claim of_output = claim("text.std", "output.std() should be 1");
    if (!has_table_) {
      const Interval eps = table_.problem.eps;
      return add(std::move(of_output), PublishedVerdict::kVacuous,
                 "no x or y is printed; it is " + formula + " = " + text_of(root(bessel)) +
                     " times sqrt(var/(var + eps)), and 1 only where var is " +
                     text_of(Interval(count - 1) * eps));
    }
    Interval sum = 0.0;
    for (const Interval& ratio : ratios_of_table()) sum = sum + ratio;
    const Interval share = sum / Interval(static_cast<double>(table_.problem.shape.channels));
    const Interval deviation = root(share * bessel);
    add(std::move(of_output),
        deviation.contains(1) ? PublishedVerdict::kUndecided : PublishedVerdict::kRefuted,
        formula + " = " + text_of(root(bessel)) +
            " times sqrt(var/(var + eps)), on the printed x " + text_of(deviation) +
            (sound_ ? "; of the printed y " + text_of(root(of_all(Role::kSaveVar) * bessel)) : ""));
  }

  // Our own definitions say that neither pass writes running statistics, so no run could refute it.
  void add_states() {
    if (has_table_) {
      add(claim("text.untracked", "will not have the running_mean tensor and running_var tensor"),
          PublishedVerdict::kVacuous, "no state is printed of a layer without running statistics");
    }
    add(claim("text.inference", "we will not alter the running mean and var"),
        PublishedVerdict::kVacuous, "no pass of inference is printed");
  }

  static std::vector<Range> y_of(const WorkedExample& example) {
    std::vector<Range> ranges;
    for (const PrintedNumber& number : example.outputs.at(Role::kY)) {
      ranges.push_back(range_of(number.text, Dtype::kFloat32, "y"));
    }
    return ranges;
  }

  // The mean or the biased variance of numbers known to their digits.
  static Interval statistic(const std::vector<Range>& numbers, Role role) {
    WorkedExample example;
    example.problem.shape = {.batch = std::ssize(numbers), .channels = 1, .spatial = {}};
    example.inputs[Role::kX] = numbers;
    example.outputs[role] = {};
    return enclose(example, example.inputs).at(role).front();
  }

  Interval of_all(Role role) const { return statistic(y_of(table_), role); }

  // var/(var + eps) of each channel of the printed x.
  std::vector<Interval> ratios_of_table() const {
    std::vector<Interval> ratios;
    const Interval eps = table_.problem.eps;
    for (std::int64_t c = 0; c < table_.problem.shape.channels; ++c) {
      const Interval variance =
          statistic(channel_of(table_, c).inputs.at(Role::kX), Role::kSaveVar);
      ratios.push_back(Interval(1.0) - eps / (variance + eps));
    }
    return ratios;
  }

  const Transcript& transcript_;
  const bool has_table_;
  bool sound_ = false;    // y is consistent with x
  bool neutral_ = false;  // every weight is 1 and every bias 0
  WorkedExample table_;
  std::vector<Claim> claims_;
};

}  // namespace

std::vector<Claim> article_claims(const Transcript& transcript) {
  return Article(transcript).claims();
}

}  // namespace normaudit::golden

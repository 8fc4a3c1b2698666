// What the notebook prints, cell by cell, and the two formulas it states.
#include <algorithm>

#include "core/number_text.h"
#include "golden/published/claim.h"
#include "golden/published/implied.h"
#include "golden/published/rmsprop.h"
#include "golden/published/tables.h"

namespace normaudit::golden {
namespace {

constexpr NotebookCall kFirst{.module = 3, .x = 2, .state = {}};
constexpr NotebookCall kMomentumOne{.module = 11, .x = 2, .state = {}};
constexpr NotebookCall kHalf{.module = 15, .x = 2, .state = {}};
constexpr NotebookCall kHalfAgain{.module = 15, .x = 18, .state = 17};
constexpr NotebookCall kImages{.module = 33, .x = 32, .state = {}};

// A call with the cell that prints its running statistics.
struct Update {
  NotebookCall call;
  std::int64_t cell;
};
constexpr Update kUpdates[] = {
    {kFirst, 7}, {kMomentumOne, 13}, {kHalf, 17}, {kHalfAgain, 20}, {kImages, 36}};

class Notebook {
 public:
  explicit Notebook(const Transcript& transcript) : transcript_(transcript) {}

  std::vector<Claim> claims() {
    for (std::int64_t cell : {2, 18, 32}) add_counted(cell);
    for (std::int64_t cell : {4, 5, 34}) add_initial_state(cell);
    for (const auto& [call, cell] :
         {Update{kFirst, 6}, Update{kMomentumOne, 12}, Update{kHalf, 16}, Update{kHalfAgain, 19},
          Update{kFirst, 23}, Update{kImages, 35}}) {
      add_output_of(call, cell, "y", Role::kY);
    }
    for (const Update& update : kUpdates) add_update(update);
    add_moments();
    add_normalized_by_hand();
    for (std::int64_t cell : {3, 5, 11, 15, 33}) add_module(cell);
    add_arithmetic();
    add_gradients();
    add_optimizer();
    for (const char* name : {"running_mean", "running_var"}) add_formula(name);
    std::ranges::stable_sort(claims_, {}, &Claim::cell);
    return std::move(claims_);
  }

 private:
  Claim claim(std::int64_t cell, std::string_view block, std::string text) const {
    return claim_in(transcript_, transcript_.at(cell, block), std::move(text));
  }

  void add(Claim claim, PublishedVerdict verdict, std::string number) {
    claim.verdict = verdict;
    claim.number = std::move(number);
    claims_.push_back(std::move(claim));
  }

  static PublishedVerdict held(bool holds) {
    return holds ? PublishedVerdict::kHolds : PublishedVerdict::kRefuted;
  }

  // x is what torch.arange makes, in the steps of its program.
  void add_counted(std::int64_t cell) {
    const PrintedTensor x = transcript_.tensor(cell, "x");
    const double step = cell == 18 ? 2 : 1;
    std::int64_t equal = 0;
    for (std::int64_t i = 0; i < std::ssize(x.numbers); ++i) {
      const PrintedNumber& number = x.numbers[static_cast<std::size_t>(i)];
      const double value = step * static_cast<double>(i);
      equal += number.cut ? shortest(value).starts_with(number.text)
                          : range_of(number.text, Dtype::kFloat32, "x").contains(value);
    }
    add(claim(cell, "x", "the input is what its program counts"),
        held(equal == std::ssize(x.numbers)),
        std::to_string(equal) + " of " + std::to_string(x.numbers.size()) + " printed numbers" +
            (x.cut ? ", the last one cut" : ""));
  }

  void add_initial_state(std::int64_t cell) {
    const auto all = [&](std::string_view name, double value) {
      return std::ranges::all_of(transcript_.ranges(cell, name), [&](const Range& range) {
        return range.low == value && range.high == value;
      });
    };
    const bool holds = all("weight", 1) && all("bias", 0) && all("running_mean", 0) &&
                       all("running_var", 1) && all("num_batches_tracked", 0);
    add(claim(cell, "weight", "a new layer has weight 1, bias 0, running statistics 0 and 1"),
        held(holds), std::to_string(transcript_.ranges(cell, "weight").size()) + " channels");
  }

  void add_output_of(const NotebookCall& call, std::int64_t cell, std::string_view block,
                     Role role) {
    WorkedExample example = notebook_call(transcript_, call);
    const PrintedTensor printed = transcript_.tensor(cell, block);
    add_output(example, role, printed);
    claims_.push_back(judged(claim(cell, block, std::string(block) + " as printed"), example));
    if (printed.cut) {
      claims_.back().number +=
          ", in the " + std::to_string(printed.numbers.size()) + " numbers before the page ends";
    }
  }

  WorkedExample updated(const Update& update) const {
    WorkedExample example = notebook_call(transcript_, update.call);
    for (Role role : {Role::kRunningMean, Role::kRunningVar}) {
      add_output(example, role, transcript_.tensor(update.cell, to_string(role)));
    }
    return example;
  }

  void add_update(const Update& update) {
    claims_.push_back(
        judged(claim(update.cell, "running_mean", "running_mean and running_var as printed"),
               updated(update)));
    const std::string batches =
        transcript_.tensor(update.cell, "num_batches_tracked").numbers.front().text;
    const bool unmoved =
        std::ranges::all_of(transcript_.ranges(update.cell, "weight"),
                            [](const Range& range) { return range.low == 1 && range.high == 1; }) &&
        std::ranges::all_of(transcript_.ranges(update.cell, "bias"),
                            [](const Range& range) { return range.low == 0 && range.high == 0; });
    add(claim(update.cell, "weight", "the pass counts its batch and leaves weight and bias alone"),
        held(unmoved && batches == (update.call.state ? "2" : "1")),
        "num_batches_tracked " + batches);
  }

  // torch.mean and torch.var by the layer's own statistics; the unbiased variance is running_var at
  // momentum 1.
  void add_moments() {
    add_output_of(kFirst, 8, "mean", Role::kSaveMean);
    add_output_of(kFirst, 9, "var", Role::kSaveVar);
    add_output_of(kMomentumOne, 14, "var", Role::kRunningVar);
    NotebookCall doubled = kMomentumOne;
    doubled.x = 18;
    add_output_of(doubled, 21, "var", Role::kRunningVar);
  }

  void add_normalized_by_hand() {
    WorkedExample example = notebook_call(transcript_, kFirst);
    example.problem.eps = 0;
    add_output(example, Role::kY, transcript_.tensor(10, "y"));
    claims_.push_back(judged(claim(10, "y", "(x - m)/sqrt(v) as printed"), example));
    claims_.back().number += "; the same digits as with eps";
  }

  // Which momentum and eps the printed outputs leave room for.
  void add_module(std::int64_t cell) {
    const std::int64_t state = cell == 11 ? 13 : cell == 15 ? 17 : cell == 33 ? 36 : 7;
    const std::int64_t output = cell == 11 ? 12 : cell == 15 ? 16 : cell == 33 ? 35 : 6;
    const NotebookCall call{.module = cell, .x = cell == 33 ? 32 : 2, .state = {}};
    WorkedExample example = notebook_call(transcript_, call);
    add_output(example, Role::kRunningMean, transcript_.tensor(state, "running_mean"));
    const Interval momentum = implied_momentum(example);
    example.outputs.clear();
    add_output(example, Role::kY, transcript_.tensor(output, "y"));
    const Interval eps = implied_eps(example);
    const Problem& problem = example.problem;
    const bool consistent = momentum.contains(*problem.momentum) && eps.contains(problem.eps);
    add(claim(cell, "module",
              "momentum=" + shortest(*problem.momentum) + ", eps=" + shortest(problem.eps)),
        consistent ? PublishedVerdict::kConsistent : PublishedVerdict::kRefuted,
        "cell " + std::to_string(state) + ": momentum in " + text_of(momentum) + "; cell " +
            std::to_string(output) + ": eps in " + text_of(eps));
  }

  void add_arithmetic() {
    const double value = parse_double(
        transcript_.at(22, "value").text.substr(0, transcript_.at(22, "value").text.find('\n')),
        "cell 22");
    const std::vector<Range> variance = transcript_.ranges(20, "running_var");
    const bool same =
        std::ranges::all_of(variance, [&](const Range& range) { return range.contains(value); });
    add(claim(22, "value", "13*0.5 + 100*0.5, the running_var of cell 20"),
        held(value == 13 * 0.5 + 100 * 0.5 && same), shortest(value));
  }

  void add_gradients() {
    for (const auto& [cell, block, role] : {std::tuple{25, "weight.grad", Role::kDweight},
                                            std::tuple{26, "bias.grad", Role::kDbias}}) {
      WorkedExample example = notebook_call(transcript_, kFirst);
      example.problem.pass = Pass::kBackward;
      example.inputs[Role::kDy] = constant(example.problem.shape.count(), 1);
      const std::vector<Role> read = inputs_of(example.problem);
      std::erase_if(example.inputs, [&](const auto& input) {
        return std::ranges::find(read, input.first) == read.end();
      });
      add_output(example, role, transcript_.tensor(cell, block));
      claims_.push_back(
          judged(claim(cell, block, std::string(block) + " of the sum of all outputs"), example));
    }
    add(claim(27, "address", "bn1d.parameters() is a generator"), PublishedVerdict::kVacuous,
        "an address in memory");
  }

  // The step from the printed gradients, in float32.
  void add_optimizer() {
    const Rmsprop optimizer = published_rmsprop(transcript_);
    const Interval longest = root(Interval(1.0) - Interval(optimizer.alpha));
    Interval lr;
    bool same = true;
    const float moved = optimizer.step(0.0F, 3.0F);
    for (const Range& bias : transcript_.ranges(30, "bias")) {
      lr = intersection(lr, -Interval(bias) * longest);
      same = same && bias.contains(static_cast<double>(moved));
    }
    add(claim(28, "optimizer",
              "RMSprop with lr " + shortest(optimizer.lr) + ", alpha " + shortest(optimizer.alpha)),
        lr.contains(optimizer.lr) ? PublishedVerdict::kConsistent : PublishedVerdict::kRefuted,
        "cell 30: lr in " + text_of(lr));
    add(claim(30, "bias", "bias after one step of RMSprop, gradient 3"), held(same),
        text_of(static_cast<double>(moved)) + ", in float32 " + hex(static_cast<double>(moved)));
    const float rested = optimizer.step(1.0F, 0.0F);
    add(claim(30, "bias", "weight after the same step, gradient 0: it rests"), held(rested == 1.0F),
        text_of(static_cast<double>(rested)));
  }

  // running = momentum*running + (1 - momentum)*batch is ours with 1 - momentum.
  void add_formula(const std::string& name) {
    const std::string text = name + " = momentum * " + name + " + (1-momentum) * sample_" +
                             name.substr(name.find('_') + 1);
    std::vector<std::int64_t> refuting;
    std::vector<std::int64_t> silent;
    for (const Update& update : kUpdates) {
      WorkedExample swapped = with_output(updated(update), parse_role(name));
      swapped.problem.momentum = 1 - *swapped.problem.momentum;
      const TableFinding finding = check_table(swapped);
      const bool refuted = finding.verdict == PublishedVerdict::kRefuted;
      (refuted ? refuting : silent).push_back(update.cell);
      Claim of_cell = claim(10, "text." + name, text);
      of_cell.text += ", in cell " + std::to_string(update.cell);
      of_cell.table = finding;
      add(std::move(of_cell), finding.verdict,
          number_of(finding) + (refuted ? "" : "; momentum 0.5 is the same either way round"));
    }
    add(claim(10, "text." + name, text),
        refuting.empty() ? PublishedVerdict::kUndecided : PublishedVerdict::kRefuted,
        "by cells " + text_of(refuting) + ", not by cells " + text_of(silent));
  }

  const Transcript& transcript_;
  std::vector<Claim> claims_;
};

}  // namespace

std::vector<Claim> notebook_claims(const Transcript& transcript) {
  return Notebook(transcript).claims();
}

}  // namespace normaudit::golden

// What the notebook prints, cell by cell, and the two formulas it states.
#include <algorithm>
#include <cmath>

#include "core/number_text.h"
#include "golden/published/claim.h"
#include "golden/published/implied.h"
#include "golden/published/program.h"
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

  void add_counted(std::int64_t cell) {
    const PrintedTensor x = transcript_.tensor(cell, "x");
    const Counted counted = counted_by(transcript_, cell);
    std::int64_t equal = 0;
    for (std::size_t i = 0; i < std::min(x.numbers.size(), counted.numbers.size()); ++i) {
      const PrintedNumber& number = x.numbers[i];
      const double value = counted.numbers[i];
      equal += number.cut ? shortest(value).starts_with(number.text)
                          : range_of(number.text, Dtype::kFloat32, "x").contains(value);
    }
    add(claim(cell, "x", "the input is what its program counts"),
        held(equal == std::ssize(x.numbers) && (x.cut || x.extents == counted.extents)),
        std::to_string(equal) + " of " + std::to_string(x.numbers.size()) + " printed numbers" +
            (x.cut ? ", the last one cut, of " + std::to_string(counted.numbers.size()) : ""));
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

  // Whether the program asks for what the module prints, and which momentum and eps the printed
  // outputs leave room for.
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
    const Block& program = transcript_.at(cell == 5 ? 3 : cell, "program");
    const std::string_view name = cell == 33 ? "BatchNorm2d" : "BatchNorm1d";
    const bool as_asked =
        extents_of(transcript_, program, name) == std::vector{problem.shape.channels} &&
        named_argument(transcript_, program, name, "momentum").value_or(*Problem().momentum) ==
            *problem.momentum;
    const bool consistent =
        as_asked && momentum.contains(*problem.momentum) && eps.contains(problem.eps);
    const bool bounded = std::isfinite(momentum.reach()) && std::isfinite(eps.reach());
    add(claim(cell, "module",
              "momentum=" + shortest(*problem.momentum) + ", eps=" + shortest(problem.eps)),
        !consistent ? PublishedVerdict::kRefuted
        : bounded   ? PublishedVerdict::kConsistent
                    : PublishedVerdict::kUndecided,
        std::string(as_asked ? "as its program asks" : "not what its program asks") + "; cell " +
            std::to_string(state) + ": momentum in " + text_of(momentum) + "; cell " +
            std::to_string(output) + ": eps in " + text_of(eps));
  }

  void add_arithmetic() {
    const auto first_line = [&](std::string_view block) {
      const std::string& text = transcript_.at(22, block).text;
      return text.substr(0, text.find('\n'));
    };
    const std::string program = first_line("program");
    const double printed = parse_double(first_line("value"), "cell 22");
    const double value = evaluate(program, names_at(transcript_, 22), "cell 22");
    const std::vector<Range> variance = transcript_.ranges(20, "running_var");
    const bool same =
        std::ranges::all_of(variance, [&](const Range& range) { return range.contains(value); });
    add(claim(22, "value", program + ", the running_var of cell 20"),
        held(value == printed && same), shortest(value));
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

  struct Step {
    std::vector<float> after;
    Interval lr;             // which the printed parameters leave room for
    bool as_printed = true;  // every parameter after it
  };

  Step stepped(const Rmsprop& optimizer, const std::vector<Range>& before,
               const std::vector<Range>& gradients, const std::vector<Range>& printed) const {
    Step result;
    for (std::size_t c = 0; c < printed.size(); ++c) {
      const auto parameter = static_cast<float>(before.at(c).low);
      const auto gradient = static_cast<float>(gradients.at(c).low);
      const float after = optimizer.step(parameter, gradient);
      const double rounding = optimizer.rounding(parameter, gradient);
      const Interval moved =
          Interval(printed[c]) - Interval(before[c]) + Interval(-rounding, rounding);
      const Interval towards = gradient > 0 ? -moved : moved;
      result.lr = intersection(result.lr, towards / optimizer.rates(gradients[c]));
      result.as_printed = result.as_printed && before[c].is_point() && gradients[c].is_point() &&
                          printed[c].contains(static_cast<double>(after));
      result.after.push_back(after);
    }
    return result;
  }

  // The step from the parameters of cell 7 and the gradients of cells 25 and 26, in float32.
  void add_optimizer() {
    const Rmsprop optimizer = published_rmsprop(transcript_);
    const Step bias = stepped(optimizer, transcript_.ranges(7, "bias"),
                              transcript_.ranges(26, "bias.grad"), transcript_.ranges(30, "bias"));
    const std::optional<double> asked =
        named_argument(transcript_, transcript_.at(28, "program"), "RMSprop", "lr");
    const bool consistent = bias.lr.contains(optimizer.lr) && asked == optimizer.lr;
    add(claim(28, "optimizer",
              "RMSprop with lr " + shortest(optimizer.lr) + ", alpha " + shortest(optimizer.alpha)),
        !consistent                      ? PublishedVerdict::kRefuted
        : std::isfinite(bias.lr.reach()) ? PublishedVerdict::kConsistent
                                         : PublishedVerdict::kUndecided,
        std::string(asked == optimizer.lr ? "as its program asks" : "not what its program asks") +
            "; cell 30: lr in " + text_of(bias.lr));
    const double moved = static_cast<double>(bias.after.front());
    add(claim(30, "bias", "bias after one step of RMSprop with the gradient of cell 26"),
        held(bias.as_printed), text_of(moved) + ", in float32 " + hex(moved));
    const std::vector<Range> weights = transcript_.ranges(7, "weight");
    const Step weight = stepped(optimizer, weights, transcript_.ranges(25, "weight.grad"), weights);
    add(claim(25, "weight.grad", "derived, not printed: with this gradient the weight rests"),
        held(weight.as_printed),
        "after the step of cell 29 it is " + text_of(static_cast<double>(weight.after.front())));
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
      const bool is_half = *swapped.problem.momentum == 0.5;
      (refuted ? refuting : silent).push_back(update.cell);
      Claim of_cell = claim(10, "text." + name, text);
      of_cell.text += ", in cell " + std::to_string(update.cell);
      of_cell.table = finding;
      add(std::move(of_cell), finding.verdict,
          number_of(finding) + (is_half ? "; momentum 0.5 is the same either way round" : ""));
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

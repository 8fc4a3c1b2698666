// Aligned text about the elements of every output that stand out.
#include "verdict/explain.h"

#include <cmath>
#include <cstdio>

#include "core/number_text.h"
#include "verdict/judging.h"

namespace normaudit::verdict {
namespace {

using reference::Condition;

std::string line(std::string_view label, const std::string& text) {
  constexpr std::size_t kLabelWidth = 26;
  std::string result = "  " + std::string(label);
  result.resize(std::max(result.size() + 1, kLabelWidth), ' ');
  return result + text + "\n";
}

std::string decimal(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

std::string both(double value) { return hex(value) + "  " + shortest(value); }

// "y[17]": the flat logical index, as everywhere.
std::string place(Role role, std::int64_t logical) {
  return std::string(to_string(role)) + "[" + std::to_string(logical) + "]";
}

std::string summary(const Condition& c) {
  return "n " + std::to_string(c.n) + ", centre " + decimal(c.centre) + ", variance " +
         decimal(c.variance.high) + ", kappa " + decimal(c.kappa());
}

// The bound with one more source of error counted each time: the differences are its terms.
std::string terms(const Case& facts, const OutputBound::Options& whole, const Element& element) {
  struct Step {
    std::string_view label;
    Sources sources;
  };
  constexpr Step kSteps[] = {
      {"own roundings", {.mean = false, .invstd = false, .sums = false}},
      {"error of the mean", {.mean = true, .invstd = false, .sums = false}},
      {"error of invstd", {.mean = true, .invstd = true, .sums = false}},
      {"errors of the sums", {.mean = true, .invstd = true, .sums = true}},
  };
  std::string text;
  double before = 0;
  for (const Step& step : kSteps) {
    OutputBound::Options options = whole;
    options.sources = step.sources;
    const double bound = OutputBound(facts, options)(element.logical, element.exact_hi);
    if (bound > before) text += line("  " + std::string(step.label), decimal(bound - before));
    before = bound;
  }
  return text;
}

std::string explain_special(const Element& e) {
  return line("got", both(e.got)) + line("exact", both(e.exact_hi)) +
         line("rule", e.error == 0 ? "a special value, as it must be"
                                   : "a special value: no error is measured");
}

// One output, and what its elements are explained with.
struct Section {
  const Case& facts;
  const reference::Oracle& oracle;
  const OutputVerdict& output;
  Dtype dtype;
};

std::string explain_bound(const Section& section, const Element& e) {
  if (std::isinf(e.bound)) return line("bound", "none: the contract promises nothing here");
  return line("  of the bound", decimal(e.over_bound)) + line("bound", decimal(e.bound)) +
         terms(section.facts, {.role = section.output.role, .dtype = section.dtype, .sources = {}},
               e);
}

std::string explain_ordinary(const Section& section, const Element& e) {
  const double rounded =
      widen(section.dtype, section.oracle.rounded(section.output.role, e.logical, section.dtype));
  const bool zero = e.exact_hi == 0;  // has no last place
  return line("got", both(e.got)) + line("exact", hex(e.exact_hi) + " + " + hex(e.exact_lo)) +
         line("exact, rounded once", both(rounded)) + line("error", decimal(e.error)) +
         line("  backward error", decimal(e.backward_error) + " u") +
         line("  in ulps", zero ? "-" : decimal(e.ulps)) +
         line("  of the largest", decimal(e.relative_to_largest)) + explain_bound(section, e);
}

std::string explain_element(const Section& section, const Element& e) {
  const std::int64_t group = group_index(section.facts, section.output.role, e.logical);
  return line("its group", summary(section.facts.conditions[static_cast<std::size_t>(group)])) +
         (e.special ? explain_special(e) : explain_ordinary(section, e));
}

// The least accurate element and the one with the largest error/bound, once where they are one.
std::string explain_elements(const Section& section) {
  const OutputVerdict& output = section.output;
  const std::string by_bound = output.failures > 0 ? "beyond its bound" : "nearest its bound";
  const bool has_bound = output.unbounded < output.elements;
  const bool same = output.least_accurate.logical == output.worst.logical;
  std::string text;
  text += line("least accurate", place(output.role, output.least_accurate.logical) +
                                     (has_bound && same ? ", also " + by_bound : ""));
  text += explain_element(section, has_bound && same ? output.worst : output.least_accurate);
  if (has_bound && !same) {
    text += line(by_bound, place(output.role, output.worst.logical));
    text += explain_element(section, output.worst);
  }
  return text;
}

}  // namespace

std::string explain(const Explained& explained) {
  const std::vector<Condition> conditions =
      reference::conditions_of(explained.problem, explained.inputs);
  const Case facts{explained.problem, explained.inputs, conditions, explained.contract};
  const reference::Oracle oracle(explained.problem, explained.inputs);
  std::string text = "problem  " + to_string(explained.problem) + "\n";
  text += "contract " + explained.contract.algorithm + "\n";
  for (const OutputVerdict& output : explained.verdict.outputs) {
    text +=
        "\n" + std::string(to_string(output.role)) + ": " + std::string(to_string(output.status));
    text += output.reason.empty() ? "\n" : ", " + output.reason + "\n";
    if (output.unbounded > 0) {
      text += line("unbounded", std::to_string(output.unbounded) + " of " +
                                    std::to_string(output.elements) + " elements");
    }
    if (output.elements == 0) continue;
    const Dtype dtype = explained.got.at(output.role).dtype();
    text += explain_elements({facts, oracle, output, dtype});
  }
  return text;
}

}  // namespace normaudit::verdict

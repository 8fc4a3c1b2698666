// The judged outputs of one problem as a table.

#include "audit/outputs_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "audit/status.h"
#include "audit/text_table.h"
#include "core/number_text.h"

namespace normaudit::audit {

namespace {

std::string x_text(const InputRange& x) {
  if (!x.any) return "no x";
  if (x.least == x.greatest || std::isnan(x.least)) return "x " + hex(x.least);
  return fmt::format("x {} to {}", hex(x.least), hex(x.greatest));
}

std::string bound_text(const verdict::Element& element) {
  if (element.special) {
    return element.error == 0 ? "special value, as it must be" : "special value, wrong";
  }
  if (std::isinf(element.bound)) return "no bound";
  return fmt::format("{} of its bound", compact(element.over_bound));
}

}  // namespace

std::string ulps_text(double max_ulps, Dtype dtype) {
  const double whole = std::ldexp(1.0, format_of(dtype).precision);
  return std::isfinite(max_ulps) && max_ulps >= whole ? "all lost" : compact(max_ulps);
}

std::vector<std::string> worst_lines(const Record& record) {
  const verdict::OutputVerdict& measured = record.measured;
  std::vector<std::string> lines;
  if (!measured.reason.empty()) lines.push_back(measured.reason);
  if (!record.has_output || measured.elements == 0) return lines;
  if (measured.unbounded > 0) {
    lines.push_back(fmt::format("{} of {} without a bound", measured.unbounded, measured.elements));
  }
  const Shown shown = shown_element(record);
  lines.push_back(fmt::format("{}[{}]  {}  ({})", to_string(measured.role), shown.element.logical,
                              x_text(shown.x), bound_text(shown.element)));
  lines.push_back(
      fmt::format("got {}  exact {}", hex(shown.element.got), hex(shown.element.exact_hi)));
  return lines;
}

std::string render_outputs(std::span<const Record> records) {
  std::vector<const Record*> sorted;
  for (const Record& record : records) sorted.push_back(&record);
  std::ranges::stable_sort(sorted, {}, [](const Record* record) {
    return std::tuple(!is_finding(record->measured.status), -record->measured.worst.over_bound);
  });
  TextTable table({{"verdict"},
                   {"output"},
                   {"elements", true},
                   {"backward/u", true},
                   {"ulps", true},
                   {"of max", true},
                   {"of bound", true}});
  for (const Record* record : sorted) {
    const verdict::OutputVerdict& measured = record->measured;
    const std::string word =
        record->grade.empty() ? std::string(to_string(measured.status)) : record->grade;
    table.add_row({word,
                   record->has_output ? fmt::format("{} {}", to_string(measured.role),
                                                    to_string(record->output_dtype))
                                      : "-",
                   std::to_string(measured.elements), compact(measured.max_backward_error),
                   ulps_text(measured.max_ulps, record->output_dtype),
                   compact(measured.max_relative_to_largest), compact(measured.worst.over_bound)});
    for (std::string& line : worst_lines(*record)) table.add_note(std::move(line));
  }
  return table.render();
}

}  // namespace normaudit::audit

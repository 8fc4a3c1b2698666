// Backends beside each other.

#include "audit/side_by_side.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "audit/text_table.h"

namespace normaudit::audit {
namespace {

// Columns that fit 100 characters beside the name of a family.
constexpr std::size_t kBackendsAbreast = 5;

using Cells = std::map<std::pair<std::string, std::string>, double>;  // family, backend

Cells largest_values(std::span<const Record> records, const Metric& metric) {
  Cells cells;
  for (const Record& record : records) {
    if (!record.has_output || record.measured.role != Role::kY ||
        record.facts.pass != Pass::kForwardTraining) {
      continue;
    }
    double& cell = cells[{record.family, record.backend}];
    cell = std::max(cell, record.measured.*metric.value);
  }
  return cells;
}

std::vector<std::string> hardest_first(const Cells& cells) {
  std::map<std::string, double> hardness;
  for (const auto& [place, value] : cells) {
    double& most = hardness[place.first];
    most = std::max(most, value);
  }
  std::vector<std::string> families;
  for (const auto& [family, most] : hardness) families.push_back(family);
  std::ranges::stable_sort(families, std::ranges::greater{},
                           [&](const std::string& family) { return hardness.at(family); });
  return families;
}

}  // namespace

std::string side_by_side(std::span<const Record> records, const Metric& metric) {
  const Cells cells = largest_values(records, metric);
  std::set<std::string> names;
  for (const auto& [place, value] : cells) names.insert(place.second);
  const std::vector<std::string> backends(names.begin(), names.end());
  std::string text;
  for (std::size_t first = 0; first < backends.size(); first += kBackendsAbreast) {
    const std::size_t last = std::min(backends.size(), first + kBackendsAbreast);
    std::vector<TextTable::Column> columns{{std::string(metric.title)}};
    for (std::size_t i = first; i < last; ++i) columns.push_back({backends[i], true});
    TextTable table(std::move(columns));
    for (const std::string& family : hardest_first(cells)) {
      std::vector<std::string> line{family};
      for (std::size_t i = first; i < last; ++i) {
        const auto cell = cells.find({family, backends[i]});
        line.push_back(cell == cells.end() ? "-" : compact(cell->second));
      }
      table.add_row(std::move(line));
    }
    text += "\n" + table.render();
  }
  return text;
}

}  // namespace normaudit::audit

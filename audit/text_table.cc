// Text in aligned columns.

#include "audit/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace normaudit::audit {
namespace {

std::string without_trailing_blanks(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line + '\n';
}

}  // namespace

void TextTable::add_row(std::vector<std::string> cells) {
  if (cells.size() != columns_.size()) throw std::invalid_argument("table: cells and columns");
  rows_.push_back({std::move(cells), {}});
}

void TextTable::add_note(std::string line) { rows_.back().notes.push_back(std::move(line)); }

std::string TextTable::render() const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = columns_[i].title.size();
    for (const Row& row : rows_) width = std::max(width, row.cells[i].size());
    widths.push_back(width);
  }
  const auto line = [&](auto cell_at) {
    std::string text;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string& cell = cell_at(i);
      text += i > 0 ? "  " : "";
      text += columns_[i].is_number ? fmt::format("{:>{}}", cell, widths[i])
                                    : fmt::format("{:<{}}", cell, widths[i]);
    }
    return without_trailing_blanks(text);
  };
  std::string text = line([&](std::size_t i) -> const std::string& { return columns_[i].title; });
  for (const Row& row : rows_) {
    text += line([&](std::size_t i) -> const std::string& { return row.cells[i]; });
    for (const std::string& note : row.notes) text += without_trailing_blanks("    " + note);
  }
  return text;
}

std::string compact(double value) {
  constexpr double kLeastPlain = 1e-3;
  constexpr double kFirstWhole = 1e3;
  constexpr double kFirstTooLong = 1e5;
  const double magnitude = std::fabs(value);
  if (value == 0) return "0";
  if (std::isfinite(value) && (magnitude < kLeastPlain || magnitude >= kFirstTooLong)) {
    return fmt::format("{:.1e}", value);
  }
  if (magnitude >= kFirstWhole && magnitude < kFirstTooLong) return fmt::format("{:.0f}", value);
  return fmt::format("{:.3g}", value);
}

}  // namespace normaudit::audit

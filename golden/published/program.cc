// Reading the few forms in which the articles' programs write numbers.
#include "golden/published/program.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <sstream>

#include "core/error.h"
#include "core/number_text.h"
#include "files/text.h"

namespace normaudit::golden {
namespace {

constexpr std::int64_t kMostNumbers = 1'000'000;

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \n") - begin + 1);
}

std::vector<std::string_view> parts_of(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.push_back(trimmed(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return parts;
}

std::string place_of(const Transcript& transcript, const Block& block) {
  return transcript.article + ":" + std::to_string(block.line);
}

// "N, D = 3, 5"; a line with a call assigns no number.
void read_assignment(std::string_view line, const std::string& field, Names& names) {
  const std::size_t sign = line.find('=');
  if (sign == std::string_view::npos || line.find('(') != std::string_view::npos) return;
  const auto left = parts_of(line.substr(0, sign), ',');
  const auto right = parts_of(line.substr(sign + 1), ',');
  if (left.size() != right.size()) {
    throw InputError(field + ": " + files::in_quotes(line) + " does not pair names with numbers");
  }
  for (std::size_t i = 0; i < left.size(); ++i) {
    names[std::string(left[i])] = evaluate(right[i], names, field);
  }
}

std::int64_t count_from(double value, const std::string& field) {
  if (!(value >= 1) || value > static_cast<double>(kMostNumbers) || value != std::floor(value)) {
    throw InputError(field + ": " + shortest(value) + " is no count");
  }
  return static_cast<std::int64_t>(value);
}

}  // namespace

double evaluate(std::string_view expression, const Names& names, const std::string& field) {
  double sum = 0;
  for (std::string_view term : parts_of(expression, '+')) {
    double product = 1;
    for (std::string_view factor : parts_of(term, '*')) {
      const auto name = names.find(factor);
      product *= name != names.end() ? name->second : parse_double(factor, field);
    }
    sum += product;
  }
  return sum;
}

Names names_at(const Transcript& transcript, std::int64_t cell) {
  Names names;
  for (const Block& block : transcript.blocks) {
    if (block.name != "program" || block.cell > cell) continue;
    std::istringstream lines(block.text);
    for (std::string line; std::getline(lines, line);) {
      read_assignment(line, place_of(transcript, block), names);
    }
  }
  return names;
}

Arguments arguments_of(const Transcript& transcript, const Block& block,
                       std::string_view function) {
  const std::string call = std::string(function) + "(";
  const std::size_t at = block.text.find(call);
  std::size_t end = at;
  for (int depth = 0; end < block.text.size(); ++end) {
    depth += (block.text[end] == '(') - (block.text[end] == ')');
    if (depth == 0 && block.text[end] == ')') break;
  }
  if (end >= block.text.size()) {
    throw InputError(place_of(transcript, block) + ": " + call + "...) is not called");
  }
  const std::string_view text(block.text);
  Arguments arguments;
  for (std::string_view part :
       parts_of(text.substr(at + call.size(), end - at - call.size()), ',')) {
    const std::size_t sign = part.find('=');
    if (sign == std::string_view::npos) {
      arguments.positional.emplace_back(part);
    } else {
      arguments.named.emplace(trimmed(part.substr(0, sign)), trimmed(part.substr(sign + 1)));
    }
  }
  return arguments;
}

std::optional<double> named_argument(const Transcript& transcript, const Block& block,
                                     std::string_view function, std::string_view name) {
  const Arguments arguments = arguments_of(transcript, block, function);
  const auto found = arguments.named.find(name);
  if (found == arguments.named.end()) return std::nullopt;
  return evaluate(found->second, names_at(transcript, block.cell), place_of(transcript, block));
}

std::vector<std::int64_t> extents_of(const Transcript& transcript, const Block& block,
                                     std::string_view function) {
  const std::string field = place_of(transcript, block) + ": " + std::string(function);
  const Names names = names_at(transcript, block.cell);
  std::vector<std::int64_t> extents;
  for (const std::string& text : arguments_of(transcript, block, function).positional) {
    extents.push_back(count_from(evaluate(text, names, field), field));
  }
  return extents;
}

Counted counted_by(const Transcript& transcript, std::int64_t cell) {
  const Block& block = transcript.at(cell, "program");
  const std::string field = place_of(transcript, block) + ": arange";
  std::vector<double> range;
  for (const std::string& text : arguments_of(transcript, block, "arange").positional) {
    range.push_back(evaluate(text, names_at(transcript, cell), field));
  }
  if (range.size() == 1) range.insert(range.begin(), 0);
  if (range.size() == 2) range.push_back(1);
  if (range.size() != 3) throw InputError(field + " takes one to three numbers");
  Counted result{.extents = extents_of(transcript, block, "reshape"), .numbers = {}};
  const std::int64_t count = count_from(std::ceil((range[1] - range[0]) / range[2]), field);
  std::int64_t places = 1;
  for (std::int64_t extent : result.extents) places *= extent;
  if (count != places) throw InputError(field + " does not fill what it is reshaped to");
  for (std::int64_t i = 0; i < count; ++i) {
    result.numbers.push_back(range[0] + static_cast<double>(i) * range[2]);
  }
  return result;
}

}  // namespace normaudit::golden

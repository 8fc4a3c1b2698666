// The canonical text of a problem: one table of fields serves printing and parsing, so that the two
// are inverse.
#include <algorithm>
#include <array>
#include <functional>

#include "core/error.h"
#include "core/number_text.h"
#include "core/problem.h"

namespace normaudit {
namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text = text.substr(end + 1);
  }
}

template <class Item, class Print>
std::string join(const std::vector<Item>& items, Print print) {
  std::string text;
  for (const Item& item : items) text += (text.empty() ? "" : ",") + print(item);
  return text;
}

// A choice of letters, for example "wb": every letter at most once, "-" for none.
std::string print_letters(std::string_view letters, std::initializer_list<bool> chosen) {
  std::string text;
  std::size_t i = 0;
  for (bool each : chosen) {
    if (each) text += letters[i];
    ++i;
  }
  return text.empty() ? "-" : text;
}

// The positions of `letters` found in `text`; throws when anything else stands there.
std::array<bool, 3> parse_letters(std::string_view text, std::string_view letters,
                                  std::string_view field) {
  std::array<bool, 3> found{};
  if (text == "-") return found;
  for (char letter : text) {
    const std::size_t at = letters.find(letter);
    if (at == std::string_view::npos || found[at]) {
      throw InputError(std::string(field) + " '" + std::string(text.substr(0, 64)) +
                       "' is not a choice of the letters " + std::string(letters));
    }
    found[at] = true;
  }
  if (text.empty()) throw InputError(std::string(field) + ": empty");
  return found;
}

// So that every later sentence can quote its text.
void require_printable(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] < ' ' || text[i] > '~') {
      throw InputError("problem: character " + std::to_string(i + 1) + " is not printable ASCII");
    }
  }
}

// -0 means what 0 means here, and one problem has one text.
double without_sign_of_zero(double value) { return value == 0 ? 0.0 : value; }

bool parse_flag(std::string_view text, std::string_view field) {
  if (text == "1") return true;
  if (text == "0") return false;
  throw InputError(std::string(field) + " '" + std::string(text.substr(0, 64)) + "' is not 0 or 1");
}

struct Field {
  std::string_view key;
  std::function<std::string(const Problem&)> print;
  std::function<void(Problem&, std::string_view)> parse;
};

const std::vector<Field>& fields() {
  static const std::vector<Field> kFields{
      {"dtype", [](const Problem& p) { return std::string(to_string(p.dtype)); },
       [](Problem& p, std::string_view text) { p.dtype = parse_dtype(text); }},
      {"parameters", [](const Problem& p) { return std::string(to_string(p.parameter_dtype)); },
       [](Problem& p, std::string_view text) { p.parameter_dtype = parse_dtype(text); }},
      {"statistics", [](const Problem& p) { return std::string(to_string(p.statistic_dtype)); },
       [](Problem& p, std::string_view text) { p.statistic_dtype = parse_dtype(text); }},
      {"shape",
       [](const Problem& p) {
         return join(p.shape.extents(), [](std::int64_t extent) { return std::to_string(extent); });
       },
       [](Problem& p, std::string_view text) {
         std::vector<std::int64_t> extents;
         for (std::string_view part : split(text, ',')) extents.push_back(parse_int(part, "shape"));
         p.shape = Shape::from_extents(extents);
       }},
      {"layout", [](const Problem& p) { return to_string(p.layout); },
       [](Problem& p, std::string_view text) { p.layout = parse_layout(text); }},
      {"groups", [](const Problem& p) { return std::to_string(p.groups); },
       [](Problem& p, std::string_view text) { p.groups = parse_int(text, "groups"); }},
      {"eps", [](const Problem& p) { return shortest(without_sign_of_zero(p.eps)); },
       [](Problem& p, std::string_view text) {
         p.eps = without_sign_of_zero(parse_double(text, "eps"));
       }},
      {"momentum",
       [](const Problem& p) {
         return p.momentum ? shortest(without_sign_of_zero(*p.momentum))
                           : std::string("cumulative");
       },
       [](Problem& p, std::string_view text) {
         p.momentum = text == "cumulative"
                          ? std::nullopt
                          : std::optional(without_sign_of_zero(parse_double(text, "momentum")));
       }},
      {"num_batches_tracked",
       [](const Problem& p) { return std::to_string(p.num_batches_tracked); },
       [](Problem& p, std::string_view text) {
         p.num_batches_tracked = parse_int(text, "num_batches_tracked");
       }},
      {"affine",
       [](const Problem& p) {
         return print_letters("wb", {p.has_weight, p.has_bias});
       },
       [](Problem& p, std::string_view text) {
         const auto chosen = parse_letters(text, "wb", "affine");
         p.has_weight = chosen[0];
         p.has_bias = chosen[1];
       }},
      {"track_running_stats",
       [](const Problem& p) { return std::string(p.track_running_stats ? "1" : "0"); },
       [](Problem& p, std::string_view text) {
         p.track_running_stats = parse_flag(text, "track_running_stats");
       }},
      {"gradients",
       [](const Problem& p) {
         return print_letters("xwb", {p.gradients.dx, p.gradients.dweight, p.gradients.dbias});
       },
       [](Problem& p, std::string_view text) {
         const auto chosen = parse_letters(text, "xwb", "gradients");
         p.gradients = {.dx = chosen[0], .dweight = chosen[1], .dbias = chosen[2]};
       }},
      {"hazard", [](const Problem& p) { return p.hazard; },
       [](Problem& p, std::string_view text) { p.hazard = std::string(text); }},
      {"seed", [](const Problem& p) { return std::to_string(p.seed); },
       [](Problem& p, std::string_view text) { p.seed = parse_uint(text, "seed"); }},
  };
  return kFields;
}

std::vector<double> parse_values(std::string_view text, std::string_view field) {
  std::vector<double> values;
  for (std::string_view part : split(text, ',')) values.push_back(parse_double(part, field));
  return values;
}

void parse_field(Problem& problem, std::string_view word) {
  const std::size_t equals = word.find('=');
  const std::string_view key = word.substr(0, equals);
  if (equals == std::string_view::npos) {
    throw InputError("problem: '" + std::string(word.substr(0, 64)) + "' is not KEY=VALUE");
  }
  const std::string_view value = word.substr(equals + 1);
  for (const Field& field : fields()) {
    if (field.key == key) return field.parse(problem, value);
  }
  for (const RoleFacts& role : kRoles) {
    if (role.name == key) {
      problem.values[role.role] = parse_values(value, key);
      return;
    }
  }
  throw InputError("problem: unknown field '" + std::string(key.substr(0, 64)) + "'");
}

}  // namespace

std::string to_string(const Problem& problem) {
  static const Problem kDefaults{};
  std::string text = problem.operator_name + ' ' + std::string(to_string(problem.pass));
  for (const Field& field : fields()) {
    const std::string value = field.print(problem);
    if (field.key != "shape" && value == field.print(kDefaults)) continue;
    text += ' ' + std::string(field.key) + '=' + value;
  }
  for (const auto& [role, values] : problem.values) {
    text += ' ' + std::string(to_string(role)) + '=' + join(values, hex);
  }
  return text;
}

Problem parse_problem(std::string_view text) {
  require_printable(text);
  const std::vector<std::string_view> words = split(text, ' ');
  if (words.size() < 3) {
    throw InputError("problem: expected 'OPERATOR PASS shape=N,C,... KEY=VALUE ...'");
  }
  Problem problem;
  problem.operator_name = find_operator(words[0]).name;
  problem.pass = parse_pass(words[1]);
  std::vector<std::string_view> seen;
  for (std::string_view word : std::vector(words.begin() + 2, words.end())) {
    const std::string_view key = word.substr(0, word.find('='));
    if (std::find(seen.begin(), seen.end(), key) != seen.end()) {
      throw InputError("problem: field '" + std::string(key.substr(0, 64)) + "' stands twice");
    }
    seen.push_back(key);
    parse_field(problem, word);
  }
  if (std::find(seen.begin(), seen.end(), "shape") == seen.end()) {
    throw InputError("problem: field 'shape' is missing");
  }
  validate(problem);
  return problem;
}

}  // namespace normaudit

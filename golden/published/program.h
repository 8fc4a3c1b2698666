#pragma once
// Numbers in the transcribed lines of the articles' programs: what they assign, the arguments of
// their calls, and the inputs they count.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "golden/published/transcript.h"

namespace normaudit::golden {

using Names = std::map<std::string, double, std::less<>>;

/// "N, D = 3, 5" in every block "program" up to the cell; the last assignment of a name counts.
Names names_at(const Transcript& transcript, std::int64_t cell);

/// "2 * N * D" or "13*0.5 + 100*0.5": sums of products of numbers and names, in doubles as Python
/// has them. Throws InputError naming `field`.
double evaluate(std::string_view expression, const Names& names, const std::string& field);

struct Arguments {
  std::vector<std::string> positional;
  std::map<std::string, std::string, std::less<>> named;  ///< "momentum" -> "0.5"
};

/// Of the first call of the function in a block; throws InputError where there is none.
Arguments arguments_of(const Transcript& transcript, const Block& block, std::string_view function);

/// The number that the module or the optimizer is told by name, if any.
std::optional<double> named_argument(const Transcript& transcript, const Block& block,
                                     std::string_view function, std::string_view name);

/// The positional arguments as counts.
std::vector<std::int64_t> extents_of(const Transcript& transcript, const Block& block,
                                     std::string_view function);

/// What "torch.arange(0, 2 * N * D, 2).reshape(N, D)" makes.
struct Counted {
  std::vector<std::int64_t> extents;
  std::vector<double> numbers;  ///< in logical order
};

/// By the program of a cell; throws InputError where its numbers do not fill its extents.
Counted counted_by(const Transcript& transcript, std::int64_t cell);

}  // namespace normaudit::golden

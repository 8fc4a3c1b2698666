#pragma once
// A hazard is a named way in which inputs are hard; it turns a problem's seed into arrays, the same
// bits on any machine.

#include <functional>
#include <string>
#include <string_view>

#include "core/problem.h"
#include "core/random.h"
#include "core/registry.h"

namespace normaudit {

struct Hazard {
  std::string name;
  std::string sentence;
  /// Overwrites what the hazard is about in arrays that already hold benign numbers; may be empty.
  /// Draws only from stream_of, never from anything else.
  std::function<void(const Problem&, Tensors&)> fill;
};

/// Throws InputError when no such hazard is registered.
const Hazard& find_hazard(std::string_view name);

/// The words for one array: independent for every (seed, role, purpose), so that arrays do not
/// shift each other. Benign filling uses purpose 0; a hazard may use any other.
Philox stream_of(const Problem& problem, Role role, std::uint64_t purpose);

/// The problem's input arrays: benign numbers, then the hazard's, then the explicit values. The
/// text alone fixes every bit. Throws InputError where the problem is not valid, or where its
/// inputs and outputs together need more than half of the machine's memory.
Tensors make_inputs(const Problem& problem);

}  // namespace normaudit

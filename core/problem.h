#pragma once
// One fully specified instance of an operator and a pass, and its canonical one-line text.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/dtype.h"
#include "core/operator.h"
#include "core/role.h"
#include "core/shape.h"

namespace normaudit {

enum class Pass : std::uint8_t { kForwardTraining, kInference, kBackward, kBackwardInference };

std::string_view to_string(Pass pass);
/// Throws InputError naming the text.
Pass parse_pass(std::string_view text);
constexpr bool is_backward(Pass pass) {
  return pass == Pass::kBackward || pass == Pass::kBackwardInference;
}
/// Passes that normalize with the running statistics instead of the batch's own.
constexpr bool uses_running_statistics(Pass pass) {
  return pass == Pass::kInference || pass == Pass::kBackwardInference;
}

/// Which gradients a backward pass is asked for.
struct Gradients {
  bool dx = true;
  bool dweight = true;
  bool dbias = true;
  friend bool operator==(const Gradients&, const Gradients&) = default;
};

struct Problem {
  std::string operator_name = "batch_norm";
  Pass pass = Pass::kForwardTraining;
  Dtype dtype = Dtype::kFloat32;            ///< x, y, dy, dx
  Dtype parameter_dtype = Dtype::kFloat32;  ///< weight, bias and their gradients
  Dtype statistic_dtype = Dtype::kFloat32;  ///< running and saved statistics
  Shape shape;
  Layout layout;
  std::int64_t groups = 1;               ///< channel subsets, for operators that have them
  double eps = 1e-5;                     ///< finite, >= 0
  std::optional<double> momentum = 0.1;  ///< in [0, 1]; none means the cumulative average
  std::int64_t num_batches_tracked = 0;  ///< batches before this one
  bool has_weight = true;
  bool has_bias = true;
  bool track_running_stats = true;
  Gradients gradients;
  std::string hazard = "benign";
  std::uint64_t seed = 0;
  /// At most 16 explicit numbers per array, in logical order, instead of the hazard's.
  std::map<Role, std::vector<double>> values;

  friend bool operator==(const Problem& a, const Problem& b) {
    return to_string(a) == to_string(b);
  }
  friend std::string to_string(const Problem& problem);
};

/// The canonical text: operator, pass, then key=value fields in a fixed order, those at their
/// default left out. Example: "batch_norm forward_training shape=8,4,7,7 hazard=huge_mean seed=3".
std::string to_string(const Problem& problem);

/// Inverse of to_string; takes the fields in any order. Throws InputError naming the field.
Problem parse_problem(std::string_view text);

/// Throws InputError naming the first field that breaks the contract (eps, momentum, shape, values,
/// ...).
void validate(const Problem& problem);

const Operator& operator_of(const Problem& problem);
Dtype dtype_of_role(const Problem& problem, Role role);
/// Elements of the role's array.
std::int64_t count_of_role(const Problem& problem, Role role);
/// A NaN-filled, guarded array for the role.
Tensor make_array(const Problem& problem, Role role);

/// The arrays a call reads and those it writes, in the order of kRoles.
std::vector<Role> inputs_of(const Problem& problem);
std::vector<Role> outputs_of(const Problem& problem);

/// Elements per group: the n of every formula.
std::int64_t group_size(const Problem& problem);

}  // namespace normaudit

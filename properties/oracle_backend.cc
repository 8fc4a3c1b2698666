// The oracle behind a backend's face.
#include "properties/oracle_backend.h"

#include "reference/oracle.h"

namespace normaudit::properties {
namespace {

constexpr std::string_view kCorrectlyRounded = "correctly_rounded";

void run(const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  const reference::Oracle oracle(problem, inputs);
  outputs.num_batches_tracked = oracle.num_batches_tracked();
  for (auto& [role, array] : outputs.arrays) {
    for (std::int64_t i = 0; i < array.count(); ++i) {
      array.set_bits(i, oracle.rounded(role, i, array.dtype()));
    }
  }
}

}  // namespace

const Backend& oracle_backend() {
  static const Backend kOracle{
      .name = "oracle",
      .sentence = "the exact answer, rounded once",
      .source = "docs/design.md section 4",
      .contract = NumericContract{.algorithm = std::string(kCorrectlyRounded),
                                  .order = NumericContract::Order::kExact,
                                  .range = NumericContract::Range::kWide,
                                  .exact_on_constant_channels = true,
                                  .in_place_safe = true},
      .supports = [](const Problem&) { return std::string(); },
      .run = run,
  };
  return kOracle;
}

std::vector<const Backend*> all_subjects() {
  std::vector<const Backend*> subjects = Registry<Backend>::instance().all();
  subjects.insert(subjects.begin(), &oracle_backend());
  return subjects;
}

const Backend& find_subject(std::string_view name) {
  std::vector<std::string> names;
  for (const Backend* each : all_subjects()) {
    if (each->name == name) return *each;
    names.push_back(each->name);
  }
  refuse_name("backend", name, names);
}

bool is_correctly_rounded(const Backend& backend) {
  return backend.contract && backend.contract->algorithm == kCorrectlyRounded;
}

}  // namespace normaudit::properties

// One golden problem as it is stored.
#include "golden/record.h"

#include <cstring>
#include <nlohmann/json.hpp>

#include "core/number_text.h"
#include "files/digest.h"
#include "files/npy_values.h"

namespace normaudit::golden {
namespace {

using files::Json;
using files::NpyArray;

std::string_view descr_of_dtype(Dtype dtype) {
  switch (dtype) {
    case Dtype::kFloat64:
      return "<f8";
    case Dtype::kFloat32:
      return "<f4";
    case Dtype::kFloat16:
      return "<f2";
    case Dtype::kBfloat16:
      break;
  }
  return "<u2";  // numpy has no bfloat16
}

std::vector<std::int64_t> shape_of_role(const Problem& problem, Role role) {
  if (facts(role).kind == RoleKind::kData) return problem.shape.extents();
  return {count_of_role(problem, role)};
}

// Logical order, whatever the layout.
NpyArray array_of(const Tensor& tensor, std::vector<std::int64_t> shape) {
  const std::size_t size = size_in_bytes(tensor.dtype());
  NpyArray array{
      .descr = std::string(descr_of_dtype(tensor.dtype())), .shape = std::move(shape), .bytes = {}};
  array.bytes.resize(static_cast<std::size_t>(tensor.count()) * size);
  for (std::int64_t i = 0; i < tensor.count(); ++i) {
    const Bits bits = tensor.bits(i);
    std::memcpy(array.bytes.data() + static_cast<std::size_t>(i) * size, &bits, size);
  }
  return array;
}

// Adds one array to the record, and to the npz where it is stored.
class ArrayAdder {
 public:
  ArrayAdder(StoredProblem& stored, std::size_t index) : stored_(stored), index_(index) {}

  struct Named {
    std::string name;
    Dtype dtype;
    bool is_stored;
  };

  void add(const Named& named, NpyArray array) {
    Json& entry = stored_.record["arrays"][named.name];
    entry["dtype"] = to_string(named.dtype);
    entry["shape"] = array.shape;
    entry["sha256"] = files::sha256_hex(array.bytes);
    if (named.is_stored) {
      stored_.arrays.push_back({array_name(index_, named.name), std::move(array)});
    } else {
      entry["stored"] = false;
    }
  }

 private:
  StoredProblem& stored_;
  std::size_t index_;
};

Json record_of_group(const GroupFacts& group) {
  Json record;
  record["status"] = to_string(group.status);
  record["condition_number"] = group.condition_number;
  record["sums"] = Json::object();
  for (const reference::ExactSum& sum : group.sums) {
    record["sums"][sum.name] = {{"integer", sum.integer}, {"exponent", sum.exponent}};
  }
  return record;
}

Json record_of_sample(const Sample& sample, const Tensors& inputs) {
  Json record;
  record["array"] = to_string(sample.role);
  record["index"] = sample.index;
  record["x"] = hex(inputs.at(Role::kX).get(sample.index));
  if (const Tensor* dy = inputs.find(Role::kDy)) record["dy"] = hex(dy->get(sample.index));
  record["hi"] = hex(sample.answer.hi);
  record["lo"] = hex(sample.answer.lo);
  return record;
}

Json record_of_scalars(const Problem& problem, const Answers& answers) {
  Json record;
  record["problem"] = to_string(problem);
  record["pass"] = to_string(problem.pass);
  record["shape"] = problem.shape.extents();
  record["layout"] = to_string(problem.layout);
  record["elements_per_group"] = group_size(problem);
  record["eps"] = hex(problem.eps);
  record["momentum"] = problem.momentum ? hex(*problem.momentum) : "cumulative";
  record["num_batches_tracked"] = {{"before", problem.num_batches_tracked},
                                   {"after", answers.num_batches_tracked}};
  record["groups"] = Json::array();
  for (const GroupFacts& group : answers.groups) record["groups"].push_back(record_of_group(group));
  record["arrays"] = Json::object();
  return record;
}

}  // namespace

std::string array_name(std::size_t index, std::string_view name) {
  const std::string digits = std::to_string(index);
  return std::string(digits.size() < 3 ? 3 - digits.size() : 0, '0') + digits + '.' +
         std::string(name);
}

StoredProblem store(const Problem& problem, Family::Storage storage, std::size_t index) {
  const Answers answers = answer(problem, storage);
  StoredProblem stored;
  stored.record = record_of_scalars(problem, answers);
  ArrayAdder adder(stored, index);
  for (const auto& [role, tensor] : answers.inputs.arrays) {
    adder.add({.name = std::string(to_string(role)),
               .dtype = tensor.dtype(),
               .is_stored = is_stored(storage, role)},
              array_of(tensor, shape_of_role(problem, role)));
  }
  const auto add_answers = [&](const auto& values, std::string_view suffix) {
    for (const auto& [role, numbers] : values) {
      adder.add({.name = std::string(to_string(role)) + std::string(suffix),
                 .dtype = Dtype::kFloat64,
                 .is_stored = is_stored(storage, role)},
                files::make_array<double>(shape_of_role(problem, role), numbers));
    }
  };
  add_answers(answers.hi, "_hi");
  add_answers(answers.lo, "_lo");
  for (const Sample& sample : answers.samples) {
    stored.record["samples"].push_back(record_of_sample(sample, answers.inputs));
  }
  return stored;
}

}  // namespace normaudit::golden

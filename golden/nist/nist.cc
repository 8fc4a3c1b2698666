// Reads the NIST datasets and holds the oracle against them.
#include "golden/nist/nist.h"

#include <sstream>

#include "core/error.h"
#include "core/number_text.h"
#include "files/atomic_file.h"
#include "reference/oracle.h"

namespace normaudit::golden {
namespace {

// n numbers of one channel; with momentum 1 running_var is the unbiased variance itself.
Problem statistics_problem(std::int64_t n) {
  Problem problem;
  problem.dtype = problem.parameter_dtype = problem.statistic_dtype = Dtype::kFloat64;
  problem.shape = {.batch = n, .channels = 1, .spatial = {}};
  problem.momentum = 1;
  problem.has_weight = problem.has_bias = false;
  return problem;
}

Tensors inputs_of_dataset(const Problem& problem, const NistDataset& dataset) {
  Tensors inputs;
  for (Role role : inputs_of(problem)) {
    Tensor array = make_array(problem, role);
    array.fill(0);
    inputs.arrays.emplace(role, std::move(array));
  }
  const std::vector<double> values = encoded(dataset);
  for (std::size_t i = 0; i < values.size(); ++i) {
    inputs.at(Role::kX).set(static_cast<std::int64_t>(i), values[i]);
  }
  return inputs;
}

struct Statistic {
  std::string what;
  Role role;
  NistRange range;
};

void add_findings(const NistDataset& dataset, std::vector<std::string>& findings) {
  const Problem problem = statistics_problem(std::ssize(dataset.decimals));
  const Tensors inputs = inputs_of_dataset(problem, dataset);
  const reference::Oracle oracle(problem, inputs);
  for (const Statistic& each :
       {Statistic{"mean", Role::kRunningMean, mean_range(dataset)},
        Statistic{"variance", Role::kRunningVar, variance_range(dataset)}}) {
    if (oracle.compare(each.role, 0, each.range.low) < 0 ||
        oracle.compare(each.role, 0, each.range.high) > 0) {
      findings.push_back(dataset.name + ": the exact " + each.what + " rounds to " +
                         shortest(oracle.hi_lo(each.role, 0).hi) + ", certified between " +
                         shortest(each.range.low) + " and " + shortest(each.range.high));
    }
  }
}

// The text behind "KEY " in a header line.
std::string header_value(const std::string& line, const std::string& key, const std::string& file) {
  if (!line.starts_with(key + ' ')) {
    throw InputError(file + ": expected a line '" + key + " ...', got '" + line.substr(0, 64) +
                     "'");
  }
  return line.substr(key.size() + 1);
}

}  // namespace

const std::vector<std::string>& nist_names() {
  static const std::vector<std::string> kNames{"PiDigits", "Lottery",  "Lew",
                                               "Mavro",    "Michelso", "NumAcc1",
                                               "NumAcc2",  "NumAcc3",  "NumAcc4"};
  return kNames;
}

NistDataset read_nist(const std::filesystem::path& folder, const std::string& name) {
  const std::filesystem::path path = folder / (name + ".txt");
  const std::string file = path.string();
  std::istringstream text(files::read_text(path));
  std::string line;
  while (std::getline(text, line) && line.starts_with('#')) {
  }
  NistDataset dataset{.name = header_value(line, "name", file),
                      .mean = {},
                      .standard_deviation = {},
                      .decimals = {}};
  const auto next_value = [&](const std::string& key) {
    std::getline(text, line);
    return header_value(line, key, file);
  };
  const std::int64_t count = parse_int(next_value("count"), file + ": count");
  dataset.mean = next_value("mean");
  dataset.standard_deviation = next_value("standard_deviation");
  dataset.exact = next_value("certified") == "exact";
  std::getline(text, line);
  if (line != "data") throw InputError(file + ": expected a line 'data'");
  for (std::string decimal; text >> decimal;) {
    parse_double(decimal, file + ": data");
    dataset.decimals.push_back(decimal);
  }
  if (std::ssize(dataset.decimals) != count || dataset.name != name) {
    throw InputError(file + ": holds " + std::to_string(dataset.decimals.size()) + " numbers of " +
                     dataset.name + ", expected " + std::to_string(count) + " of " + name);
  }
  return dataset;
}

std::vector<double> encoded(const NistDataset& dataset) {
  std::vector<double> values;
  for (const std::string& decimal : dataset.decimals) {
    values.push_back(parse_double(decimal, dataset.name));
  }
  return values;
}

std::vector<std::string> check_nist(const std::filesystem::path& folder) {
  std::vector<std::string> findings;
  for (const std::string& name : nist_names()) {
    try {
      add_findings(read_nist(folder, name), findings);
    } catch (const InputError& error) {
      findings.emplace_back(error.what());
    }
  }
  return findings;
}

}  // namespace normaudit::golden

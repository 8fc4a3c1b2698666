// The manifest beside the golden arrays.
#include "golden/manifest.h"

#include <ctime>
#include <nlohmann/json.hpp>

namespace normaudit::golden {
namespace {

using files::Json;

constexpr int kSchemaVersion = 1;

Json conventions() {
  return {
      {"array_order",
       "N, C, then the spatial dimensions, C order, little-endian, whatever the layout"},
      {"layout",
       "where a backend finds the elements: nchw, nhwc, or strided:STRIDES+OFFSET with "
       "strides in logical order, in elements"},
      {"bfloat16", "bit patterns in uint16 arrays"},
      {"hi_lo",
       "NAME_hi is the exact answer correctly rounded to float64, NAME_lo the correctly "
       "rounded float64 of the remainder, +0 where hi is exact or not finite"},
      {"normalization_variance", "biased: divided by n"},
      {"save_var", "biased: divided by n"},
      {"running_variance", "unbiased: divided by n - 1"},
      {"saved_statistic", "save_invstd = 1/sqrt(save_var + eps)"},
      {"eps", "inside the root"},
      {"momentum", "running' = (1 - momentum) * running + momentum * batch"},
      {"momentum_cumulative", "momentum is exactly 1/(num_batches_tracked + 1)"},
      {"scalars", "the exact values of the stored doubles"},
      {"absent_weight", "1"},
      {"absent_bias", "0"},
      {"degenerate",
       "variance and eps both 0 in training: invstd := 0, y = bias, dx = dweight = 0"},
      {"one_element", "n = 1 in training: y = bias, variance 0, running_var NaN"},
      {"no_elements",
       "n = 0 in training: statistics NaN, running statistics unchanged, dweight = dbias = 0"},
      {"backward", "the derivative at x, from the exact statistics of x"},
      {"nan", "0x7ff8000000000000"},
      {"sums", "integer * 2^exponent, exactly"},
      {"condition_number", "sqrt(1 + mean^2/var), four digits; inf: variance 0; nan: undefined"},
      {"sha256", "of the array's raw bytes"},
  };
}

}  // namespace

Json manifest_head() {
  Json head;
  head["schema"] = "normaudit-golden";
  head["schema_version"] = kSchemaVersion;
  head["conventions"] = conventions();
  return head;
}

Json family_head(const Family& family) {
  Json head;
  head["name"] = family.name;
  head["sentence"] = family.sentence;
  head["storage"] = family.storage == Family::Storage::kArrays ? "arrays" : "recipe";
  head["file"] = family.name + ".npz";
  return head;
}

Json provenance() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::string date(32, '\0');
  date.resize(std::strftime(date.data(), date.size(), "%Y-%m-%dT%H:%M:%SZ", &utc));
  return {{"generator", "normaudit golden generate"},
          {"oracle", "reference::Oracle: exact integer sums, every rounding decided by integers"},
          {"licence", "CC0-1.0"},
          {"compiler", __VERSION__},
          {"date", date}};
}

std::string render_manifest(const Json& manifest) {
  std::string text = "{\n";
  for (const auto& [key, value] : manifest.items()) {
    if (text.size() > 2) text += ",\n";
    text += Json(key).dump() + ": ";
    if (key != "families") {
      text += value.is_object() ? value.dump(2) : value.dump();
      continue;
    }
    text += "[";
    for (std::size_t f = 0; f < value.size(); ++f) {
      Json head = value[f];
      head.erase("problems");
      std::string line = head.dump();
      line.pop_back();
      text += (f == 0 ? "\n" : ",\n") + line + ",\"problems\":[";
      const Json& problems = value[f]["problems"];
      for (std::size_t p = 0; p < problems.size(); ++p) {
        text += (p == 0 ? "\n" : ",\n") + problems[p].dump();
      }
      text += "\n]}";
    }
    text += "\n]";
  }
  return text + "\n}\n";
}

}  // namespace normaudit::golden

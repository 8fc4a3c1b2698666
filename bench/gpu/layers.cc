// A plan's problems in the order of the tables.
#include "bench/gpu/layers.h"

#include <charconv>

#include "core/error.h"

namespace normaudit::bench {

std::vector<Entry> entries_of(const Plan& plan) {
  std::vector<Entry> entries;
  for (std::int64_t batch : plan.batches) {
    for (Dtype dtype : plan.dtypes) {
      for (const std::string& layout : plan.layouts) {
        for (Pass pass : plan.passes) {
          for (const Layer& layer : plan.layers) {
            Entry entry{.problem = {}, .count = layer.count};
            entry.problem.pass = pass;
            entry.problem.dtype = dtype;
            entry.problem.shape = {batch, layer.channels, {layer.height, layer.width}};
            entry.problem.layout = parse_layout(layout);
            entries.push_back(entry);
          }
        }
      }
    }
  }
  return entries;
}

std::string key_of(const Problem& problem) {
  std::string text;
  for (std::int64_t extent : problem.shape.extents()) {
    text += (text.empty() ? "" : ",") + std::to_string(extent);
  }
  return text + " " + std::string(to_string(problem.dtype)) + " " + to_string(problem.layout) +
         " " + std::string(to_string(problem.pass));
}

Layer parse_layer(const std::string& text) {
  std::int64_t extents[3];
  const char* at = text.data();
  const char* const end = at + text.size();
  for (int i = 0; i < 3; ++i) {
    const auto [next, error] = std::from_chars(at, end, extents[i]);
    const bool ends_well = i < 2 ? next != end && *next == 'x' : next == end;
    if (error != std::errc() || !ends_well || extents[i] < 1) {
      throw InputError("layer '" + text + "' is not CxHxW");
    }
    at = next + 1;
  }
  return {extents[0], extents[1], extents[2], 1};
}

}  // namespace normaudit::bench

// The plan's cases by name, and their classes.
#include "bench/cpu/cases.h"

#include <regex>

#include "bench/figures.h"
#include "bench/resnet50.h"
#include "core/error.h"

namespace normaudit::bench::cpu {
namespace {

constexpr std::int64_t kVectorBatch = 32;
constexpr std::int64_t kCallNumbers = 4;  // two would have no gradient
constexpr Pass kPasses[] = {Pass::kForwardTraining, Pass::kBackward, Pass::kInference};

// The nine that stand for the network: of each stage the narrow and the wide layer, the first kept
// at the stage's own size.
bool is_timed(const Layer& layer) {
  const std::int64_t narrow = 64 * (56 / layer.height);
  return layer.height == 112 || layer.channels == narrow || layer.channels == 4 * narrow;
}

Case make_case(Pass pass, const char* layout, const Shape& shape) {
  Case result;
  result.problem.pass = pass;
  result.problem.shape = shape;
  result.problem.layout = parse_layout(layout);
  result.problem.track_running_stats = pass == Pass::kInference;
  return result;
}

std::vector<Shape> vectors_of(const Plan& plan) {
  std::vector<Shape> shapes{{kCallNumbers, 1, {}}};
  for (std::int64_t channels : plan.vector_channels) shapes.push_back({kVectorBatch, channels, {}});
  return shapes;
}

std::vector<Shape> images_of(const Plan& plan) {
  std::vector<Shape> shapes;
  for (std::int64_t batch : plan.batches) {
    for (const Layer& layer : kResnet50) {
      if (is_timed(layer)) shapes.push_back({batch, layer.channels, {layer.height, layer.width}});
    }
  }
  return shapes;
}

}  // namespace

std::string shape_text(const Shape& shape) {
  std::string text = std::to_string(shape.batch) + "," + std::to_string(shape.channels);
  for (std::int64_t extent : shape.spatial) text += "x" + std::to_string(extent);
  return text;
}

std::string name_of(const Case& timed) {
  return std::string(to_string(timed.problem.pass)) + " " + to_string(timed.problem.layout) + " " +
         shape_text(timed.problem.shape) + " " + std::to_string(timed.threads);
}

std::vector<Case> cases_of(const Plan& plan) {
  std::vector<Case> all;
  for (int threads : plan.threads) {
    const auto add = [&](const std::vector<Shape>& shapes, const char* layout) {
      for (Pass pass : kPasses) {
        for (const Shape& shape : shapes) {
          all.push_back(make_case(pass, layout, shape));
          all.back().threads = threads;
        }
      }
    };
    add(vectors_of(plan), "nchw");
    add(images_of(plan), "nchw");
    add(images_of(plan), "nhwc");
  }
  try {
    const std::regex only(plan.only);
    std::erase_if(all, [&](const Case& each) { return !std::regex_search(name_of(each), only); });
  } catch (const std::regex_error&) {
    throw InputError("--only '" + plan.only + "' is no regular expression");
  }
  return all;
}

std::string to_string(Class size) {
  constexpr const char* kNames[] = {"call", "BatchNorm1d", "L2", "L3", "DRAM"};
  return kNames[static_cast<int>(size)];
}

Class class_of(const Case& timed, const CacheSizes& caches) {
  if (timed.problem.shape.count() <= kCallNumbers) return Class::kCall;
  if (timed.problem.shape.spatial.empty()) return Class::kVectors;
  const std::int64_t bytes = floor_bytes(timed.problem);
  if (bytes <= caches.private_bytes * timed.threads) return Class::kPrivate;
  return bytes <= caches.shared_bytes ? Class::kShared : Class::kMemory;
}

}  // namespace normaudit::bench::cpu

// Peers found and named.
#include "bench/cpu/peers.h"

#include <filesystem>

#include "bench/cpu/fpu.h"

namespace normaudit::bench::cpu {

Peers::Peers(const PeerOptions& options) {
  open_libraries(options.onednn);
  if (options.driver.empty()) {
    absent_["torch, onnxruntime"] = "no --driver was given";
  } else {
    start(options.driver);
  }
}

void Peers::open_libraries(const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    Onednn library = open_onednn(file);
    if (flushes()) {
      stop_flushing();
      library.missing = "it sets the processor to flush subnormal numbers to zero";
    }
    const std::string name = library.version.empty() ? file : kOnednn + library.version;
    if (library.missing.empty()) {
      // Records tell no machine's folders.
      versions_.emplace_back(name, std::filesystem::path(file).filename().string());
      onednn_.push_back(library);
    } else {
      absent_[name] = library.missing;
    }
  }
}

void Peers::start(const std::string& command) {
  driver_ = std::make_unique<Driver>(command);
  for (const auto& [name, version] : driver_->greeting().at("peers").items()) {
    versions_.emplace_back(name, version.get<std::string>());
  }
  for (const auto& [name, reason] : driver_->greeting().at("absent").items()) {
    absent_[name] = reason.get<std::string>();
  }
}

std::vector<Contender> Peers::libraries_on(const Stage& stage) const {
  std::vector<Contender> all;
  for (const Onednn& each : onednn_) append(all, onednn_contenders(each, stage));
  return all;
}

std::vector<Contender> Peers::contenders(const Stage& stage) {
  std::vector<Contender> all = libraries_on(stage);
  if (driver_ != nullptr) append(all, driver_->contenders(stage.timed));
  return all;
}

std::vector<Contender> Peers::answering(const Stage& stage) {
  std::vector<Contender> all = libraries_on(stage);
  if (driver_ != nullptr) append(all, driver_->answering(stage));
  return all;
}

void append(std::vector<Contender>& to, std::vector<Contender> from) {
  for (Contender& each : from) to.push_back(std::move(each));
}

}  // namespace normaudit::bench::cpu

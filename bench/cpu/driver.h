#pragma once
// Peers in a process of their own, asked for one sample at a time, so that they take their turn
// among the contenders here: PyTorch and ONNX Runtime through peers.py.

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/cpu/contender.h"
#include "bench/cpu/exchange.h"

namespace normaudit::bench::cpu {

class Driver {
 public:
  /// Runs a shell command that reads a line of JSON and answers with one: {"peers": {name:
  /// version}, "absent": {name: reason}} to {"hello": 1}. Throws InputError.
  explicit Driver(const std::string& command);
  ~Driver();
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  const nlohmann::json& greeting() const { return greeting_; }

  /// Those that can do the case, which the process prepares; the last case's are gone.
  std::vector<Contender> contenders(const Case& timed);
  /// The same on the numbers that are in the arrays now; their answers are delivered there.
  std::vector<Contender> answering(const Stage& stage);

 private:
  nlohmann::json ask(const nlohmann::json& question);
  std::vector<Contender> prepare(const Case& timed, const std::string& folder);

  int process_ = 0;
  int questions_ = -1;
  std::FILE* answers_ = nullptr;
  nlohmann::json greeting_;
  std::unique_ptr<const Exchange> exchange_;  // made when it is first needed
};

}  // namespace normaudit::bench::cpu

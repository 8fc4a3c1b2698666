// The flags that `exact` and `check` share.

#include "audit/case_flags.h"

#include <CLI/CLI.hpp>

#include "audit/invocation.h"
#include "audit/parallel.h"

namespace normaudit::audit {

void add_threads_flag(CLI::App& app, int& threads) {
  threads = default_threads();
  app.add_option("--threads", threads, "threads to use")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
}

void add_case_flags(CLI::App& app, CaseFlags& flags) {
  app.add_option("--operator", flags.operator_name, "operator (normaudit list operators)")
      ->capture_default_str();
  app.add_option("--pass", flags.pass,
                 "forward_training, inference, backward or backward_inference")
      ->capture_default_str();
  app.add_option("--eps", flags.eps, "decimal or hex number, finite and >= 0")
      ->capture_default_str();
  app.add_option("--momentum", flags.momentum, "number in [0, 1], or cumulative")
      ->capture_default_str();
  app.add_option("--layout", flags.layout, "nchw: (N, C, ...), nhwc: (N, ..., C)")
      ->capture_default_str();
  app.add_option("--groups", flags.groups, "channel subsets, for operators that have them")
      ->capture_default_str();
  app.add_option("--dtype", flags.dtype, "bfloat16: uint16 arrays hold bfloat16");
  add_threads_flag(app, flags.threads);
}

std::string changed_flags(const CaseFlags& flags) {
  const CaseFlags defaults;
  std::string text;
  const auto add = [&](const std::string& name, std::string CaseFlags::*value) {
    if (flags.*value != defaults.*value) text += " " + name + " " + shell_word(flags.*value);
  };
  add("--operator", &CaseFlags::operator_name);
  add("--pass", &CaseFlags::pass);
  add("--eps", &CaseFlags::eps);
  add("--momentum", &CaseFlags::momentum);
  add("--layout", &CaseFlags::layout);
  add("--groups", &CaseFlags::groups);
  add("--dtype", &CaseFlags::dtype);
  return text;
}

}  // namespace normaudit::audit

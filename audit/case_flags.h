#pragma once
// The flags that `exact` and `check` share: what the arrays of a case file mean.

#include <string>

namespace CLI {
class App;
}

namespace normaudit::audit {

/// As typed; read_case parses them, so that its errors can say more.
struct CaseFlags {
  std::string operator_name = "batch_norm";
  std::string pass = "forward_training";
  std::string eps = "1e-5";
  std::string momentum = "0.1";
  std::string layout = "nchw";
  std::string groups = "1";
  std::string dtype;  ///< "bfloat16" or empty
  int threads = 1;
};

/// `flags` must outlive the parsing.
void add_case_flags(CLI::App& app, CaseFlags& flags);

/// The flags that are not at their defaults, each after a blank and quoted for a shell; without
/// --threads, which changes no answer.
std::string changed_flags(const CaseFlags& flags);

/// --threads alone.
void add_threads_flag(CLI::App& app, int& threads);

}  // namespace normaudit::audit

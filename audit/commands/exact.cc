// normaudit exact: the exact outputs for the user's own tensors.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "audit/case_file.h"
#include "audit/case_flags.h"
#include "audit/command.h"
#include "audit/exact_arrays.h"
#include "core/error.h"
#include "files/text.h"

namespace normaudit::audit {
namespace {

struct ExactCommand {
  CaseFlags flags;
  std::string in;
  std::string out;
  std::string output_dtype;

  ExitCode run() const {
    const ExactOptions options{.output_dtype = parse_output_dtype(), .threads = flags.threads};
    const Case user_case = read_case(in, flags);
    files::write_npz(out, exact_arrays(user_case, options));
    return ExitCode::kGood;
  }

  std::optional<Dtype> parse_output_dtype() const {
    if (output_dtype.empty()) return std::nullopt;
    for (Dtype dtype : {Dtype::kFloat32, Dtype::kFloat16, Dtype::kBfloat16}) {
      if (output_dtype == to_string(dtype)) return dtype;
    }
    throw InputError(fmt::format("--output-dtype {} is not float32, float16 or bfloat16",
                                 files::in_quotes(output_dtype)));
  }
};

std::function<ExitCode()> set_up_exact(CLI::App& app) {
  const auto command = std::make_shared<ExactCommand>();
  app.add_option("--in", command->in, "the case: x and what goes with it, .npz")->required();
  app.add_option("--out", command->out, "where the exact outputs go, .npz")->required();
  add_case_flags(app, command->flags);
  app.add_option("--output-dtype", command->output_dtype,
                 "also NAME_rn, rounded once to float32, float16 or bfloat16");
  return [command] { return command->run(); };
}

const bool kExactRegistered = register_entry(Command{
    .name = "exact",
    .sentence = "Writes the exact outputs for your own tensors, as float64 hi and lo.",
    .setup = set_up_exact,
});

}  // namespace
}  // namespace normaudit::audit

#pragma once
// oneDNN's batch normalization through its C interface, opened at run time: versions 2 and 3,
// several at once, without their headers.

#include <memory>
#include <string>
#include <vector>

#include "bench/cpu/contender.h"

namespace normaudit::bench::cpu {

struct OnednnFunctions;

/// One opened file.
struct Onednn {
  std::string file;
  std::string missing;  ///< why it cannot be called; empty where it can
  std::string version;  ///< "3.13.2"
  std::shared_ptr<const OnednnFunctions> functions;
};

/// The file, or of a bare name the one that the loader finds.
Onednn open_onednn(const std::string& file);

/// One contender, or none where the library cannot do the case.
std::vector<Contender> onednn_contenders(const Onednn& library, const Stage& stage);

}  // namespace normaudit::bench::cpu

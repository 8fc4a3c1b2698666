// Where a measurement was made.

#include "audit/environment.h"

#include <fmt/core.h>
#include <sys/utsname.h>
#include <zlib.h>

#include <CLI/Version.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

namespace normaudit::audit {
namespace {

// x86 kernels write "model name", others "Model" or nothing.
std::string cpu_model() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) {
      return line.substr(colon + 2);
    }
  }
  return "unknown";
}

files::Json observe() {
  utsname system{};
  uname(&system);
  return {
      {"cpu", cpu_model()},
      {"threads", std::thread::hardware_concurrency()},
      {"system", fmt::format("{} {} {}", system.sysname, system.release, system.machine)},
      {"compiler", NORMAUDIT_COMPILER},
      {"flags", NORMAUDIT_FLAGS},
      {"build_type", NORMAUDIT_BUILD_TYPE},
      {"versions",
       {{"normaudit", NORMAUDIT_VERSION},
        {"cli11", CLI11_VERSION},
        {"fmt", FMT_VERSION},
        {"nlohmann_json", fmt::format("{}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR,
                                      NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH)},
        {"zlib", zlibVersion()}}}};
}

}  // namespace

std::string_view program_version() { return NORMAUDIT_VERSION; }

const files::Json& environment() {
  static const files::Json kObserved = observe();
  return kObserved;
}

}  // namespace normaudit::audit

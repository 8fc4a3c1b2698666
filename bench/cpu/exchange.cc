// A folder of raw numbers.
#include "bench/cpu/exchange.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "bench/cpu/roles.h"

namespace normaudit::bench::cpu {
namespace {

std::streamsize bytes_of(const Stage& stage, Role role) {
  return count_of_role(stage.timed.problem, role) * std::streamsize{sizeof(float)};
}

}  // namespace

Exchange::Exchange() {
  folder_ = (std::filesystem::temp_directory_path() / "normaudit.XXXXXX").string();
  if (mkdtemp(folder_.data()) == nullptr) {
    throw std::runtime_error("a folder for the peers' numbers could not be made");
  }
}

Exchange::~Exchange() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string Exchange::path_of(Role role) const {
  return folder_ + "/" + std::string(to_string(role)) + ".f32";
}

void Exchange::write(const Stage& stage, Role role) const {
  std::ofstream file(path_of(role), std::ios::binary);
  file.write(reinterpret_cast<const char*>(numbers_of(stage.arrays, role)), bytes_of(stage, role));
  file.close();
  if (!file) throw std::runtime_error("numbers for the peers could not be written");
}

void Exchange::read(const Stage& stage, Role role) const {
  std::ifstream file(path_of(role), std::ios::binary);
  file.read(reinterpret_cast<char*>(numbers_of(stage.arrays, role)), bytes_of(stage, role));
  if (!file || file.peek() != std::ifstream::traits_type::eof()) {
    throw std::runtime_error("its " + std::string(to_string(role)) + " has another size");
  }
}

}  // namespace normaudit::bench::cpu

#pragma once
// Numbers handed to another process and back: a folder with a file of float32 numbers for each
// role, in the order of storage.

#include <string>

#include "bench/cpu/contender.h"
#include "core/role.h"

namespace normaudit::bench::cpu {

class Exchange {
 public:
  /// A new folder among the system's temporary ones, which goes with this object.
  Exchange();
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  const std::string& folder() const { return folder_; }

  // The case's numbers of a role, as FOLDER/ROLE.f32. Both throw std::runtime_error.
  void write(const Stage& stage, Role role) const;
  void read(const Stage& stage, Role role) const;

 private:
  std::string path_of(Role role) const;

  std::string folder_;
};

}  // namespace normaudit::bench::cpu

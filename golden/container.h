#pragma once
// One family's stored arrays in the containers they are exported to.

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "files/npz.h"
#include "files/records.h"

namespace normaudit::golden {

struct StoredFamily {
  std::string name;
  files::NpzArrays arrays;
  files::Json problems;  ///< the manifest's records
};

/// One line a number: problem, array, flat index, hex float, shortest decimal. The two texts are
/// "nan", "inf" or "-inf" where they must.
std::string render_csv(const StoredFamily& family);

/// The safetensors layout: header size as a little-endian 64-bit integer, JSON header, then the
/// arrays' bytes. The problems' texts stand in the metadata.
std::vector<std::byte> render_safetensors(const StoredFamily& family);

}  // namespace normaudit::golden

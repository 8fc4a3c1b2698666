#pragma once
// A test for each golden family, named after it.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/registry.h"
#include "golden/family.h"

namespace normaudit::golden {

/// The parameter is a family's name.
class EachFamily : public testing::TestWithParam<std::string> {
 protected:
  const Family& family() const { return *Registry<Family>::instance().find(GetParam()); }
};

/// Those whose arrays are stored, and so small.
inline auto each_small_family() {
  std::vector<std::string> names;
  for (const Family* family : Registry<Family>::instance().all()) {
    if (family->storage == Family::Storage::kArrays) names.push_back(family->name);
  }
  return testing::ValuesIn(names);
}

inline auto each_family() { return testing::ValuesIn(Registry<Family>::instance().names()); }

inline std::string name_of_family(const testing::TestParamInfo<std::string>& info) {
  return info.param;
}

}  // namespace normaudit::golden

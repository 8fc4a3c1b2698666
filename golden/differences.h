#pragma once
// Where two JSON values or two arrays differ, in sentences.

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "files/npy.h"
#include "files/records.h"

namespace normaudit::golden {

struct Comparison {
  std::string where;            ///< begins every sentence: file and path of the value
  const files::Json* stored;    ///< what is in the file
  const files::Json* expected;  ///< what it should be
};

/// One sentence for each field that is missing, superfluous or different.
void add_differences(const Comparison& comparison, std::vector<std::string>& findings);

/// The first difference between a stored array and what it should be.
std::optional<std::string> difference(const files::NpyArray& stored,
                                      const files::NpyArray& expected);

}  // namespace normaudit::golden

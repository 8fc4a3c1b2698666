#pragma once
// One tag: its name and when a problem with its inputs has it.

#include <functional>
#include <string>
#include <vector>

#include "core/problem.h"
#include "reference/condition.h"

namespace normaudit::properties {

struct TagFacts {
  const Problem& problem;
  const Tensors& inputs;
  const std::vector<reference::Condition>& conditions;
};

struct Tag {
  std::string name;
  std::function<bool(const TagFacts&)> applies;
};

/// Those that follow from a problem's fields.
const std::vector<Tag>& field_tags();

/// Those that follow from its numbers.
const std::vector<Tag>& number_tags();

}  // namespace normaudit::properties

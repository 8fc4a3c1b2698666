// Tagging a problem by its fields and by its inputs.
#include "properties/tags.h"

#include <algorithm>

#include "properties/tag.h"

namespace normaudit::properties {

std::set<std::string> tags_of(const Problem& problem, const Tensors& inputs) {
  const std::vector<reference::Condition> conditions = reference::conditions_of(problem, inputs);
  const TagFacts facts{problem, inputs, conditions};
  std::set<std::string> tags;
  for (const std::vector<Tag>* all : {&field_tags(), &number_tags()}) {
    for (const Tag& tag : *all) {
      if (tag.applies(facts)) tags.insert(tag.name);
    }
  }
  return tags;
}

std::vector<std::string> all_tags() {
  std::set<std::string> tags;
  for (const Tag& tag : field_tags()) tags.insert(tag.name);
  for (const Tag& tag : number_tags()) tags.insert(tag.name);
  return {tags.begin(), tags.end()};
}

}  // namespace normaudit::properties

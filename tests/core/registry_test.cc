// Registries: sorted, found by name, and two of one name abort.
#include "core/registry.h"

#include <gtest/gtest.h>

#include "core/backend.h"
#include "core/hazard.h"
#include "core/role.h"
#include "tests/support/refusal.h"

namespace normaudit {
namespace {

struct Thing {
  std::string name;
  int number = 0;
};

TEST(RegistryTest, EntriesAreSortedByNameAndFound) {
  Registry<Thing> registry;
  registry.add({"pear", 2});
  registry.add({"apple", 1});

  EXPECT_EQ(registry.names(), (std::vector<std::string>{"apple", "pear"}));
  EXPECT_EQ(registry.all().front()->number, 1);
  EXPECT_EQ(registry.find("pear")->number, 2);
  EXPECT_EQ(registry.find("plum"), nullptr);
}

TEST(RegistryDeathTest, TheSameNameTwiceAborts) {
  Registry<Thing> registry;
  registry.add({"apple", 1});
  EXPECT_DEATH(registry.add({"apple", 2}), "normaudit: 'apple' is registered twice");
  EXPECT_DEATH(register_entry(find_hazard("benign")), "normaudit: 'benign' is registered twice");
}

TEST(RegistryTest, UnknownNamesAreRefused) {
  EXPECT_TRUE(support::refusal([] {
                find_backend("tow_pass");
              }).starts_with("unknown backend 'tow_pass': expected one of "));
  register_entry(Thing{"pear", 2});
  register_entry(Thing{"apple", 1});
  EXPECT_EQ(find_or_refuse<Thing>("thing", "pear").number, 2);
  EXPECT_EQ(support::refusal([] { find_or_refuse<Thing>("thing", "plum"); }),
            "unknown thing 'plum': expected one of apple, pear");
  EXPECT_EQ(support::refusal([] { find_or_refuse<Thing>("thing", std::string(99, 'x')); }),
            "unknown thing '" + std::string(64, 'x') + "': expected one of apple, pear");
  EXPECT_EQ(support::refusal([] { parse_role("gamma"); }), "unknown array name 'gamma'");
}

TEST(RoleTest, NamesAndBackForEveryRole) {
  for (std::size_t i = 0; i < kRoles.size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(kRoles[i].role), i);
    EXPECT_EQ(parse_role(to_string(kRoles[i].role)), kRoles[i].role);
  }
}

TEST(RoleTest, AbsentArraysAreAProgrammersError) {
  Tensors tensors;
  tensors.arrays.emplace(Role::kX, Tensor::vector(Dtype::kFloat32, 1));
  EXPECT_EQ(&tensors.at(Role::kX), tensors.find(Role::kX));
  EXPECT_EQ(tensors.find(Role::kDy), nullptr);
  EXPECT_THROW(tensors.at(Role::kDy), std::invalid_argument);
  EXPECT_THROW(std::as_const(tensors).at(Role::kDy), std::invalid_argument);
}

}  // namespace
}  // namespace normaudit

// The one sentence for a name that nothing is registered under.
#include "core/registry.h"

#include "core/error.h"

namespace normaudit {

void refuse_name(std::string_view kind, std::string_view name,
                 const std::vector<std::string>& known) {
  std::string list;
  for (const std::string& each : known) list += list.empty() ? each : ", " + each;
  throw InputError("unknown " + std::string(kind) + " '" + std::string(name.substr(0, 64)) +
                   "': expected one of " + list);
}

}  // namespace normaudit

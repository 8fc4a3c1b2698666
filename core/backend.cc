// Lookup of backends.
#include "core/backend.h"

namespace normaudit {

const Backend& find_backend(std::string_view name) {
  return find_or_refuse<Backend>("backend", name);
}

}  // namespace normaudit

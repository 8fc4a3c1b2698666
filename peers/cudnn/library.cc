// Opening cuDNN and finding its functions.
#include "peers/cudnn/library.h"

#if NORMAUDIT_HAS_CUDNN

#include <dlfcn.h>

#include <cstdlib>
#include <stdexcept>

namespace normaudit::peers::cudnn {
namespace {

#define NORMAUDIT_TEXT(name) #name
#define NORMAUDIT_TEXT_OF(macro) NORMAUDIT_TEXT(macro)
constexpr const char* kFile = "libcudnn.so." NORMAUDIT_TEXT_OF(CUDNN_MAJOR);

Library open() {
  Library result;
  const char* const named = std::getenv("NORMAUDIT_CUDNN");
  // Global, for cuDNN opens further libraries that look for its symbols.
  void* const handle = dlopen(named != nullptr ? named : kFile, RTLD_NOW | RTLD_GLOBAL);
  if (handle == nullptr) {
    result.missing = std::string(kFile) + " cannot be opened";
    return result;
  }
#define NORMAUDIT_FIND(name)                                                   \
  result.name = reinterpret_cast<decltype(result.name)>(dlsym(handle, #name)); \
  if (result.name == nullptr) result.missing = std::string(kFile) + " has no " #name;
  NORMAUDIT_CUDNN_FUNCTIONS(NORMAUDIT_FIND)
#undef NORMAUDIT_FIND
  return result;
}

}  // namespace

const Library& library() {
  static const Library found = open();
  return found;
}

const Library& opened() {
  if (!library().missing.empty()) throw std::runtime_error("cuDNN: " + library().missing);
  return library();
}

void check(cudnnStatus_t status, const char* what) {
  if (status == CUDNN_STATUS_SUCCESS) return;
  throw std::runtime_error(std::string("cuDNN: ") + what + ": " +
                           library().cudnnGetErrorString(status));
}

}  // namespace normaudit::peers::cudnn

#endif

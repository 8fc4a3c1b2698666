// Opening oneDNN, and its engine and stream.
#include <dlfcn.h>

#include "bench/cpu/onednn.h"
#include "bench/cpu/onednn_functions.h"

namespace normaudit::bench::cpu {
namespace {

template <class Function>
void find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
}

void find_all(void* library, OnednnFunctions& f) {
  find(library, "dnnl_version", f.version);
  find(library, "dnnl_engine_create", f.engine_create);
  find(library, "dnnl_stream_create", f.stream_create);
  find(library, "dnnl_stream_wait", f.stream_wait);
  find(library, "dnnl_memory_create", f.memory_create);
  find(library, "dnnl_memory_destroy", f.memory_destroy);
  find(library, "dnnl_primitive_create", f.primitive_create);
  find(library, "dnnl_primitive_destroy", f.primitive_destroy);
  find(library, "dnnl_primitive_desc_destroy", f.primitive_desc_destroy);
  find(library, "dnnl_primitive_execute", f.primitive_execute);
  find(library, "dnnl_memory_desc_create_with_strides", f.memory_desc_create_with_strides);
  find(library, "dnnl_batch_normalization_forward_primitive_desc_create",
       f.batch_normalization_forward_primitive_desc_create);
  find(library, "dnnl_batch_normalization_backward_primitive_desc_create",
       f.batch_normalization_backward_primitive_desc_create);
  find(library, "dnnl_memory_desc_init_by_strides", f.memory_desc_init_by_strides);
  find(library, "dnnl_batch_normalization_forward_desc_init",
       f.batch_normalization_forward_desc_init);
  find(library, "dnnl_batch_normalization_backward_desc_init",
       f.batch_normalization_backward_desc_init);
  find(library, "dnnl_primitive_desc_create", f.primitive_desc_create);
}

// oneapi::tbb::global_control of max_allowed_parallelism, as oneTBB 2021 and later lay it out.
struct TbbControl {
  std::size_t value;
  std::intptr_t reserved = 0;
  int parameter = 0;
};

// A function that sets the number of threads, of OpenMP or else of TBB; empty where there is
// neither.
std::function<void(int)> thread_setter(void* library) {
  void (*openmp)(int) = nullptr;
  find(library, "omp_set_num_threads", openmp);
  if (openmp != nullptr) return openmp;
  void (*create)(TbbControl&) = nullptr;
  void (*destroy)(TbbControl&) = nullptr;
  find(library, "_ZN3tbb6detail2r16createERNS0_2d114global_controlE", create);
  find(library, "_ZN3tbb6detail2r17destroyERNS0_2d114global_controlE", destroy);
  if (create == nullptr || destroy == nullptr) return nullptr;
  auto control = std::make_shared<TbbControl>(TbbControl{.value = 0});
  return [=](int threads) {
    const auto wanted = static_cast<std::size_t>(threads);
    if (control->value == wanted) return;
    if (control->value != 0) destroy(*control);
    control->value = wanted;
    create(*control);
  };
}

bool has_version_3(const OnednnFunctions& f) {
  return f.memory_desc_create_with_strides != nullptr &&
         f.batch_normalization_forward_primitive_desc_create != nullptr &&
         f.batch_normalization_backward_primitive_desc_create != nullptr;
}

bool has_version_2(const OnednnFunctions& f) {
  return f.memory_desc_init_by_strides != nullptr &&
         f.batch_normalization_forward_desc_init != nullptr &&
         f.batch_normalization_backward_desc_init != nullptr && f.primitive_desc_create != nullptr;
}

bool is_complete(const OnednnFunctions& f) {
  if (f.version == nullptr || f.engine_create == nullptr || f.stream_create == nullptr ||
      f.stream_wait == nullptr || f.memory_create == nullptr || f.memory_destroy == nullptr ||
      f.primitive_create == nullptr || f.primitive_destroy == nullptr ||
      f.primitive_desc_destroy == nullptr || f.primitive_execute == nullptr) {
    return false;
  }
  const int major = f.version()->major;
  return (major == 3 && has_version_3(f)) || (major == 2 && has_version_2(f));
}

}  // namespace

Onednn open_onednn(const std::string& file) {
  Onednn result{.file = file, .missing = "", .version = "", .functions = nullptr};
  void* const library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* const reason = dlerror();
    result.missing = reason != nullptr ? reason : "cannot be opened";
    return result;
  }
  auto found = std::make_shared<OnednnFunctions>();
  find_all(library, *found);
  if (!is_complete(*found)) {
    result.missing = "has not the C interface of oneDNN 2 or 3";
    return result;
  }
  const OnednnVersion& version = *found->version();
  result.version = std::to_string(version.major) + "." + std::to_string(version.minor) + "." +
                   std::to_string(version.patch);
  found->set_threads = thread_setter(library);
  if (found->set_threads == nullptr) {
    result.missing = "oneDNN " + result.version + " has neither OpenMP's threads nor TBB's";
    return result;
  }
  if (found->engine_create(&found->engine, kDnnlCpu, 0) != kDnnlSuccess ||
      found->stream_create(&found->stream, found->engine, kDnnlInOrder) != kDnnlSuccess) {
    result.missing = "oneDNN " + result.version + " makes no engine for the CPU";
    return result;
  }
  result.functions = found;
  return result;
}

}  // namespace normaudit::bench::cpu

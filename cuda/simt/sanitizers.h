#pragma once
// The sanitizers' interfaces to fibers and memory, as no-ops where the build has none. Under TSan
// the executor itself is compiled without it: switching stacks inside instrumented code would
// corrupt TSan's shadow stack. NORMAUDIT_SIMT_TSAN says that the program is instrumented.

#include <cstddef>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) && !defined(__SANITIZE_ADDRESS__)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

#if defined(__SANITIZE_ADDRESS__)
extern "C" {
void __sanitizer_start_switch_fiber(void** fake_stack, const void* bottom, std::size_t size);
void __sanitizer_finish_switch_fiber(void* fake_stack, const void** bottom, std::size_t* size);
void __asan_poison_memory_region(const volatile void* address, std::size_t size);
void __asan_unpoison_memory_region(const volatile void* address, std::size_t size);
}
#endif
#if defined(NORMAUDIT_SIMT_TSAN)
extern "C" {
void* __tsan_create_fiber(unsigned flags);
void __tsan_switch_to_fiber(void* fiber, unsigned flags);
void* __tsan_get_current_fiber();
void __tsan_acquire(void* address);
void __tsan_release(void* address);
void __tsan_write_range(void* address, unsigned long size);
void AnnotateIgnoreReadsBegin(const char* file, int line);
void AnnotateIgnoreReadsEnd(const char* file, int line);
void AnnotateIgnoreWritesBegin(const char* file, int line);
void AnnotateIgnoreWritesEnd(const char* file, int line);
}
#endif

namespace normaudit::cuda::simt {

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool kAsan = true;
inline void poison(void* address, std::size_t size) { __asan_poison_memory_region(address, size); }
inline void unpoison(void* address, std::size_t size) {
  __asan_unpoison_memory_region(address, size);
}
#else
inline constexpr bool kAsan = false;
inline void poison(void*, std::size_t) {}
inline void unpoison(void*, std::size_t) {}
#endif

#if defined(NORMAUDIT_SIMT_TSAN)
inline constexpr bool kTsan = true;
inline void happens_before(void* edge) { __tsan_release(edge); }
inline void happens_after(void* edge) { __tsan_acquire(edge); }
inline void ignore_begin() {
  AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
  AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
}
inline void ignore_end() {
  AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
  AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
}
inline void* tsan_current() { return __tsan_get_current_fiber(); }
inline void* tsan_create() { return __tsan_create_fiber(0); }
/// Flag 1: the switch itself orders nothing.
inline void tsan_switch(void* fiber) { __tsan_switch_to_fiber(fiber, 1); }
inline void tsan_write(void* address, std::size_t size) { __tsan_write_range(address, size); }
#else
inline constexpr bool kTsan = false;
inline void happens_before(void*) {}
inline void happens_after(void*) {}
inline void ignore_begin() {}
inline void ignore_end() {}
inline void* tsan_current() { return nullptr; }
inline void* tsan_create() { return nullptr; }
inline void tsan_switch(void*) {}
inline void tsan_write(void*, std::size_t) {}
#endif

/// The executor's own accesses, and those of the C library for it, are not the kernel's.
class Quiet {
 public:
  Quiet() { ignore_begin(); }
  ~Quiet() { ignore_end(); }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;
};

}  // namespace normaudit::cuda::simt

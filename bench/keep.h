#pragma once
// What keeps the work of a benchmark in its program.

namespace normaudit::bench {

/// Keeps the compiler from leaving out work whose result nobody reads.
inline void keep(const void* pointer) { asm volatile("" : : "g"(pointer) : "memory"); }

}  // namespace normaudit::bench

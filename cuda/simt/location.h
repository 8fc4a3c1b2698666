#pragma once
// Where a kernel calls the executor: std::source_location, or its likeness where clang 14 has none.

#include <version>
#if defined(__cpp_lib_source_location)
#include <source_location>
#endif

namespace normaudit::cuda::simt {

#if defined(__cpp_lib_source_location)
using Location = std::source_location;
#else
class Location {
 public:
  static constexpr Location current(const char* file = __builtin_FILE(),
                                    unsigned line = __builtin_LINE(),
                                    unsigned column = __builtin_COLUMN()) {
    Location location;
    location.file_ = file;
    location.line_ = line;
    location.column_ = column;
    return location;
  }
  constexpr const char* file_name() const { return file_; }
  constexpr unsigned line() const { return line_; }
  constexpr unsigned column() const { return column_; }

 private:
  const char* file_ = "";
  unsigned line_ = 0;
  unsigned column_ = 0;
};
#endif

}  // namespace normaudit::cuda::simt

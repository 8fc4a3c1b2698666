#pragma once
// What a terminal is for and a pipe is not: a progress line and colour.

#include <cstdint>
#include <cstdio>
#include <mutex>
#include <string>
#include <string_view>

namespace normaudit::audit {

/// True when the stream is a terminal that can move its cursor.
bool is_terminal(std::FILE* stream);

/// True on such a terminal unless NO_COLOR is set to anything (https://no-color.org).
bool has_color(std::FILE* stream);

/// One line on stderr that counts up, erased in the end; silent where stderr is no terminal.
/// Thread-safe.
class Progress {
 public:
  Progress(std::string label, std::int64_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void advance(std::string_view what);

 private:
  const std::string label_;
  const std::int64_t total_;
  const bool shown_;
  std::mutex guard_;
  std::int64_t done_ = 0;
};

}  // namespace normaudit::audit

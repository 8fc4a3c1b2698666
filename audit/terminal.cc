// What a terminal is for and a pipe is not.

#include "audit/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

namespace normaudit::audit {

bool is_terminal(std::FILE* stream) {
  const char* kind = std::getenv("TERM");
  return isatty(fileno(stream)) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

bool has_color(std::FILE* stream) {
  const char* refused = std::getenv("NO_COLOR");
  return is_terminal(stream) && (refused == nullptr || *refused == '\0');
}

Progress::Progress(std::string label, std::int64_t total)
    : label_(std::move(label)), total_(total), shown_(is_terminal(stderr)) {}

Progress::~Progress() {
  if (shown_) fmt::print(stderr, "\r\x1b[K");
}

void Progress::advance(std::string_view what) {
  const std::scoped_lock lock(guard_);
  ++done_;
  if (!shown_) return;
  fmt::print(stderr, "\r{} {}/{}  {:.60}\x1b[K", label_, done_, total_, what);
  std::fflush(stderr);
}

}  // namespace normaudit::audit

// Lines in a file, with a lock where several processes append.
#include "properties/journal.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <fstream>

#include "core/error.h"
#include "core/problem.h"

namespace normaudit::properties {
namespace {

constexpr std::string_view kBetween = " | ";

std::string line_of(const JournalEntry& entry) {
  std::string line = entry.law;
  line.append(kBetween).append(entry.backend).append(kBetween).append(entry.problem);
  return line + '\n';
}

// Empty fields where the line is not one of ours.
JournalEntry parse(const std::string& line) {
  const std::size_t first = line.find(kBetween);
  if (first == std::string::npos) return {};
  const std::size_t second = line.find(kBetween, first + kBetween.size());
  if (second == std::string::npos) return {};
  return {.law = line.substr(0, first),
          .backend = line.substr(first + kBetween.size(), second - first - kBetween.size()),
          .problem = line.substr(second + kBetween.size())};
}

bool is_problem(const std::string& text) {
  try {
    parse_problem(text);
    return true;
  } catch (const InputError&) {
    return false;
  }
}

// Appends under a lock; the file is created where it does not exist.
class LockedFile {
 public:
  explicit LockedFile(const std::filesystem::path& path)
      : file_(open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0644)) {
    if (file_ < 0 || flock(file_, LOCK_EX) != 0) {
      throw InputError(path.string() + ": cannot be written");
    }
  }
  ~LockedFile() { close(file_); }  // and unlocks
  LockedFile(const LockedFile&) = delete;
  LockedFile& operator=(const LockedFile&) = delete;

  bool append(const std::string& text) const {
    return write(file_, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  }

 private:
  int file_;
};

// The process that wrote "running.PID.K.txt"; 0 for any other file.
pid_t writer_of(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  constexpr std::string_view kPrefix = "running.";
  if (!name.starts_with(kPrefix) || path.extension() != ".txt") return 0;
  return static_cast<pid_t>(std::strtol(name.c_str() + kPrefix.size(), nullptr, 10));
}

bool alive(pid_t process) { return kill(process, 0) == 0 || errno != ESRCH; }

}  // namespace

std::vector<JournalEntry> read_journal(const std::filesystem::path& file) {
  std::vector<JournalEntry> entries;
  std::ifstream lines(file);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (line.empty() || line.front() == '#') continue;
    entries.push_back(parse(line));
    if (entries.back().problem.empty()) {
      throw InputError(file.string() + ": line " + std::to_string(number) +
                       " is not 'law | backend | problem'");
    }
  }
  return entries;
}

void add_to_journal(const std::filesystem::path& file, const JournalEntry& entry) {
  if (!is_problem(entry.problem)) return;
  const LockedFile locked(file);
  const std::vector<JournalEntry> known = read_journal(file);
  if (std::ranges::find(known, entry) != known.end()) return;
  if (!locked.append(line_of(entry))) throw InputError(file.string() + ": cannot be written");
}

RunningCase::RunningCase(const std::filesystem::path& folder, JournalEntry law_and_backend)
    : entry_(std::move(law_and_backend)) {
  static std::atomic<int> count = 0;
  path_ = folder / ("running." + std::to_string(getpid()) + '.' + std::to_string(count++) + ".txt");
  file_ = open(path_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file_ < 0) throw InputError(path_.string() + ": cannot be written");
}

RunningCase::~RunningCase() {
  close(file_);
  std::error_code gone_already;
  std::filesystem::remove(path_, gone_already);
}

void RunningCase::begin(std::string_view problem) {
  entry_.problem = problem;
  const std::string line = line_of(entry_);
  const bool written =
      pwrite(file_, line.data(), line.size(), 0) == static_cast<ssize_t>(line.size()) &&
      ftruncate(file_, static_cast<off_t>(line.size())) == 0;
  if (!written) throw InputError(path_.string() + ": cannot be written");
}

int adopt_crashed_cases(const std::filesystem::path& folder, const std::filesystem::path& journal) {
  int adopted = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    const pid_t writer = writer_of(file.path());
    if (writer <= 0 || alive(writer)) continue;
    for (const JournalEntry& entry : read_journal(file.path())) {
      add_to_journal(journal, entry);
      ++adopted;
    }
    std::filesystem::remove(file.path());
  }
  return adopted;
}

}  // namespace normaudit::properties

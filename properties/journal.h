#pragma once
// The failures a project has seen, one line each, kept in its repository and tried first: the file
// regressions.txt. A case is noted before it runs, so that even one that ends the process is kept.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace normaudit::properties {

/// One line: "law | backend | problem".
struct JournalEntry {
  std::string law;
  std::string backend;
  std::string problem;
  friend bool operator==(const JournalEntry&, const JournalEntry&) = default;
};

/// Empty where the file does not exist. Throws InputError naming the file and the line.
std::vector<JournalEntry> read_journal(const std::filesystem::path& file);

/// Appends the entry unless the file holds it already, or its problem is none (a law bent it into
/// what no backend takes: nothing to try again). Safe beside other processes and threads.
/// Throws InputError naming a file that cannot be written.
void add_to_journal(const std::filesystem::path& file, const JournalEntry& entry);

/// Case by case, what is running now: "FOLDER/running.PID.K.txt" for as long as the object lives.
class RunningCase {
 public:
  /// Throws InputError naming a folder that cannot be written.
  RunningCase(const std::filesystem::path& folder, JournalEntry law_and_backend);
  ~RunningCase();
  RunningCase(const RunningCase&) = delete;
  RunningCase& operator=(const RunningCase&) = delete;

  void begin(std::string_view problem);

 private:
  std::filesystem::path path_;
  JournalEntry entry_;
  int file_ = -1;
};

/// Moves what processes that are no more left running into the journal; returns how many.
int adopt_crashed_cases(const std::filesystem::path& folder, const std::filesystem::path& journal);

}  // namespace normaudit::properties

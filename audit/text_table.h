#pragma once
// Text in aligned columns, and numbers short enough to stand in one.

#include <string>
#include <vector>

namespace normaudit::audit {

/// Words to the left, numbers to the right; two blanks between columns, none at the end of a line.
class TextTable {
 public:
  struct Column {
    std::string title;
    bool is_number = false;
  };

  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// As many cells as there are columns.
  void add_row(std::vector<std::string> cells);
  /// Lines of their own, beneath the last row.
  void add_note(std::string line);

  std::string render() const;

 private:
  struct Row {
    std::vector<std::string> cells;
    std::vector<std::string> notes;
  };
  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

/// At most five digits: "0", "0.52", "41700", "3.1e+05", "inf".
std::string compact(double value);

}  // namespace normaudit::audit

// Grades, from the rungs that the records of a backend keep and exceed.

#include "audit/grades.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>

#include "audit/environment.h"
#include "audit/text_table.h"
#include "files/records.h"

namespace normaudit::audit {
namespace {

using verdict::Standing;
using Place = std::pair<Pass, Role>;

// What all records of one backend, pass and output come to on one rung.
struct Rung {
  std::string name;
  Standing standing = Standing::kSilent;
  const Record* exceeded_by = nullptr;  // the first
};

struct Tally {
  std::vector<Rung> rungs;  // best first
  std::string algorithm;
  std::int64_t runs = 0;

  void add(const Record& record) {
    if (record.rungs.empty()) return;  // too large to be graded
    if (rungs.empty()) {
      for (const auto& [name, standing] : record.rungs) rungs.push_back({.name = name});
    }
    algorithm = record.algorithm;
    ++runs;
    for (std::size_t i = 0; i < rungs.size(); ++i) {
      const Standing standing = record.rungs.at(i).second;
      if (standing == Standing::kExceeded && rungs[i].exceeded_by == nullptr) {
        rungs[i].exceeded_by = &record;
      }
      rungs[i].standing = std::max(rungs[i].standing, standing);
    }
  }
};

// Rungs that some backend exceeds, by pass and output.
using Fallen = std::map<Place, std::set<std::string>>;

// `rank` is the grade's place among the rungs, their number for "wrong" and "vacuous".
bool separated(const Tally& tally, std::size_t rank, const std::set<std::string>& fallen) {
  for (std::size_t i = 0; i < rank; ++i) {
    if (tally.rungs[i].standing != Standing::kExceeded) return false;
  }
  return rank + 1 >= tally.rungs.size() || fallen.contains(tally.rungs[rank].name);
}

Grade grade_of(const Tally& tally, const std::set<std::string>& fallen) {
  Grade grade;
  grade.algorithm = tally.algorithm;
  grade.runs = tally.runs;
  const auto kept = std::ranges::find(tally.rungs, Standing::kKept, &Rung::standing);
  if (kept != tally.rungs.end()) {
    grade.grade = kept->name;
  } else {
    const bool loosest_falls =
        !tally.rungs.empty() && tally.rungs.back().standing == Standing::kExceeded;
    grade.grade = loosest_falls ? "wrong" : "vacuous";
  }
  const auto rank = static_cast<std::size_t>(kept - tally.rungs.begin());
  grade.separated = grade.grade != "vacuous" && separated(tally, rank, fallen);
  for (auto above = kept; above != tally.rungs.begin();) {
    --above;
    if (above->exceeded_by == nullptr) continue;
    grade.exceeds = above->name;
    grade.problem = above->exceeded_by->problem;
    grade.repeat = above->exceeded_by->repeat;
    break;
  }
  return grade;
}

std::string cell_of(const Grade& grade) { return grade.grade + (grade.separated ? "" : "~"); }

constexpr std::string_view kLegend =
    "\ngrade: the tightest class whose bound no error exceeds, in any format, on all problems "
    "above\n"
    "~      the problems do not tell it from a neighbouring class: none here exceeds it, or a "
    "tighter one\n"
    "       promises nothing on any problem\n";

}  // namespace

std::vector<Grade> grades_of(std::span<const Record> records) {
  std::map<std::tuple<Pass, std::string, Role>, Tally> tallies;
  Fallen fallen;
  for (const Record& record : records) {
    if (!record.has_output) continue;
    const Role role = record.measured.role;
    tallies[{record.facts.pass, record.backend, role}].add(record);
    for (const auto& [rung, standing] : record.rungs) {
      if (standing == Standing::kExceeded) fallen[{record.facts.pass, role}].insert(rung);
    }
  }
  std::vector<Grade> grades;
  for (const auto& [key, tally] : tallies) {
    const auto& [pass, backend, role] = key;
    grades.push_back(grade_of(tally, fallen[{pass, role}]));
    grades.back().backend = backend;
    grades.back().pass = pass;
    grades.back().output = role;
  }
  return grades;
}

std::string render_grades(std::span<const Grade> grades) {
  if (grades.empty()) return "";
  std::map<Pass, std::set<Role>> outputs;
  std::map<std::tuple<Pass, std::string, Role>, const Grade*> cells;
  std::set<std::string> backends;
  for (const Grade& grade : grades) {
    outputs[grade.pass].insert(grade.output);
    backends.insert(grade.backend);
    cells[{grade.pass, grade.backend, grade.output}] = &grade;
  }
  // Columns that fit 110 characters beside the name of a backend.
  constexpr std::size_t kAbreast = 4;
  std::string text(kLegend);
  for (const auto& [pass, roles] : outputs) {
    const std::vector<Role> all(roles.begin(), roles.end());
    for (std::size_t first = 0; first < all.size(); first += kAbreast) {
      const std::span<const Role> shown =
          std::span(all).subspan(first, std::min(kAbreast, all.size() - first));
      std::vector<TextTable::Column> columns{{fmt::format("grade, {}", to_string(pass))}};
      for (Role role : shown) columns.push_back({std::string(to_string(role))});
      TextTable table(std::move(columns));
      for (const std::string& backend : backends) {
        std::vector<std::string> line{backend};
        for (Role role : shown) {
          const auto cell = cells.find({pass, backend, role});
          line.push_back(cell == cells.end() ? "-" : cell_of(*cell->second));
        }
        table.add_row(std::move(line));
      }
      text += "\n" + table.render();
    }
  }
  return text;
}

std::string render_line(const Grade& grade) {
  return files::render_line({{"schema", kRecordVersion},
                             {"kind", "grade"},
                             {"backend", grade.backend},
                             {"algorithm", grade.algorithm},
                             {"pass", to_string(grade.pass)},
                             {"output", to_string(grade.output)},
                             {"grade", grade.grade},
                             {"separated", grade.separated},
                             {"runs", grade.runs},
                             {"exceeds", grade.exceeds},
                             {"problem", grade.problem},
                             {"repeat", grade.repeat},
                             {"environment", environment()}});
}

}  // namespace normaudit::audit

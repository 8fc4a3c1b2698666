// Checks stored golden data against what is generated.
#include "golden/check.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/error.h"
#include "files/atomic_file.h"
#include "golden/differences.h"
#include "golden/in_memory.h"
#include "golden/manifest.h"

namespace normaudit::golden {
namespace {

using files::Json;
namespace fs = std::filesystem;

class Checker {
 public:
  Checker(fs::path folder, const Selection& selection)
      : folder_(std::move(folder)), selection_(selection) {}

  CheckReport run() {
    if (!fs::is_directory(folder_)) throw InputError(folder_.string() + " is not a folder");
    const std::string manifest = file(std::string(kManifestName));
    if (!fs::exists(manifest)) throw InputError(manifest + " is missing");
    const std::vector<GeneratedFamily> generated = generate_in_memory(selection_);
    if (!selection_.family) report_.findings = census(folder_);
    read_manifest(manifest);
    for (const GeneratedFamily& each : generated) check_family(each);
    return report_;
  }

 private:
  void find(std::string sentence) { report_.findings.push_back(std::move(sentence)); }
  std::string file(const std::string& name) const { return (folder_ / name).string(); }

  void read_manifest(const std::string& name) {
    try {
      manifest_ = files::parse_json(files::read_text(name), name);
    } catch (const InputError& error) {
      return find(error.what());
    }
    if (!manifest_.is_object()) return find(name + " is not an object");
    Json head = manifest_;
    head.erase("families");
    head.erase("provenance");
    const Json expected = manifest_head();
    add_differences({.where = name + ": manifest", .stored = &head, .expected = &expected},
                    report_.findings);
    read_entries(name);
  }

  void read_entries(const std::string& name) {
    if (!manifest_.contains("families") || !manifest_["families"].is_array()) {
      return find(name + ": families is missing");
    }
    for (const Json& entry : manifest_["families"]) {
      const bool named = entry.is_object() && entry.contains("name") && entry["name"].is_string();
      if (!named) {
        find(name + ": a family has no name");
        continue;
      }
      const auto family = entry["name"].get<std::string>();
      if (!entries_.emplace(family, entry).second)
        find(name + ": family " + family + " is there twice");
      if (Registry<Family>::instance().find(family) == nullptr) {
        find(name + ": family " + family + " is not registered");
      }
    }
  }

  void check_family(const GeneratedFamily& expected) {
    const std::string name = expected.family->name;
    ++report_.families;
    report_.problems += std::ssize(expected.entry["problems"]);
    const std::string manifest_file = file(std::string(kManifestName));
    const auto found = entries_.find(name);
    if (found == entries_.end()) {
      find(manifest_file + ": family " + name + " is missing");
    } else {
      add_differences({.where = manifest_file + ": " + name,
                       .stored = &found->second,
                       .expected = &expected.entry},
                      report_.findings);
    }
    for (const Json& problem : expected.entry["problems"]) {
      for (const Json& array : problem["arrays"])
        report_.digests += array.contains("stored") ? 1 : 0;
    }
    check_arrays(expected);
  }

  void check_arrays(const GeneratedFamily& expected) {
    const std::string name = file(expected.family->name + ".npz");
    if (!fs::exists(name)) {
      if (selection_.family) find(name + " is missing");  // else the census says so
      return;
    }
    files::NpzArrays stored;
    try {
      stored = files::read_npz(name);
    } catch (const InputError& error) {
      return find(error.what());
    }
    for (const files::NpzEntry& entry : expected.arrays) {
      const files::NpyArray* array = files::find_array(stored, entry.name);
      if (array == nullptr) {
        find(name + ": array " + entry.name + " is missing");
        continue;
      }
      ++report_.arrays;
      if (const auto different = difference(*array, entry.array)) {
        find(name + ": array " + entry.name + " " + *different);
      }
    }
    for (const files::NpzEntry& entry : stored) {
      if (files::find_array(expected.arrays, entry.name) == nullptr) {
        find(name + ": array " + entry.name + " belongs to no problem");
      }
    }
  }

  fs::path folder_;
  const Selection& selection_;
  CheckReport report_;
  Json manifest_;
  std::map<std::string, Json> entries_;
};

}  // namespace

std::vector<std::string> census(const fs::path& data_folder) {
  std::set<std::string> expected{std::string(kManifestName)};
  for (const Family* family : Registry<Family>::instance().all()) {
    expected.insert(family->name + ".npz");
  }
  std::set<std::string> present;
  for (const auto& entry : fs::directory_iterator(data_folder)) {
    present.insert(entry.path().filename().string());
  }
  std::vector<std::string> findings;
  for (const std::string& name : present) {
    if (!expected.contains(name)) {
      findings.push_back((data_folder / name).string() + " belongs to no family");
    }
  }
  for (const std::string& name : expected) {
    if (!present.contains(name)) findings.push_back((data_folder / name).string() + " is missing");
  }
  return findings;
}

CheckReport check(const fs::path& data_folder, const Selection& selection) {
  return Checker(data_folder, selection).run();
}

}  // namespace normaudit::golden

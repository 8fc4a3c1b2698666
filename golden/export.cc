// Golden data in other containers.
#include "golden/export.h"

#include "core/error.h"
#include "files/atomic_file.h"
#include "golden/container.h"
#include "golden/manifest.h"

namespace normaudit::golden {
namespace {

using files::Json;
namespace fs = std::filesystem;

// The manifest's entry of a family, with the array names of its problems beside their dtypes.
StoredFamily read_family(const Export& request, const Json& manifest, const Family& family) {
  const std::string file = (request.data_folder / kManifestName).string();
  StoredFamily stored{.name = family.name, .arrays = {}, .problems = Json::array()};
  for (const Json& entry : files::field_array(manifest, file, "families")) {
    if (files::field_string(entry, file, "name") != family.name) continue;
    stored.problems = files::field_array(entry, file, "problems");
    stored.arrays = files::read_npz(request.data_folder / (family.name + ".npz"));
    return stored;
  }
  throw InputError(file + ": family " + family.name + " is missing");
}

// "y_hi" becomes "y": the file contract of `normaudit exact` calls the correctly rounded answer by
// the bare name. Running statistics are inputs by that name, so their answers keep the suffix.
std::string case_name(const std::string& name, const files::NpzArrays& arrays, std::size_t index) {
  if (!name.ends_with("_hi")) return name;
  const std::string bare = name.substr(0, name.size() - 3);
  return files::find_array(arrays, array_name(index, bare)) == nullptr ? bare : name;
}

std::vector<fs::path> write_cases(const StoredFamily& family, const fs::path& folder) {
  std::vector<fs::path> written;
  fs::create_directories(folder / family.name);
  for (std::size_t p = 0; p < family.problems.size(); ++p) {
    const std::string prefix = array_name(p, "");
    files::NpzArrays arrays;
    for (const files::NpzEntry& entry : family.arrays) {
      if (!entry.name.starts_with(prefix)) continue;
      const std::string name = entry.name.substr(prefix.size());
      arrays.push_back({case_name(name, family.arrays, p), entry.array});
    }
    written.push_back(folder / family.name / (prefix + "npz"));
    files::write_npz(written.back(), arrays);
  }
  return written;
}

}  // namespace

ExportFormat parse_export_format(std::string_view text) {
  if (text == "npz") return ExportFormat::kNpz;
  if (text == "csv") return ExportFormat::kCsv;
  if (text == "safetensors") return ExportFormat::kSafetensors;
  throw InputError("unknown format '" + std::string(text.substr(0, 64)) +
                   "': expected npz, csv or safetensors");
}

std::vector<fs::path> export_golden(const Export& request) {
  const std::vector<const Family*> families = selected_families(request.selection);
  const fs::path manifest_file = request.data_folder / kManifestName;
  const Json manifest = files::parse_json(files::read_text(manifest_file), manifest_file.string());
  fs::create_directories(request.out_folder);
  std::vector<fs::path> written;
  for (const Family* each : families) {
    const StoredFamily family = read_family(request, manifest, *each);
    if (request.format == ExportFormat::kNpz) {
      for (fs::path& path : write_cases(family, request.out_folder)) {
        written.push_back(std::move(path));
      }
      continue;
    }
    const bool csv = request.format == ExportFormat::kCsv;
    written.push_back(request.out_folder / (family.name + (csv ? ".csv" : ".safetensors")));
    if (csv) {
      files::write_file(written.back(), render_csv(family));
    } else {
      files::write_file(written.back(), render_safetensors(family));
    }
  }
  return written;
}

}  // namespace normaudit::golden

// Generates the golden data from the registered families.
#include "golden/generate.h"

#include <map>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "files/atomic_file.h"
#include "golden/in_memory.h"
#include "golden/manifest.h"

namespace normaudit::golden {
namespace {

using files::Json;
namespace fs = std::filesystem;

// The stored manifest, or null where there is none that can be read.
Json stored_manifest(const fs::path& file) {
  if (!fs::exists(file)) return {};
  return files::parse_json(files::read_text(file), file.string());
}

// The stored entries of families that were not selected, and the new ones, by name.
Json merged_families(const Json& stored, const std::vector<GeneratedFamily>& generated) {
  std::map<std::string, Json> by_name;
  if (stored.is_object() && stored.contains("families") && stored["families"].is_array()) {
    for (const Json& entry : stored["families"]) {
      const std::string name = files::field_string(entry, std::string(kManifestName), "name");
      if (Registry<Family>::instance().find(name) != nullptr) by_name[name] = entry;
    }
  }
  for (const GeneratedFamily& each : generated) by_name[each.family->name] = each.entry;
  Json families = Json::array();
  for (auto& [name, entry] : by_name) families.push_back(std::move(entry));
  return families;
}

}  // namespace

std::vector<const Family*> selected_families(const Selection& selection) {
  if (!selection.family) return Registry<Family>::instance().all();
  const Family* found = Registry<Family>::instance().find(*selection.family);
  if (found == nullptr) {
    throw InputError("unknown family '" + selection.family->substr(0, 64) +
                     "': 'normaudit list families' names them all");
  }
  return {found};
}

void generate(const fs::path& data_folder, const Selection& selection) {
  const std::vector<GeneratedFamily> generated = generate_in_memory(selection);
  const fs::path manifest_file = data_folder / kManifestName;
  const Json stored = stored_manifest(manifest_file);
  Json manifest = manifest_head();
  manifest["families"] = merged_families(stored, generated);
  const bool unchanged = stored.is_object() && stored.contains("provenance") && [&] {
    Json compared = stored;
    compared.erase("provenance");
    return compared == manifest;
  }();
  manifest["provenance"] = unchanged ? stored["provenance"] : provenance();
  fs::create_directories(data_folder);
  for (const GeneratedFamily& each : generated) {
    files::write_npz(data_folder / (each.family->name + ".npz"), each.arrays);
  }
  files::write_file(manifest_file, render_manifest(manifest));
}

}  // namespace normaudit::golden

#pragma once
// The manifest beside the golden arrays: what they are, under which conventions, and their digests.

#include <string>

#include "files/records.h"
#include "golden/record.h"

namespace normaudit::golden {

inline constexpr std::string_view kManifestName = "manifest.json";

/// Everything but families and provenance: schema and conventions.
files::Json manifest_head();

/// One family's entry, without its problems.
files::Json family_head(const Family& family);

/// Where and when the data were made. Never compared.
files::Json provenance();

/// Sections on lines of their own and one problem a line, so that a difference can be read.
std::string render_manifest(const files::Json& manifest);

}  // namespace normaudit::golden

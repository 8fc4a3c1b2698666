#pragma once
// Which source locations synchronize, and whether one of them is removed on this OS thread.

#include <string>

#include "cuda/simt/location.h"

namespace normaudit::cuda::simt {

/// Notes the site; true where a ScopedRemoval of this OS thread takes it away.
bool removed_site(const char* kind, const Location& location);

/// The path from the repository's root, or the file's name where it lies outside.
std::string repository_path(const char* file);

}  // namespace normaudit::cuda::simt

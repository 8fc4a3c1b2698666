#pragma once
// What an audit comes to, one sentence for each backend.

#include <span>
#include <string>

#include "audit/record.h"

namespace normaudit::audit {

/// After an empty line: how many problems each backend passed and failed, and the families in which
/// an error in training's y reached the largest exact magnitude of that y. At most 100 columns.
std::string backend_sentences(std::span<const Record> records);

}  // namespace normaudit::audit

#pragma once
// Where a measurement was made: machine, compiler, flags and versions, for every record.

#include <string_view>

#include "files/records.h"

namespace normaudit::audit {

std::string_view program_version();

/// The same object for the whole life of the process; nothing in it depends on the time of day.
const files::Json& environment();

}  // namespace normaudit::audit

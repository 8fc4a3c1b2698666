#pragma once
// Commands of this program as text that can be pasted into the shell it was called from.

#include <string>
#include <string_view>

namespace normaudit::audit {

/// argv[0]. Until then the program is `normaudit`, the name that records keep.
void remember_call(std::string_view program);

/// A command "normaudit ...", with the program named as it was called; other text as it is.
std::string as_called(const std::string& command);

/// One word of a command, in single quotes where a shell would read it differently.
std::string shell_word(const std::string& word);

}  // namespace normaudit::audit

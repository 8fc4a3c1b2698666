#pragma once
// The one mechanism by which a new file becomes known: an object at file scope adds itself to the
// registry of its kind.

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace normaudit {

/// Everything registered of one kind, sorted by name. `Entry` has a std::string member `name`.
template <class Entry>
class Registry {
 public:
  static Registry& instance() {
    static Registry registry;
    return registry;
  }

  /// Called during static initialisation, where an exception could not be caught: a duplicate
  /// aborts.
  bool add(Entry entry) {
    const std::string name = entry.name;
    if (!entries_.emplace(name, std::move(entry)).second) {
      std::fprintf(stderr, "normaudit: '%s' is registered twice\n", name.c_str());
      std::abort();
    }
    return true;
  }

  /// Null when nothing of that name is registered.
  const Entry* find(std::string_view name) const {
    const auto found = entries_.find(name);
    return found == entries_.end() ? nullptr : &found->second;
  }

  std::vector<const Entry*> all() const {
    std::vector<const Entry*> result;
    for (const auto& [name, entry] : entries_) result.push_back(&entry);
    return result;
  }

  std::vector<std::string> names() const {
    std::vector<std::string> result;
    for (const auto& [name, entry] : entries_) result.push_back(name);
    return result;
  }

 private:
  std::map<std::string, Entry, std::less<>> entries_;
};

/// Throws InputError: "unknown KIND 'NAME': expected one of a, b, c".
[[noreturn]] void refuse_name(std::string_view kind, std::string_view name,
                              const std::vector<std::string>& known);

/// The entry of that name; throws InputError naming the kind and every name there is.
template <class Entry>
const Entry& find_or_refuse(std::string_view kind, std::string_view name) {
  const Entry* found = Registry<Entry>::instance().find(name);
  if (found == nullptr) refuse_name(kind, name, Registry<Entry>::instance().names());
  return *found;
}

/// Adds `entry` to its registry; the value is only there so that a file-scope constant can hold it.
template <class Entry>
bool register_entry(Entry entry) {
  return Registry<Entry>::instance().add(std::move(entry));
}

}  // namespace normaudit

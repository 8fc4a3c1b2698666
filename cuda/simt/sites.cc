// Synchronization sites: a set for the process, in front of it a small cache for each OS thread.
#include "cuda/simt/sites.h"

#include <array>
#include <cstdint>
#include <mutex>
#include <set>
#include <string_view>
#include <utility>

#include "cuda/simt/schedule.h"
#include "cuda/simt/spin_lock.h"

namespace normaudit::cuda::simt {
namespace {

struct Removal {
  std::string file_suffix;
  unsigned line;
};

struct CacheEntry {
  const char* file = nullptr;
  unsigned line = 0;
  bool removed = false;
};

struct ThreadState {
  std::vector<Removal> removals;
  std::array<CacheEntry, 64> cache;
};
thread_local ThreadState state;

class Registry {
 public:
  void add(SynchronizationSite site) {
    const std::lock_guard guard(lock_);
    sites_.insert(std::move(site));
  }
  std::vector<SynchronizationSite> all() {
    const std::lock_guard guard(lock_);
    return {sites_.begin(), sites_.end()};
  }
  void clear() {
    const std::lock_guard guard(lock_);
    sites_.clear();
  }

 private:
  SpinLock lock_;
  std::set<SynchronizationSite> sites_;
};

Registry& registry() {
  static Registry sites;
  return sites;
}

bool removed(const std::string& file, unsigned line) {
  for (const Removal& removal : state.removals) {
    if (removal.line == line && std::string_view(file).ends_with(removal.file_suffix)) return true;
  }
  return false;
}

}  // namespace

std::string repository_path(const char* file) {
  const std::string_view path(file);
  for (const std::string_view room : {"/tests/", "/cuda/", "/bench/"}) {
    const auto at = path.find(room);
    if (at != std::string_view::npos) return std::string(path.substr(at + 1));
  }
  return std::string(path.substr(path.rfind('/') + 1));  // npos + 1 is 0
}

bool removed_site(const char* kind, const Location& location) {
  const char* const file = location.file_name();
  const unsigned line = location.line();
  const auto hash = reinterpret_cast<std::uintptr_t>(file) + line;
  CacheEntry& entry = state.cache[hash % state.cache.size()];
  if (entry.file != file || entry.line != line) {
    const std::string path = repository_path(file);
    registry().add({path, line, kind});
    entry = {file, line, removed(path, line)};
  }
  return entry.removed;
}

std::vector<SynchronizationSite> synchronization_sites() { return registry().all(); }

void forget_synchronization_sites() {
  registry().clear();
  state.cache.fill({});
}

ScopedRemoval::ScopedRemoval(std::string file_suffix, unsigned line) {
  state.removals.push_back({std::move(file_suffix), line});
  state.cache.fill({});
}

ScopedRemoval::~ScopedRemoval() {
  state.removals.pop_back();
  state.cache.fill({});
}

}  // namespace normaudit::cuda::simt

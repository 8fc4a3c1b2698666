#pragma once
// The peers that a run finds: oneDNN in this process, the others in one of their own.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bench/cpu/driver.h"
#include "bench/cpu/onednn.h"

namespace normaudit::bench::cpu {

struct PeerOptions {
  std::vector<std::string> onednn{"libdnnl.so.3", "libdnnl.so.2"};  ///< files, or names to look for
  std::string driver;                                               ///< a command; empty for none
};

class Peers {
 public:
  /// Throws InputError for a driver that does not greet.
  explicit Peers(const PeerOptions& options);

  const std::vector<std::pair<std::string, std::string>>& versions() const { return versions_; }
  /// Those that were not found: why.
  const std::map<std::string, std::string>& absent() const { return absent_; }

  /// Those that can do the case; the last case's are gone.
  std::vector<Contender> contenders(const Stage& stage);
  /// The same; the arrays take the answers of all.
  std::vector<Contender> answering(const Stage& stage);

 private:
  void open_libraries(const std::vector<std::string>& files);
  void start(const std::string& command);
  std::vector<Contender> libraries_on(const Stage& stage) const;

  std::vector<Onednn> onednn_;
  std::unique_ptr<Driver> driver_;
  std::vector<std::pair<std::string, std::string>> versions_;
  std::map<std::string, std::string> absent_;
};

void append(std::vector<Contender>& to, std::vector<Contender> from);

}  // namespace normaudit::bench::cpu

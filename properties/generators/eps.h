#pragma once
// eps from 0 to 2^900; the usual 1e-5 alone hides nearly every mistake made with it.

#include <vector>

namespace normaudit::properties {

/// One of usual_eps(), or any finite number that is not negative. Only inside rc::gen::exec; always
/// two words.
double any_eps();

/// 1e-5 in both formats, 0, from 1e-12 to 1, and far beyond.
const std::vector<double>& usual_eps();

}  // namespace normaudit::properties

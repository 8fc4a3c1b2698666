#pragma once
// The integers every exact answer is made of; the only place where Boost is included.

#include <boost/multiprecision/cpp_int.hpp>
#include <boost/version.hpp>

static_assert(BOOST_VERSION >= 108100, "older versions convert cpp_int wrongly");

namespace normaudit::reference {

/// Unbounded, as cpp_int is, but up to 512 bits live inside the object: almost no certificate then
/// allocates, which makes the oracle three times as fast.
using Integer = boost::multiprecision::number<boost::multiprecision::cpp_int_backend<512>>;

}  // namespace normaudit::reference

// The dtypes this room reads, and why it refuses the others.

#include "files/npy_dtype.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "core/error.h"
#include "files/npy_header.h"
#include "files/text.h"

namespace normaudit::files {
namespace {

constexpr std::array<std::string_view, 11> kRead = {"<f8", "<f4", "<f2", "<u2", "<i8", "<i4",
                                                    "<i2", "<u8", "<u4", "|u1", "|i1"};

/// The kind letters of numpy.dtype.kind.
std::string_view kind_name(char kind) {
  switch (kind) {
    case 'O':
      return "Python objects";
    case 'c':
      return "complex numbers";
    case 'b':
    case '?':
      return "booleans";
    case 'U':
    case 'S':
    case 'a':
    case 'T':
      return "text";
    case 'V':
      return "raw or structured records";
    case 'M':
    case 'm':
      return "dates or durations";
    default:
      return "a type that is not read";
  }
}

}  // namespace

std::size_t item_size(std::string_view descr) {
  if (std::find(kRead.begin(), kRead.end(), descr) == kRead.end()) return 0;
  return static_cast<std::size_t>(descr[2] - '0');
}

std::string canonical_descr(std::string_view descr, const std::string& where) {
  const bool marked = !descr.empty() && std::string_view("<>=|").find(descr[0]) != descr.npos;
  const std::string type(descr.substr(marked ? 1 : 0));
  if (marked) {
    if (item_size("|" + type) == 1) return "|" + type;
    const std::string little = "<" + type;
    if (item_size(little) != 0 && (descr[0] == '<' || descr[0] == '=')) return little;
    if (item_size(little) != 0 && descr[0] == '>') {
      throw InputError(where + " is big-endian (" + in_quotes(descr) + "); save it as " +
                       in_quotes(little));
    }
  }
  throw InputError(where + " has dtype " + in_quotes(descr) + ", " +
                   std::string(kind_name(type.empty() ? ' ' : type[0])) +
                   "; read are floats of 2, 4 or 8 bytes and integers");
}

}  // namespace normaudit::files

// The header of a .npy file: numpy's format specification (numpy/lib/_format_impl.py), versions 1.0
// to 3.0.

#include "files/npy_header.h"

#include <limits>
#include <optional>

#include "core/error.h"
#include "files/field_reader.h"
#include "files/npy_dtype.h"
#include "files/text.h"

namespace normaudit::files {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kAlign = 64;
constexpr std::size_t kMaxRank = 64;           // NPY_MAXDIMS of numpy 2
constexpr std::size_t kGrowthAxisDigits = 21;  // numpy's GROWTH_AXIS_MAX_DIGITS

/// A recursive descent over the one Python literal that is legal here: a dict of exactly three
/// keys.
class DictParser {
 public:
  DictParser(std::string_view text, const std::string& where) : text_(text), where_(where) {}

  NpyHeader parse() {
    expect('{', "a '{'");
    while (!accept('}')) {
      parse_item();
      if (!accept(',')) {
        expect('}', "a ',' or a '}'");
        break;
      }
    }
    skip_space();
    if (!text_.empty()) fail("has something after its dict");
    if (!descr_) fail("lacks the key 'descr'");
    if (!fortran_order_) fail("lacks the key 'fortran_order'");
    if (!shape_) fail("lacks the key 'shape'");
    return {.descr = *descr_, .fortran_order = *fortran_order_, .shape = *shape_};
  }

 private:
  [[noreturn]] void fail(const std::string& reason) const {
    throw InputError(where_ + " has a malformed .npy header: it " + reason);
  }

  std::string here() const {
    return text_.empty() ? "at its end" : "before " + in_quotes(text_.substr(0, 16));
  }

  void skip_space() {
    const std::size_t end = text_.find_first_not_of(" \t\n\r\f");
    text_.remove_prefix(end == text_.npos ? text_.size() : end);
  }

  bool accept(char c) {
    skip_space();
    if (text_.empty() || text_[0] != c) return false;
    text_.remove_prefix(1);
    return true;
  }

  void expect(char c, const std::string& name) {
    if (!accept(c)) fail("lacks " + name + " " + here());
  }

  void parse_item() {
    const std::string key = parse_string("a key");
    expect(':', "a ':'");
    if (key == "descr") {
      refuse_second(descr_.has_value(), key);
      descr_ = parse_descr();
    } else if (key == "fortran_order") {
      refuse_second(fortran_order_.has_value(), key);
      fortran_order_ = parse_bool();
    } else if (key == "shape") {
      refuse_second(shape_.has_value(), key);
      shape_ = parse_shape();
    } else {
      fail("has the unknown key " + in_quotes(key));
    }
  }

  void refuse_second(bool seen, const std::string& key) const {
    if (seen) fail("has the key " + in_quotes(key) + " twice");
  }

  std::string parse_string(const std::string& name) {
    skip_space();
    if (text_.empty() || (text_[0] != '\'' && text_[0] != '"')) {
      fail("lacks " + name + " " + here());
    }
    const std::size_t end = text_.find_first_of(std::string{text_[0], '\\', '\n'}, 1);
    if (end == text_.npos || text_[end] != text_[0]) fail("has a string that does not end");
    const std::string value(text_.substr(1, end - 1));
    text_.remove_prefix(end + 1);
    return value;
  }

  std::string parse_descr() {
    skip_space();
    if (!text_.empty() && (text_[0] == '[' || text_[0] == '(')) {
      throw InputError(where_ + " has a structured dtype; save each of its fields as an array");
    }
    return canonical_descr(parse_string("the dtype"), where_);
  }

  bool parse_bool() {
    skip_space();
    for (const bool value : {true, false}) {
      const std::string_view word = value ? "True" : "False";
      if (!text_.starts_with(word)) continue;
      text_.remove_prefix(word.size());
      return value;
    }
    fail("lacks True or False " + here());
  }

  std::vector<std::int64_t> parse_shape() {
    std::vector<std::int64_t> shape;
    expect('(', "the '(' of the shape");
    bool comma = true;  // "(3)" is a number in Python, not a tuple
    while (!accept(')')) {
      if (!comma) fail("lacks a ',' in its shape " + here());
      if (shape.size() == kMaxRank) fail("has a shape of more than 64 dimensions");
      shape.push_back(parse_size());
      comma = accept(',');
    }
    if (shape.size() == 1 && !comma) fail("has a shape that is a number, not a tuple");
    return shape;
  }

  std::int64_t parse_size() {
    skip_space();
    if (text_.starts_with('-')) fail("has a negative size in its shape");
    std::size_t digits = text_.find_first_not_of("0123456789");
    if (digits == text_.npos) digits = text_.size();
    if (digits == 0) fail("lacks a size in its shape " + here());
    std::int64_t size = 0;
    for (const char c : text_.substr(0, digits)) {
      if (__builtin_mul_overflow(size, 10, &size) || __builtin_add_overflow(size, c - '0', &size)) {
        fail("has a size in its shape that exceeds 2^63 - 1");
      }
    }
    if (digits > 1 && text_[0] == '0') fail("has a size with a leading zero in its shape");
    text_.remove_prefix(digits);
    return size;
  }

  std::string_view text_;
  const std::string& where_;
  std::optional<std::string> descr_;
  std::optional<bool> fortran_order_;
  std::optional<std::vector<std::int64_t>> shape_;
};

}  // namespace

NpyHeader parse_npy_header(std::span<const std::byte> file, const std::string& where) {
  FieldReader reader(file, where + " has a .npy header that");
  if (file.size() < kMagic.size() || reader.take_string(kMagic.size()) != kMagic) {
    throw InputError(where + " is not a .npy array: its magic string is missing");
  }
  const auto major = reader.take<std::uint8_t>();
  const auto minor = reader.take<std::uint8_t>();
  if (major < 1 || major > 3 || minor != 0) {
    throw InputError(where + " has .npy version " + std::to_string(major) + "." +
                     std::to_string(minor) + "; read are 1.0, 2.0 and 3.0");
  }
  const std::size_t length =
      major == 1 ? reader.take<std::uint16_t>() : reader.take<std::uint32_t>();
  if (length > reader.remaining()) {
    throw InputError(where + " has a .npy header longer than the file");
  }
  NpyHeader header = DictParser(reader.take_string(length), where).parse();
  header.payload_offset = file.size() - reader.remaining();
  return header;
}

std::string render_npy_header(std::string_view descr, std::span<const std::int64_t> shape) {
  std::string tuple = "(";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    tuple += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
  }
  tuple += shape.size() == 1 ? ",)" : ")";
  std::string dict =
      "{'descr': '" + std::string(descr) + "', 'fortran_order': False, 'shape': " + tuple + ", }";
  // numpy leaves room for the first axis to grow in place.
  if (!shape.empty()) dict.append(kGrowthAxisDigits - std::to_string(shape[0]).size(), ' ');
  const std::size_t prefix = kMagic.size() + 2 + sizeof(std::uint16_t);
  dict.append(kAlign - (prefix + dict.size() + 1) % kAlign, ' ');
  dict += '\n';

  std::string header(kMagic);
  header +=
      {'\x01', '\x00', static_cast<char>(dict.size() & 0xff), static_cast<char>(dict.size() >> 8)};
  return header + dict;
}

}  // namespace normaudit::files

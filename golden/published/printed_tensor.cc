// Reading nested brackets.
#include "golden/published/printed_tensor.h"

#include <algorithm>

#include "core/error.h"

namespace normaudit::golden {
namespace {

constexpr std::string_view kOpening = "tensor(";

class Reader {
 public:
  Reader(std::string_view text, const std::string& field) : text_(text), field_(field) {}

  PrintedTensor read() {
    read_value(0);
    if (tensor_.cut) tensor_.extents.clear();
    return std::move(tensor_);
  }

 private:
  [[noreturn]] void refuse(const std::string& reason) const {
    throw InputError(field_ + ": " + reason);
  }

  // The next character that is no blank; 0 where the page ends, which cuts the tensor.
  char peek() {
    at_ = text_.find_first_not_of(" \n", at_);
    if (at_ != std::string_view::npos) return text_[at_];
    at_ = text_.size();
    tensor_.cut = true;
    return 0;
  }

  void read_value(std::size_t depth) {
    const char next = peek();
    if (next == 0) return;
    if (next == '[') {
      read_list(depth);
    } else {
      read_number();
    }
  }

  void read_list(std::size_t depth) {
    ++at_;
    std::int64_t count = 0;
    for (char next = ','; next == ',' && !tensor_.cut; ++count) {
      read_value(depth + 1);
      next = tensor_.cut ? ']' : peek();
      if (next == 0) return;
      if (next != ',' && next != ']') refuse(std::string("unexpected '") + next + "' in a tensor");
      ++at_;
    }
    if (tensor_.cut) return;
    if (tensor_.extents.size() <= depth) tensor_.extents.resize(depth + 1, 0);
    if (tensor_.extents[depth] == 0) tensor_.extents[depth] = count;
    if (tensor_.extents[depth] != count) refuse("rows of different lengths in a tensor");
  }

  void read_number() {
    const std::size_t end = std::min(text_.find_first_of(" \n,])", at_), text_.size());
    const std::string_view number = text_.substr(at_, end - at_);
    range_of(number, Dtype::kFloat32, field_);  // refuses what is no number
    at_ = end;
    const bool cut = peek() == 0;  // neither a comma nor a bracket says that it ended
    tensor_.numbers.push_back({.text = std::string(number), .cut = cut});
  }

  std::string_view text_;
  const std::string& field_;
  std::size_t at_ = 0;
  PrintedTensor tensor_;
};

}  // namespace

PrintedTensor parse_tensor(std::string_view text, const std::string& field) {
  const std::size_t at = text.find(kOpening);
  if (at == std::string_view::npos) throw InputError(field + ": holds no tensor");
  text.remove_prefix(at + kOpening.size());
  if (text.find(kOpening) != std::string_view::npos)
    throw InputError(field + ": holds two tensors");
  return Reader(text, field).read();
}

std::vector<Range> ranges_of(const PrintedTensor& tensor, Dtype dtype, const std::string& field) {
  std::vector<Range> ranges;
  for (const PrintedNumber& number : tensor.numbers) {
    if (number.cut) throw InputError(field + ": " + number.text + " is cut off");
    ranges.push_back(range_of(number.text, dtype, field));
    if (ranges.back().empty()) {
      throw InputError(field + ": no " + std::string(to_string(dtype)) + " prints as " +
                       number.text);
    }
  }
  return ranges;
}

}  // namespace normaudit::golden

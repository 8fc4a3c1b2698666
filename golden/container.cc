// One family's stored arrays as csv and as safetensors (format description:
// huggingface/safetensors, README.md, section "Format").
#include "golden/container.h"

#include <cstring>

#include "core/bits.h"
#include "core/error.h"
#include "core/number_text.h"
#include "files/field_reader.h"
#include "golden/record.h"

namespace normaudit::golden {
namespace {

using files::Json;

// The dtype of an array in the manifest, which knows bfloat16 from uint16.
Dtype dtype_of_array(const Json& problem, const std::string& name) {
  const std::string where = "manifest.json";
  const Json& arrays = files::field_object(problem, where, "arrays");
  return parse_dtype(files::field_string(files::field_object(arrays, where, name), where, "dtype"));
}

struct Stored {
  std::size_t problem;
  std::string name;  ///< without the index
  Dtype dtype;
  const files::NpyArray* array;
};

// The arrays of the family that are stored, in the order of the problems.
std::vector<Stored> stored_arrays(const StoredFamily& family) {
  std::vector<Stored> stored;
  for (std::size_t p = 0; p < family.problems.size(); ++p) {
    for (const auto& [name, facts] : family.problems[p].at("arrays").items()) {
      const files::NpyArray* array = files::find_array(family.arrays, array_name(p, name));
      if (array == nullptr && facts.contains("stored")) continue;
      if (array == nullptr) {
        throw InputError(family.name + ".npz: array " + array_name(p, name) + " is missing");
      }
      stored.push_back({p, name, dtype_of_array(family.problems[p], name), array});
    }
  }
  return stored;
}

std::string_view safetensors_dtype(Dtype dtype) {
  switch (dtype) {
    case Dtype::kFloat64:
      return "F64";
    case Dtype::kFloat32:
      return "F32";
    case Dtype::kFloat16:
      return "F16";
    case Dtype::kBfloat16:
      break;
  }
  return "BF16";
}

}  // namespace

std::string render_csv(const StoredFamily& family) {
  std::string text = "problem,array,index,hex,decimal\n";
  for (const Stored& each : stored_arrays(family)) {
    const std::size_t size = size_in_bytes(each.dtype);
    for (std::size_t i = 0; i * size < each.array->bytes.size(); ++i) {
      Bits bits = 0;
      std::memcpy(&bits, each.array->bytes.data() + i * size, size);
      const double value = widen(each.dtype, bits);
      text += std::to_string(each.problem) + ',' + each.name + ',' + std::to_string(i) + ',' +
              hex(value) + ',' + shortest(value) + '\n';
    }
  }
  return text;
}

std::vector<std::byte> render_safetensors(const StoredFamily& family) {
  Json header;
  for (std::size_t p = 0; p < family.problems.size(); ++p) {
    header["__metadata__"][array_name(p, "problem")] = family.problems[p].at("problem");
  }
  std::vector<std::byte> data;
  for (const Stored& each : stored_arrays(family)) {
    Json& entry = header[array_name(each.problem, each.name)];
    entry["dtype"] = safetensors_dtype(each.dtype);
    entry["shape"] = each.array->shape;
    const std::size_t begin = data.size();
    data.insert(data.end(), each.array->bytes.begin(), each.array->bytes.end());
    entry["data_offsets"] = {begin, data.size()};
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');  // the data begin aligned
  std::vector<std::byte> file;
  files::append_field(file, static_cast<std::uint64_t>(text.size()));
  const auto bytes = std::as_bytes(std::span(text));
  file.insert(file.end(), bytes.begin(), bytes.end());
  file.insert(file.end(), data.begin(), data.end());
  return file;
}

}  // namespace normaudit::golden

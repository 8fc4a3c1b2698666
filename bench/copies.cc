// The machine's own limits: a copy of the input, and the input widened to where the answers go.
#include <cstring>

#include "bench/contender.h"

namespace normaudit::bench {

std::vector<Contender> copy_contenders(Data& data) {
  const Rows rows = forward_rows(data);
  const std::int64_t elements = data.forward.shape.count();
  std::vector<Contender> contenders;
  contenders.push_back({"memcpy float32", "copy", elements, 8, [rows, elements] {
                          std::memcpy(rows.out, rows.x,
                                      static_cast<std::size_t>(elements) * sizeof(float));
                          keep(rows.out);
                        }});
  contenders.push_back({"copy float32 to float64", "copy", elements, 12, [rows, elements] {
                          for (std::int64_t i = 0; i < elements; ++i)
                            rows.out[i] = static_cast<double>(rows.x[i]);
                          keep(rows.out);
                        }});
  return contenders;
}

}  // namespace normaudit::bench

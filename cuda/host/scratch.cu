// One buffer per request of a round; a larger request replaces it.
#include "cuda/host/scratch.h"

namespace normaudit::cuda::NORMAUDIT_TARGET {

void* Scratch::take_bytes(std::size_t bytes) {
  if (taken_ == buffers_.size()) buffers_.emplace_back(bytes);
  Buffer& buffer = buffers_[taken_++];
  if (buffer.size() < bytes) buffer = Buffer(bytes);
  return buffer.data();
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET

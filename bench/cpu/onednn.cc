// oneDNN's primitives on a case's arrays. It saves the variance, not invstd, and has no running
// statistics.
#include "bench/cpu/onednn.h"

#include <array>
#include <stdexcept>

#include "bench/cpu/onednn_functions.h"

namespace normaudit::bench::cpu {
namespace {

using Functions = std::shared_ptr<const OnednnFunctions>;

// A descriptor of either version: what version 3 made, or the structure of version 2.
struct Descriptor {
  Handle made = nullptr;
  Blob structure;
  const void* get() const { return made != nullptr ? made : &structure; }
};

void check(int status, const char* what) {
  if (status == kDnnlSuccess) return;
  throw std::runtime_error(std::string("oneDNN: ") + what + " failed with status " +
                           std::to_string(status));
}

// One primitive with its arguments, freed with it.
class Primitive {
 public:
  Primitive(Functions functions, const Stage& stage) : f_(std::move(functions)) {
    const Problem& problem = stage.timed.problem;
    describe(problem);
    Handle forward = nullptr;
    const Pass pass = problem.pass;
    const bool is_inference = pass == Pass::kInference;
    check(create_forward(&forward, is_inference ? kDnnlForwardInference : kDnnlForwardTraining,
                         static_cast<float>(problem.eps)),
          "a forward descriptor");
    Handle chosen = forward;
    if (pass == Pass::kBackward) {
      check(create_backward(&chosen, forward, static_cast<float>(problem.eps)),
            "a backward descriptor");
    }
    check(f_->primitive_create(&primitive_, chosen), "a primitive");
    f_->primitive_desc_destroy(forward);
    if (chosen != forward) f_->primitive_desc_destroy(chosen);
    bind(stage);
  }
  Primitive(const Primitive&) = delete;
  Primitive& operator=(const Primitive&) = delete;
  ~Primitive() {
    f_->primitive_destroy(primitive_);
    for (const OnednnArgument& each : arguments_) f_->memory_destroy(each.memory);
  }

  void run() {
    check(f_->primitive_execute(primitive_, f_->stream, static_cast<int>(arguments_.size()),
                                arguments_.data()),
          "an execution");
    check(f_->stream_wait(f_->stream), "a wait");
  }

 private:
  unsigned flags() const {
    return f_->is_version_2() ? kDnnlScaleAndShiftV2 : kDnnlScaleAndShiftV3;
  }

  void init(Descriptor& descriptor, const std::vector<std::int64_t>& extents,
            const std::vector<std::int64_t>& strides) {
    const int rank = static_cast<int>(extents.size());
    check(f_->is_version_2()
              ? f_->memory_desc_init_by_strides(&descriptor.structure, rank, extents.data(),
                                                kDnnlFloat32, strides.data())
              : f_->memory_desc_create_with_strides(&descriptor.made, rank, extents.data(),
                                                    kDnnlFloat32, strides.data()),
          "a memory descriptor");
  }

  // oneDNN wants arrays of twelve, of which it reads as many as the rank says.
  void describe(const Problem& problem) {
    const Shape& shape = problem.shape;
    const std::int64_t places = shape.spatial_count();
    const std::int64_t channels = shape.channels;
    if (shape.spatial.empty()) {
      init(data_, {shape.batch, channels}, {channels, 1});
    } else if (problem.layout.kind == Layout::Kind::kNhwc) {
      init(data_, shape.extents(), {channels * places, 1, channels * shape.spatial[1], channels});
    } else {
      init(data_, shape.extents(), {channels * places, places, shape.spatial[1], 1});
    }
    init(vector_, {channels}, {1});
  }

  int create_forward(Handle* forward, int kind, float eps) {
    const unsigned global = kind == kDnnlForwardInference ? kDnnlUseGlobalStats : 0;
    if (!f_->is_version_2()) {
      return f_->batch_normalization_forward_primitive_desc_create(
          forward, f_->engine, kind, data_.made, data_.made, eps, flags() | global, nullptr);
    }
    Blob operation;
    check(f_->batch_normalization_forward_desc_init(&operation, kind, &data_.structure, eps,
                                                    flags() | global),
          "a forward operation");
    return f_->primitive_desc_create(forward, &operation, nullptr, f_->engine, nullptr);
  }

  int create_backward(Handle* backward, Handle forward, float eps) {
    if (!f_->is_version_2()) {
      return f_->batch_normalization_backward_primitive_desc_create(
          backward, f_->engine, kDnnlBackward, data_.made, data_.made, data_.made, eps, flags(),
          forward, nullptr);
    }
    Blob operation;
    check(f_->batch_normalization_backward_desc_init(&operation, kDnnlBackward, &data_.structure,
                                                     &data_.structure, eps, flags()),
          "a backward operation");
    return f_->primitive_desc_create(backward, &operation, nullptr, f_->engine, forward);
  }

  void bind(int index, const Descriptor& descriptor, float* numbers) {
    Handle memory = nullptr;
    check(f_->memory_create(&memory, descriptor.get(), f_->engine, numbers), "a memory");
    arguments_.push_back({index, memory});
  }

  void bind(const Stage& stage) {
    Arrays& arrays = stage.arrays;
    const Pass pass = stage.timed.problem.pass;
    const bool is_inference = pass == Pass::kInference;
    bind(kDnnlSource, data_, arrays.x());
    bind(kDnnlMean, vector_, (is_inference ? arrays.running_mean : arrays.save_mean).data());
    bind(kDnnlVariance, vector_, (is_inference ? arrays.running_var : arrays.save_var).data());
    bind(kDnnlScale, vector_, arrays.weight.data());
    if (pass != Pass::kBackward || f_->is_version_2()) {
      bind(kDnnlShift, vector_, arrays.bias.data());
    }
    if (pass != Pass::kBackward) {
      bind(kDnnlDestination, data_, arrays.y());
      return;
    }
    bind(kDnnlDestinationGradient, data_, arrays.dy());
    bind(kDnnlSourceGradient, data_, arrays.dx());
    bind(kDnnlScaleGradient, vector_, arrays.dweight.data());
    bind(kDnnlShiftGradient, vector_, arrays.dbias.data());
  }

  Functions f_;
  Descriptor data_;
  Descriptor vector_;
  Handle primitive_ = nullptr;
  std::vector<OnednnArgument> arguments_;
};

}  // namespace

std::vector<Contender> onednn_contenders(const Onednn& library, const Stage& stage) {
  if (!library.missing.empty()) return {};
  const int threads = stage.timed.threads;
  library.functions->set_threads(threads);  // a primitive may depend on it
  auto primitive = std::make_shared<Primitive>(library.functions, stage);
  auto clock = on_clock([primitive] { primitive->run(); });
  return {{.name = kOnednn + library.version,
           .kind = Kind::kPeer,
           .needs_quiet = !library.functions->uses_openmp(),
           .sample = [clock, threads, f = library.functions](int calls) {
             f->set_threads(threads);
             return clock(calls);
           }}};
}

}  // namespace normaudit::bench::cpu

#pragma once
// cuDNN's batch normalization, opened at run time: a program that can call it starts where there is
// none, and need not carry its hundreds of megabytes.

#include <string>

#if NORMAUDIT_HAS_CUDNN

#pragma GCC diagnostic push
// Deprecated since 9.0 and still what frameworks call.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#include <cudnn.h>

#define NORMAUDIT_CUDNN_FUNCTIONS(visit)                                           \
  visit(cudnnGetVersion) visit(cudnnGetErrorString) visit(cudnnCreate)             \
      visit(cudnnCreateTensorDescriptor) visit(cudnnDestroyTensorDescriptor)       \
          visit(cudnnSetTensor4dDescriptorEx) visit(cudnnDeriveBNTensorDescriptor) \
              visit(cudnnGetBatchNormalizationForwardTrainingExWorkspaceSize)      \
                  visit(cudnnGetBatchNormalizationBackwardExWorkspaceSize)         \
                      visit(cudnnGetBatchNormalizationTrainingExReserveSpaceSize)  \
                          visit(cudnnBatchNormalizationForwardTrainingEx)          \
                              visit(cudnnBatchNormalizationForwardInference)       \
                                  visit(cudnnBatchNormalizationBackwardEx)

namespace normaudit::peers::cudnn {

/// The functions of the opened library under their own names.
struct Library {
#define NORMAUDIT_DECLARE(name) decltype(&::name) name = nullptr;
  NORMAUDIT_CUDNN_FUNCTIONS(NORMAUDIT_DECLARE)
#undef NORMAUDIT_DECLARE
  std::string missing;  ///< why it cannot be called; empty where it can
};

/// Opened once: the file named by the environment variable NORMAUDIT_CUDNN, else libcudnn.so.9.
const Library& library();
/// The same for calls; throws std::runtime_error where it is missing.
const Library& opened();

/// Throws std::runtime_error with cuDNN's own words.
void check(cudnnStatus_t status, const char* what);

}  // namespace normaudit::peers::cudnn

#pragma GCC diagnostic pop

#endif

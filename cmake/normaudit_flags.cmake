# Flags arrive by target only: strict floating point, warnings, sanitizers. Nothing here is global.
add_library(normaudit_flags INTERFACE)
target_compile_features(normaudit_flags INTERFACE cxx_std_20)
target_include_directories(normaudit_flags INTERFACE ${CMAKE_SOURCE_DIR})
# Contraction would fuse a*b+c behind the back of every error-free transformation and every derived bound.
set(cxx_flags -ffp-contract=off -fno-fast-math
  -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wdouble-promotion
  $<$<BOOL:${NORMAUDIT_WERROR}>:-Werror>)
# -fmad=false is nvcc's switch for contraction. Its host compiler keeps the warnings that generated stubs survive, and
# no sanitizer: what one could see of these files runs instrumented under the executor.
set(nvcc_flags -fmad=false $<$<BOOL:${NORMAUDIT_WERROR}>:--Werror=all-warnings>
  -Xcompiler=-ffp-contract=off,-fno-fast-math,-Wall,-Wextra)
target_compile_options(normaudit_flags INTERFACE
  "$<$<COMPILE_LANGUAGE:CXX>:${cxx_flags}>" "$<$<COMPILE_LANGUAGE:CUDA>:${nvcc_flags}>")
if(NORMAUDIT_SANITIZE)
  set(sanitizer_flags -fsanitize=${NORMAUDIT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_compile_options(normaudit_flags INTERFACE "$<$<COMPILE_LANGUAGE:CXX>:${sanitizer_flags}>")
  target_link_options(normaudit_flags INTERFACE -fsanitize=${NORMAUDIT_SANITIZE})
endif()
if(NORMAUDIT_STATIC)
  target_link_options(normaudit_flags INTERFACE -static-libstdc++ -static-libgcc)
endif()

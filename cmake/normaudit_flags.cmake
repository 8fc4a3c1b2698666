# Flags arrive by target only: strict floating point, warnings, sanitizers. Nothing here is global.
add_library(normaudit_flags INTERFACE)
target_compile_features(normaudit_flags INTERFACE cxx_std_20)
target_include_directories(normaudit_flags INTERFACE ${CMAKE_SOURCE_DIR})
# Contraction would fuse a*b+c behind the back of every error-free transformation and every derived bound.
target_compile_options(normaudit_flags INTERFACE
  -ffp-contract=off -fno-fast-math
  -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wdouble-promotion
  $<$<BOOL:${NORMAUDIT_WERROR}>:-Werror>)
if(NORMAUDIT_SANITIZE)
  target_compile_options(normaudit_flags INTERFACE
    -fsanitize=${NORMAUDIT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(normaudit_flags INTERFACE -fsanitize=${NORMAUDIT_SANITIZE})
endif()

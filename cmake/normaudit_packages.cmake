# Third-party packages, each from Debian; script/bootstrap installs them. No network at configure time.
if(NORMAUDIT_STATIC)
  set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
endif()
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_package(nlohmann_json REQUIRED CONFIG)
find_package(CLI11 REQUIRED CONFIG)
find_package(fmt REQUIRED CONFIG)
add_library(normaudit_fmt INTERFACE)
target_link_libraries(normaudit_fmt INTERFACE $<IF:$<BOOL:${NORMAUDIT_STATIC}>,fmt::fmt-header-only,fmt::fmt>)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(GTest REQUIRED)
find_package(rapidcheck CONFIG REQUIRED)  # the package has no version file: never ask for one
find_package(OpenMP REQUIRED COMPONENTS CXX)
find_path(HWY_INCLUDE hwy/highway.h REQUIRED)
add_library(normaudit_highway INTERFACE)
target_include_directories(normaudit_highway SYSTEM INTERFACE ${HWY_INCLUDE})
# The baseline is scalars with any compiler: Highway's vectors made of arrays narrow as its scalars do not.
target_compile_definitions(normaudit_highway INTERFACE HWY_BROKEN_EMU128=1)
if(NORMAUDIT_STATIC)
  # Debian has no static library of it, and one instruction set needs none.
  target_compile_definitions(normaudit_highway INTERFACE HWY_COMPILE_ONLY_STATIC)
else()
  find_library(HWY_LIBRARY hwy REQUIRED)
  # AVX-512, AVX2 and scalars: what lies between them is no machine of today.
  target_compile_definitions(normaudit_highway INTERFACE HWY_COMPILE_ALL_ATTAINABLE
                             "HWY_DISABLED_TARGETS=(HWY_SSSE3|HWY_SSE4|HWY_AVX3_DL)")
  target_link_libraries(normaudit_highway INTERFACE ${HWY_LIBRARY})
endif()
find_library(MPFI_LIBRARY mpfi REQUIRED)
find_library(MPFR_LIBRARY mpfr REQUIRED)
find_library(GMP_LIBRARY gmp REQUIRED)

# Boost below 1.81 misrounds cpp_bin_float sums and cpp_int conversions (docs/design.md); headers only.
find_path(NORMAUDIT_BOOST_INCLUDE boost/version.hpp
  HINTS ${CMAKE_BINARY_DIR}/../boost-1.81/usr/include REQUIRED)
file(STRINGS ${NORMAUDIT_BOOST_INCLUDE}/boost/version.hpp boost_version_line REGEX "^#define BOOST_VERSION ")
string(REGEX MATCH "[0-9]+" boost_version "${boost_version_line}")
if(boost_version LESS 108100)
  message(FATAL_ERROR "Boost 1.81 or newer is required, found ${boost_version} in ${NORMAUDIT_BOOST_INCLUDE}: run script/bootstrap")
endif()
add_library(normaudit_boost INTERFACE)
target_include_directories(normaudit_boost SYSTEM INTERFACE ${NORMAUDIT_BOOST_INCLUDE})

# Boost.Context of the same version, for the SIMT executor; static, so that programs can be carried to a bare machine.
find_library(NORMAUDIT_BOOST_CONTEXT libboost_context.a NO_DEFAULT_PATH
  PATHS ${NORMAUDIT_BOOST_INCLUDE}/../lib PATH_SUFFIXES ${CMAKE_LIBRARY_ARCHITECTURE})
if(NOT NORMAUDIT_BOOST_CONTEXT)
  message(FATAL_ERROR "libboost_context.a was not found beside the headers in ${NORMAUDIT_BOOST_INCLUDE}: run script/bootstrap")
endif()
add_library(normaudit_boost_context INTERFACE)
target_link_libraries(normaudit_boost_context INTERFACE normaudit_boost ${NORMAUDIT_BOOST_CONTEXT})

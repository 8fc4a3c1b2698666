# Who may include whom: the table of docs/design.md section 2, as a script.
# cmake -DSOURCE_DIR=... -P cmake/check_layers.cmake; fails naming every include that breaks the table.
cmake_minimum_required(VERSION 3.25)

set(all_rooms core files reference impl cuda peers verdict properties golden audit tests bench)

# Rooms a room may include beside itself. Backends (impl, cuda, peers) are linked and never included, except by their
# own tests; the benchmark of a GPU launches kernels and peers on arrays that stay on the device.
set(core_sees)
set(files_sees core)
set(reference_sees core)
set(impl_sees core)
set(cuda_sees core)
set(peers_sees core files)
set(verdict_sees core reference)
set(properties_sees core reference verdict)
set(golden_sees core files reference verdict)
set(audit_sees core files reference verdict properties golden)
set(tests_sees ${all_rooms})
set(bench_sees core files reference cuda peers verdict properties golden audit)

# Third-party headers by room, as regular expressions.
set(json "^nlohmann/")
set(core_uses)
set(files_uses "^zlib\\.h$" ${json})
set(reference_uses "^boost/")
set(impl_uses "^Eigen/" "^hwy/" "^omp\\.h$" "^mpi\\.h$")
set(cuda_uses "^cuda" "^cooperative_groups" "^boost/context/" "^sanitizer/")
set(peers_uses "^dnnl" "^oneapi/" "^torch/" "^ATen/" "^onnxruntime" "^cudnn" "^cuda_runtime")
set(verdict_uses)
set(properties_uses "^rapidcheck")
set(golden_uses ${json})  # the manifest
set(audit_uses "^CLI/" "^fmt/" ${json} "^zlib\\.h$")  # records; zlib's version
set(tests_uses "^hwy/" "^omp\\.h$" "^gtest/" "^gmock/" "^rapidcheck" "^mpfi" "^mpfr" "^gmp" "^flint" "^arb" "^boost/" "^zlib\\.h$" "^cuda" ${json})
set(bench_uses "^CLI/" "^fmt/" ${json} "^benchmark/" "^boost/" "^mpfi" "^mpfr" "^gmp" "^cuda")

# Third-party headers that a room keeps in few files: "room | header | files that may include it".
set(confined
  "reference|^boost/|^reference/(integer\\.h|[^.]*\\.cc)$"
  "impl|^mpi\\.h$|^impl/(.*/)?sync_batch_norm[^/]*$"
  "cuda|^(cuda|cooperative_groups)|^cuda/device/"
  "cuda|^(boost/context|sanitizer)/|^cuda/simt/executor[^/]*$")

# What users of the fast kernels include, not a room's path; and which rooms use them.
set(public_header "normaudit/fast.h")
set(public_header_users impl tests bench)

# Headers of the platform: the C library, the operating system, the compiler's intrinsics.
set(platform "^(sys/[a-z]+|unistd|fcntl|signal|stdlib|locale|dlfcn|sched|pthread|[a-z]*mmintrin|immintrin|x86intrin)\\.h$")

function(matches_any text result)
  set(${result} FALSE PARENT_SCOPE)
  foreach(pattern IN LISTS ARGN)
    if(text MATCHES "${pattern}")
      set(${result} TRUE PARENT_SCOPE)
    endif()
  endforeach()
endfunction()

# Why `file` of `room` may not include the angle-bracketed `header`, or empty.
function(angle_fault room file header result)
  set(${result} "" PARENT_SCOPE)
  if(header MATCHES "^[a-z_]+$" OR header MATCHES "${platform}")  # <vector>, <unistd.h>
    return()
  endif()
  matches_any("${header}" allowed ${${room}_uses})
  if(NOT allowed)
    set(${result} "${room} may not use <${header}>" PARENT_SCOPE)
    return()
  endif()
  foreach(rule IN LISTS confined)
    string(REGEX MATCH "^([a-z]+)\\|(.*)\\|(\\^.*)$" ignored "${rule}")
    if(room STREQUAL CMAKE_MATCH_1)
      set(place "${CMAKE_MATCH_3}")
      if(header MATCHES "${CMAKE_MATCH_2}" AND NOT file MATCHES "${place}")
        set(${result} "<${header}> is confined to ${place}" PARENT_SCOPE)
      endif()
    endif()
  endforeach()
endfunction()

# Why `room` may not include the quoted `header`, or empty.
function(quote_fault room header result)
  set(${result} "" PARENT_SCOPE)
  if(header STREQUAL public_header)
    if(NOT room IN_LIST public_header_users)
      set(${result} "${room} may not include the fast kernels" PARENT_SCOPE)
    endif()
    return()
  endif()
  string(REGEX MATCH "^[^/]*" target "${header}")
  if(NOT target IN_LIST all_rooms OR NOT header MATCHES "/")
    set(${result} "\"${header}\" does not start with a room" PARENT_SCOPE)
  elseif(NOT target STREQUAL room AND NOT target IN_LIST ${room}_sees)
    set(${result} "${room} may not include ${target}" PARENT_SCOPE)
  elseif(NOT EXISTS "${SOURCE_DIR}/${header}")
    set(${result} "\"${header}\" is no file" PARENT_SCOPE)
  endif()
endfunction()

set(faults 0)
set(seen 0)
foreach(room IN LISTS all_rooms)
  file(GLOB_RECURSE files RELATIVE "${SOURCE_DIR}"
    "${SOURCE_DIR}/${room}/*.h" "${SOURCE_DIR}/${room}/*.cc" "${SOURCE_DIR}/${room}/*.inc" "${SOURCE_DIR}/${room}/*.cuh"
    "${SOURCE_DIR}/${room}/*.cu")
  foreach(file IN LISTS files)
    file(STRINGS "${SOURCE_DIR}/${file}" lines REGEX "^[ \t]*#[ \t]*include")
    foreach(line IN LISTS lines)
      math(EXPR seen "${seen} + 1")
      set(fault "\"${line}\" is not an include that can be checked")
      if(line MATCHES "include[ \t]*<([^>]+)>")
        angle_fault("${room}" "${file}" "${CMAKE_MATCH_1}" fault)
      elseif(line MATCHES "include[ \t]*\"([^\"]+)\"")
        quote_fault("${room}" "${CMAKE_MATCH_1}" fault)
      endif()
      if(fault)
        message(SEND_ERROR "${file}: ${fault}")
        math(EXPR faults "${faults} + 1")
      endif()
    endforeach()
  endforeach()
endforeach()
if(seen EQUAL 0)
  message(FATAL_ERROR "no include found below ${SOURCE_DIR}: nothing was checked")
endif()
message(STATUS "${seen} includes checked, ${faults} break the table")

# A room is one OBJECT library of every .cc below its folder. OBJECT, not STATIC: a linker drops
# self-registering objects from an archive. An executable therefore names every room it links, once.
# Rooms of things under test, for programs that run every backend.
set(NORMAUDIT_BACKEND_ROOMS impl cuda peers)

# Headers read once for many files: `core`, `golden` and `tests/mutants` take twice as long without them. Off in the
# presets dev, asan and tidy, so that a file cannot forget an include unseen.
option(NORMAUDIT_QUICK_BUILD "Precompile headers, and compile some folders as one file" OFF)

# For what nearly every file of a target includes, and light headers alone: each file instantiates again what their
# inline functions use, which made 6 s a file of CLI11 in `audit`, and 2 s of nlohmann json in `golden`.
function(normaudit_precompile target)
  if(NORMAUDIT_QUICK_BUILD)
    target_precompile_headers(${target} PRIVATE <algorithm> <array> <cmath> <cstdint> <functional> <map> <memory> <optional>
                              <set> <sstream> <string> <vector> ${ARGN})
    # g++ 12 takes some of its own library's copies for too long there; the other presets ask for these warnings.
    target_compile_options(${target} PRIVATE -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow
                           -Wno-stringop-overread)
  endif()
endfunction()

# normaudit_as_one(TARGET GROUP files ...): for heavy headers. No two of the files may define the same name, not even in
# unnamed namespaces; in most folders they do, since all register a `fill`, `run` or `check` of their own.
function(normaudit_as_one target group)
  if(NORMAUDIT_QUICK_BUILD)
    set_source_files_properties(${ARGN} PROPERTIES UNITY_GROUP ${group})
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  endif()
endfunction()

# For what reads, prints and compares: full optimisation is a third of its compile time, and nothing of its run time.
function(normaudit_optimise_little target)
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-O1>)
  endif()
endfunction()

# normaudit_room(NAME [LIBRARIES ...] [EXCEPT folder] [PRECOMPILE headers]): a folder with a target of its own is left out.
function(normaudit_room name)
  cmake_parse_arguments(ARG "" "EXCEPT" "LIBRARIES;PRECOMPILE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
  # Not in the header set, whose files must compile alone.
  file(GLOB_RECURSE fragments CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.inc)
  list(FILTER sources EXCLUDE REGEX "/main\\.cc$")
  if(ARG_EXCEPT)
    foreach(files sources headers fragments)
      list(FILTER ${files} EXCLUDE REGEX "^${CMAKE_CURRENT_SOURCE_DIR}/${ARG_EXCEPT}/")
    endforeach()
  endif()
  add_library(normaudit_${name} OBJECT ${sources} ${fragments})
  target_sources(normaudit_${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR} FILES ${headers})
  set_target_properties(normaudit_${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  target_link_libraries(normaudit_${name} PUBLIC normaudit_flags ${ARG_LIBRARIES})
  if(ARG_PRECOMPILE)
    normaudit_precompile(normaudit_${name} ${ARG_PRECOMPILE})
  endif()
endfunction()

# normaudit_program(NAME ROOMS core files ... SOURCES a.cc ... [LIBRARIES ...])
function(normaudit_program name)
  cmake_parse_arguments(ARG "" "" "ROOMS;SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  foreach(room IN LISTS ARG_ROOMS)
    target_link_libraries(${name} PRIVATE normaudit_${room})
  endforeach()
  target_link_libraries(${name} PRIVATE normaudit_flags ${ARG_LIBRARIES})
endfunction()

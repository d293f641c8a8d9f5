# What every target of this project is compiled with. A plugin outside of it chooses for itself.

find_package(Threads REQUIRED)

add_library(bouton_options INTERFACE)
target_compile_options(bouton_options INTERFACE
  -Wall -Wextra -Wpedantic
  $<$<BOOL:${BOUTON_WARNINGS_AS_ERRORS}>:-Werror>
  # The same bits on every machine and in every build: no contraction to fused multiply-add.
  -ffp-contract=off)
if(BOUTON_SANITIZE)
  target_compile_options(bouton_options INTERFACE
    -fsanitize=${BOUTON_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(bouton_options INTERFACE -fsanitize=${BOUTON_SANITIZE})
endif()

# What computes is in the core and the plugins, which a release optimizes as far as it can (-O3). The program and the
# tests only call it; with less they are built in two thirds of the time.
add_library(bouton_caller_options INTERFACE)
target_link_libraries(bouton_caller_options INTERFACE bouton_options)
target_compile_options(bouton_caller_options INTERFACE $<$<CONFIG:Release>:-O1>)

# What most sources of the core and of the program include, and what takes longest to compile.
set(bouton_common_headers
  <algorithm> <filesystem> <functional> <map> <memory> <optional> <string> <variant> <vector>
  <fmt/format.h> <fmt/ranges.h> <nlohmann/json.hpp>)

# bouton_precompile_headers(target header...)
# With BOUTON_PRECOMPILED_HEADERS, these headers are compiled once for a large target. Without, which is how releases are
# built, a source that forgets to include one of them does not compile.
function(bouton_precompile_headers target)
  if(BOUTON_PRECOMPILED_HEADERS)
    target_precompile_headers(${target} PRIVATE ${ARGN})
  endif()
endfunction()

# bouton_add_test(name sources... [REQUIRES plugin...])
# A doctest program, run by ctest as `name`. It is left out where one of the plugins is not built.
function(bouton_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "REQUIRES")
  foreach(plugin IN LISTS arg_REQUIRES)
    if(NOT TARGET ${plugin})
      message(STATUS "test ${name} is left out: there is no plugin ${plugin}")
      return()
    endif()
  endforeach()
  find_package(doctest REQUIRED)
  if(NOT TARGET bouton_test_main)
    add_library(bouton_test_main OBJECT "${PROJECT_SOURCE_DIR}/tests/main.cpp")
    target_link_libraries(bouton_test_main PRIVATE doctest::doctest bouton_caller_options)
  endif()
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS} $<TARGET_OBJECTS:bouton_test_main>)
  target_link_libraries(${name} PRIVATE bouton::bouton bouton_caller_options doctest::doctest)
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests/include")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS unit TIMEOUT 600)
endfunction()

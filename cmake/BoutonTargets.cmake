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
    -fsanitize=${BOUTON_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
    # Checks stand in the way of vector instructions, which nobody misses here.
    $<$<CXX_COMPILER_ID:Clang>:-Wno-pass-failed>)
  target_link_options(bouton_options INTERFACE -fsanitize=${BOUTON_SANITIZE})
endif()

# What computes is in the core and the plugins, which a release optimizes as far as it can (-O3). The program and the
# tests only call it; with less they are built in two thirds of the time.
add_library(bouton_caller_options INTERFACE)
target_link_libraries(bouton_caller_options INTERFACE bouton_options)
target_compile_options(bouton_caller_options INTERFACE $<$<CONFIG:Release>:-O1> $<$<CONFIG:Debug>:-O0>)

# What most sources of the core and of the program include, and what takes longest to compile.
set(bouton_common_headers
  <algorithm> <filesystem> <functional> <map> <memory> <optional> <string> <variant> <vector>
  <fmt/format.h> <fmt/ranges.h> <nlohmann/json.hpp>)

# bouton_precompile_headers(target header...)
# With BOUTON_PRECOMPILED_HEADERS, these headers are compiled once for a large target whose sources are compiled one by
# one. Without both, a source that forgets to include one of them does not compile.
function(bouton_precompile_headers target)
  get_target_property(is_unity ${target} UNITY_BUILD)
  if(BOUTON_PRECOMPILED_HEADERS AND NOT is_unity)
    target_precompile_headers(${target} PRIVATE ${ARGN})
  endif()
endfunction()

# bouton_share_headers(target owner)
# With BOUTON_PRECOMPILED_HEADERS, `target` uses the compiled headers of `owner`, whose options must be the same.
function(bouton_share_headers target owner)
  if(BOUTON_PRECOMPILED_HEADERS)
    target_precompile_headers(${target} REUSE_FROM ${owner})
  endif()
endfunction()

# bouton_add_headers(owner header...)
# A target of nothing but compiled headers, for bouton_share_headers.
function(bouton_add_headers owner)
  set(source "${CMAKE_BINARY_DIR}/${owner}.cpp")
  file(CONFIGURE OUTPUT "${source}" CONTENT "")
  add_library(${owner} OBJECT "${source}")
  bouton_precompile_headers(${owner} ${ARGN})
endfunction()

# bouton_compile_together(target folder)
# With BOUTON_UNITY, the target's sources of each folder below `folder` are compiled as one, since most of the time goes
# into headers that they share. A source with compile options of its own stays alone.
function(bouton_compile_together target folder)
  if(NOT BOUTON_UNITY)
    return()
  endif()
  get_target_property(sources ${target} SOURCES)
  foreach(source IN LISTS sources)
    cmake_path(RELATIVE_PATH source BASE_DIRECTORY "${folder}" OUTPUT_VARIABLE inside)
    cmake_path(GET inside PARENT_PATH group)
    string(MAKE_C_IDENTIFIER "${target}_${group}" group)
    set_source_files_properties("${source}" PROPERTIES UNITY_GROUP "${group}")
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()

# bouton_have_plugins(variable name plugin...)
# Sets `variable` to ON if all plugins are built. Otherwise it is OFF, and a line says that the test `name` is left out.
function(bouton_have_plugins variable name)
  set(${variable} ON PARENT_SCOPE)
  foreach(plugin IN LISTS ARGN)
    if(NOT TARGET ${plugin})
      message(STATUS "test ${name} is left out: there is no plugin ${plugin}")
      set(${variable} OFF PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()

# bouton_add_test(name sources... [REQUIRES plugin...])
# A doctest program, run by ctest as `name`. It is left out where one of the plugins is not built.
function(bouton_add_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "REQUIRES")
  bouton_have_plugins(complete ${name} ${arg_REQUIRES})
  if(NOT complete)
    return()
  endif()
  find_package(doctest REQUIRED)
  if(NOT TARGET bouton_test_main)
    add_library(bouton_test_main OBJECT "${PROJECT_SOURCE_DIR}/tests/main.cpp")
    target_link_libraries(bouton_test_main PRIVATE doctest::doctest bouton_caller_options)
    bouton_add_headers(bouton_test_headers <doctest/doctest.h> <support/network.hpp>)
    target_link_libraries(bouton_test_headers PRIVATE bouton::bouton bouton_caller_options doctest::doctest)
    target_include_directories(bouton_test_headers PRIVATE "${PROJECT_SOURCE_DIR}/tests/include")
  endif()
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS} $<TARGET_OBJECTS:bouton_test_main>)
  target_link_libraries(${name} PRIVATE bouton::bouton bouton_caller_options doctest::doctest)
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests/include")
  bouton_share_headers(${name} bouton_test_headers)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS unit TIMEOUT 600)
endfunction()

# bouton_add_page_test(name script work_folder): a Python script that tries the program's page in Chromium. Its driver and
# selenium are Debian packages, so its Python is the system's.
function(bouton_add_page_test name script work_folder)
  find_program(CHROMEDRIVER chromedriver)
  execute_process(COMMAND "${SYSTEM_PYTHON}" -c "import selenium" RESULT_VARIABLE no_selenium ERROR_QUIET OUTPUT_QUIET)
  if(NOT CHROMEDRIVER OR no_selenium)
    message(STATUS "test ${name} is left out: it needs the packages chromium-driver and python3-selenium")
    return()
  endif()
  add_test(NAME ${name}
    COMMAND "${SYSTEM_PYTHON}" "${CMAKE_CURRENT_SOURCE_DIR}/${script}" $<TARGET_FILE:bouton-program> "${work_folder}")
  set_tests_properties(${name} PROPERTIES LABELS unit TIMEOUT 600)
endfunction()

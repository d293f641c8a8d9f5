# bouton_add_plugin(name sources...)
#
# Builds the plugin library name.bouton.so: one exported symbol, no undefined ones, and nothing that would be shared
# with another plugin or with an earlier build of the same one. The same function builds the plugins of the project
# itself and, after find_package(bouton), yours. Link what the plugin needs beyond Bouton with target_link_libraries.
#
# `bouton check-plugin` becomes a test of each plugin, unless BUILD_TESTING is off.
#
# In the project, a plugin folder's *.test.cpp files are its tests.
#
# bouton_leave_out(name reason)
#
# Stands in place of bouton_add_plugin where something that the plugin needs is missing. A line says so when CMake runs,
# and a network that asks for a type of this name is told the reason, which says what to do.

# ctest knows the tests of projects that ask for it; include(CTest) may come before, after, or not at all.
if(NOT DEFINED BUILD_TESTING OR BUILD_TESTING)
  enable_testing()
endif()

function(bouton_add_plugin name)
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  if(NOT CXX IN_LIST languages)
    message(FATAL_ERROR "bouton_add_plugin(${name}): a plugin is written in C++, which this project has not enabled; "
      "write project(${PROJECT_NAME} CXX)")
  endif()
  add_library(${name} MODULE ${ARGN})
  target_link_libraries(${name} PRIVATE bouton::bouton)
  target_compile_features(${name} PRIVATE cxx_std_20)
  set_target_properties(${name} PROPERTIES
    PREFIX ""
    SUFFIX ".bouton.so"
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
  target_compile_options(${name} PRIVATE
    -ffp-contract=off
    $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  if(NOT BOUTON_SANITIZE)
    target_link_options(${name} PRIVATE -Wl,--no-undefined)
  endif()
  # What the standard library's templates leave behind stays inside as well.
  set(exports "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin_exports.map")
  target_link_options(${name} PRIVATE "-Wl,--version-script=${exports}")
  set_property(TARGET ${name} APPEND PROPERTY LINK_DEPENDS "${exports}")
  # The checks that every plugin should pass: `bouton check-plugin`.
  if(TARGET bouton::program AND (NOT DEFINED BUILD_TESTING OR BUILD_TESTING))
    add_test(NAME ${name}_conforms COMMAND bouton::program check-plugin "$<TARGET_FILE:${name}>")
  endif()

  if(TARGET bouton_options)
    target_link_libraries(${name} PRIVATE bouton_options)
    set_target_properties(${name} PROPERTIES
      LIBRARY_OUTPUT_DIRECTORY "${CMAKE_LIBRARY_OUTPUT_DIRECTORY}/bouton/plugins")
    file(REMOVE "${CMAKE_LIBRARY_OUTPUT_DIRECTORY}/bouton/plugins/${name}.left_out")
    install(TARGETS ${name} LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}/bouton/plugins")
    add_test(NAME ${name}_conforms COMMAND bouton-program check-plugin "$<TARGET_FILE:${name}>")
    set_tests_properties(${name}_conforms PROPERTIES LABELS unit TIMEOUT 600)
    file(GLOB tests CONFIGURE_DEPENDS *.test.cpp)
    if(BUILD_TESTING AND tests)
      bouton_add_test(${name}_test ${tests})
      add_dependencies(${name}_test ${name})
      target_compile_definitions(${name}_test PRIVATE
        BOUTON_PLUGIN_LIBRARY="$<TARGET_FILE:${name}>")
    endif()
  endif()
endfunction()

function(bouton_leave_out name reason)
  message(STATUS "plugin ${name} is left out: ${reason}")
  if(TARGET bouton_options)
    set(note "${CMAKE_LIBRARY_OUTPUT_DIRECTORY}/bouton/plugins/${name}.left_out")
    file(REMOVE "${CMAKE_LIBRARY_OUTPUT_DIRECTORY}/bouton/plugins/${name}.bouton.so")
    install(FILES "${note}" DESTINATION "${CMAKE_INSTALL_LIBDIR}/bouton/plugins")
  else()
    set(note "${CMAKE_CURRENT_BINARY_DIR}/${name}.left_out")
  endif()
  file(WRITE "${note}" "${reason}\n")
endfunction()

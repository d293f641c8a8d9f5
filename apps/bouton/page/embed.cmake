# Writes a C++ source that holds the parts of a page. Run by the build:
#   cmake -DOUT=… -DFOLDER=… -DLIBRARY=… -P embed.cmake      LIBRARY: d3.min.js, or nothing where it is missing
# Scripts stand in the order in which they are named: each uses those before it.
set(scripts format decode theme time_axis time_plot raster rate trace chart matrix weights learning statistics overview drawing report)

# append_part(name file...): an array with the bytes of all files, one after the other.
set(source "#include \"report/page_html.hpp\"\n\nnamespace bouton_program {\n\nnamespace {\n\n")
set(views "")
function(append_part name)
  set(bytes "")
  foreach(file IN LISTS ARGN)
    file(READ "${file}" content HEX)
    string(APPEND bytes "${content}")
  endforeach()
  string(LENGTH "${bytes}" length)
  math(EXPR length "${length} / 2")
  if(length GREATER 0)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
    string(APPEND source "constexpr unsigned char ${name}_bytes[] = {${bytes}};\n")
    string(APPEND views "const std::string_view ${name}(reinterpret_cast<const char*>(${name}_bytes), ${length});\n")
  else()
    string(APPEND views "const std::string_view ${name};\n")
  endif()
  set(source "${source}" PARENT_SCOPE)
  set(views "${views}" PARENT_SCOPE)
endfunction()

append_part(page_styles "${FOLDER}/page.css")
append_part(page_library ${LIBRARY})
list(TRANSFORM scripts PREPEND "${FOLDER}/")
list(TRANSFORM scripts APPEND ".js")
append_part(page_scripts ${scripts})
file(WRITE "${OUT}" "${source}\n}  // namespace\n\n${views}\n}  // namespace bouton_program\n")

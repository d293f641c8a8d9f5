#include "live/page.hpp"

#include <bouton/error.hpp>

#include "report/page_html.hpp"

namespace bouton_program {

std::string live_page() {
  if (!has_pages())
    throw bouton::Error(
        "--serve: this program was built without pages; install the package 'node-d3' and build it again");
  PageParts parts;
  parts.styles = live_styles;
  parts.scripts = live_scripts;
  return page_of(parts);
}

}  // namespace bouton_program

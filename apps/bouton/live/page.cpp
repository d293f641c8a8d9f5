#include "live/page.hpp"

#include <bouton/error.hpp>

#include "report/page_html.hpp"

namespace bouton_program {

std::string live_page() {
  if (!has_pages())
    throw bouton::Error(
        "--serve: this program was built without pages; install the package 'node-d3' and build it again");
  std::string page = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Bouton</title>
<link rel="icon" href="data:,">
<style>
)";
  page += page_styles;
  page += live_styles;
  page += R"(</style>
</head>
<body>
<nav aria-label="parts of the page"></nav>
<main></main>
<noscript>This page draws its plots with JavaScript, which is switched off.</noscript>
<script>
)";
  page += page_library;
  page += "</script>\n<script>\n'use strict';\n";
  page += live_scripts;
  page += "</script>\n</body>\n</html>\n";
  return page;
}

}  // namespace bouton_program

#include "report/page_html.hpp"

namespace bouton_program {

namespace {

/// No text of the data can end the element that holds it: in JSON, `<` is the same as its escape.
std::string safe_json(const nlohmann::ordered_json& data) {
  const auto text = data.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  std::string safe;
  safe.reserve(text.size() + text.size() / 64);
  for (const char c : text) {
    if (c == '<')
      safe += "\\u003c";
    else
      safe += c;
  }
  return safe;
}

}  // namespace

bool has_pages() { return !page_library.empty(); }

std::string page_of(const PageParts& parts) {
  std::string page = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
)";
  page += parts.head;
  page += R"(<title>Bouton</title>
<link rel="icon" href="data:,">
<style>
)";
  page += page_styles;
  page += parts.styles;
  page += R"(</style>
</head>
<body>
<nav aria-label="parts of the page"></nav>
<main></main>
<noscript>This page draws its plots with JavaScript, which is switched off.</noscript>
)";
  page += parts.data;
  page += "<script>\n";
  page += page_library;
  page += "</script>\n<script>\n'use strict';\n";
  page += parts.scripts;
  page += "</script>\n</body>\n</html>\n";
  return page;
}

std::string page_html(const nlohmann::ordered_json& data) {
  PageParts parts;
  // The policy forbids the page to load anything, so that it is the same with and without a network.
  parts.head =
      R"(<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
)";
  parts.data = "<script type=\"application/json\" id=\"bouton-data\">" + safe_json(data) + "</script>\n";
  parts.scripts = page_scripts;
  return page_of(parts);
}

}  // namespace bouton_program

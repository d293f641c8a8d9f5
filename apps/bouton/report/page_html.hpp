/// A page that needs no network: its style, its scripts and its data are in it.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace bouton_program {

/// What the build has put together from apps/bouton/page; all empty if it did not find the library of charts.
extern const std::string_view page_styles, page_library, page_scripts;
/// What a page of a run that goes on has in place of `page_scripts`, and besides `page_styles`.
extern const std::string_view live_styles, live_scripts;

/// Whether this program can make pages.
bool has_pages();

/// What one kind of page has and another has not.
struct PageParts {
  std::string_view head, styles;  ///< besides what all pages have
  std::string data;               ///< elements that stand before the scripts
  std::string_view scripts;
};
/// A page of these parts.
std::string page_of(const PageParts& parts);

/// The page of a report. Texts in `data` may hold anything: none of it can become a part of the page.
std::string page_html(const nlohmann::ordered_json& data);

}  // namespace bouton_program

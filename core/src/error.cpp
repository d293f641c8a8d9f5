#include <bouton/error.hpp>

#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/shorten.hpp"

namespace bouton {

namespace {

std::string join(const std::vector<Finding>& findings) {
  std::vector<std::string> lines;
  for (const auto& finding : findings) lines.push_back(to_string(finding));
  return fmt::format("{}", fmt::join(lines, "\n"));
}

}  // namespace

std::string to_string(const Finding& f) {
  const std::string place = f.line ? fmt::format("{}:{}:{}", f.file.string(), f.line, f.column) : f.file.string();
  constexpr std::size_t longest_pointer = 400;
  return fmt::format("{}: {}{}{}", place, f.is_warning ? "warning: " : "",
                     f.pointer.empty() ? "" : shorten(f.pointer, longest_pointer) + ": ", f.message);
}

InvalidNetwork::InvalidNetwork(std::vector<Finding> f) : Error(join(f)), findings(std::move(f)) {}

PluginRefused::PluginRefused(Refusal r)
    : Error(r.path.empty() ? r.message : fmt::format("{}: {}", r.path.string(), r.message)), refusal(std::move(r)) {}

UnknownName::UnknownName(const std::string& what, std::string n, std::string near)
    : Error(near.empty() ? what : fmt::format("{}; did you mean '{}'?", what, near)),
      name(std::move(n)),
      nearest(std::move(near)) {}

SizeMismatch::SizeMismatch(const std::string& where, std::size_t f, std::size_t w)
    : Error(fmt::format("{}: {} values, wanted {}", where, f, w)), found(f), wanted(w) {}

MissingInput::MissingInput(std::string i, std::uint64_t s)
    : Error(fmt::format("input '{}' has no source and was not fed before step {}", i, s)),
      input(std::move(i)),
      step(s) {}

RunFailed::RunFailed(std::string e, std::string t, std::filesystem::path l, std::uint64_t s, const std::string& cause)
    : Error(
          fmt::format("'{}' (type '{}'{}) failed at step {}: {}", e, t, l.empty() ? "" : ", " + l.string(), s, cause)),
      element(std::move(e)),
      type(std::move(t)),
      library(std::move(l)),
      step(s) {}

namespace {

std::string sentence(const NonFiniteValue& v) {
  std::string place = fmt::format("{}unit {}", v.is_of_source ? "presynaptic " : "", v.unit);
  if (v.pre) place = fmt::format("the weight from unit {} to unit {}", *v.pre, v.unit);
  const std::string what = fmt::format("'{}'{}: '{}' is {} in {}", v.element,
                                       v.type.empty() ? "" : fmt::format(" (type '{}')", v.type), v.variable,
                                       std::isnan(v.value) ? "nan"
                                       : v.value > 0       ? "inf"
                                                           : "-inf",
                                       place);
  if (v.first_step == v.last_step) return fmt::format("{} since step {}", what, v.last_step);
  return fmt::format(
      "{} after step {}{}; to find the step, check every step (bouton run --trap-nan, or "
      "NetworkOptions::finite_checks)",
      what, v.last_step, v.first_step > 0 ? fmt::format(", and was finite before step {}", v.first_step) : "");
}

}  // namespace

SampleOutOfRange::SampleOutOfRange(std::string e, std::string p, std::string d, std::uint64_t s, Unit u, double v,
                                   const std::string& cause)
    : Error(fmt::format("sample {} of data set '{}' does not fit unit {} of '{}': {}", s, d, u, e, cause)),
      element(std::move(e)),
      parameter(std::move(p)),
      data_set(std::move(d)),
      sample(s),
      unit(u),
      value(v) {}

NotFinite::NotFinite(NonFiniteValue f) : Error(sentence(f)), found(std::move(f)) {}

Error::~Error() = default;
InvalidNetwork::~InvalidNetwork() = default;
PluginRefused::~PluginRefused() = default;
UnknownName::~UnknownName() = default;
SizeMismatch::~SizeMismatch() = default;
MissingInput::~MissingInput() = default;
RunFailed::~RunFailed() = default;
NotFinite::~NotFinite() = default;
SampleOutOfRange::~SampleOutOfRange() = default;

}  // namespace bouton

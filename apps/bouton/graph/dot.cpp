#include "graph/dot.hpp"

#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

// GCC 12 sees an iterator of Boost's that no path leaves without a value as one that may have none.
#pragma GCC diagnostic push
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/graphviz.hpp>
#pragma GCC diagnostic pop

#include "graph/words.hpp"
#include "table.hpp"

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;

/// More connections are not written upon: no page has room for it.
constexpr std::size_t most_labelled = 30;

/// What a connection does to whom it leads to.
enum class Sign { excites, inhibits, either, modulates, feeds };

/// Okabe and Ito's colours, which those who do not see all colours tell apart as well; and an arrow for each.
struct Look {
  const char* colour;
  const char* arrow;
  const char* line;
  const char* meaning;
};
constexpr Look look_of(Sign sign) {
  switch (sign) {
    case Sign::excites: return {"#0072B2", "normal", "solid", "arrow: excites"};
    case Sign::inhibits: return {"#D55E00", "tee", "solid", "bar: inhibits"};
    case Sign::either: return {"#808080", "dot", "solid", "dot: weights of either sign"};
    case Sign::modulates: return {"#CC79A7", "diamond", "dashed", "dashed: modulates"};
    case Sign::feeds: return {"#808080", "vee", "dotted", "dotted: unit to unit"};
  }
  return {};
}

struct Vertex {
  std::string attributes;
};
struct Edge {
  std::string label;  ///< escaped, lines ended by \n; "" if it says nothing
  Sign sign = Sign::either;
  bool has_arrow = true;
};
// Several connections may lead from one layer to the other: the lists of edges are vectors, not sets.
using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, Vertex, Edge>;

/// Lines of a label, those that are empty left out.
std::string lines(const std::vector<std::string>& texts) {
  constexpr std::size_t widest = 48;
  std::vector<std::string> kept;
  for (const auto& text : texts)
    if (!text.empty()) kept.push_back(escaped(cut_to(text, widest)));
  return fmt::format("{}", fmt::join(kept, "\\n"));
}

std::string list(const std::vector<std::string>& texts) {
  std::vector<std::string> kept;
  for (const auto& text : texts)
    if (!text.empty()) kept.push_back(text);
  return fmt::format("{}", fmt::join(kept, ", "));
}

std::string text_of(const Json& object, const char* key) {
  return object.is_object() && object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : "";
}

Json array_of(const Json& object, const char* key) {
  return object.contains(key) && object[key].is_array() ? object[key] : Json::array();
}

std::string unit_count(const Json& element) {
  const auto size = element.value("size", Json());
  return size == 1 ? "1 unit" : size.dump() + " units";
}

/// Draws one network.
class Drawing {
 public:
  explicit Drawing(const Json& network) : network_(network) {
    for (const auto& input : array_of(network, "inputs")) add_input(input);
    for (const auto& layer : array_of(network, "layers")) add_layer(layer);
    for (const auto& layer : array_of(network, "layers")) add_direct_inputs(layer);
    for (const auto& synapse : array_of(network, "synapses")) add_synapse(synapse);
  }

  std::string text() const {
    const bool is_labelled = num_edges(graph_) <= most_labelled;
    std::ostringstream out;
    boost::write_graphviz(
        out, graph_, [&](std::ostream& o, auto v) { o << '[' << graph_[v].attributes << ']'; },
        [&](std::ostream& o, auto e) { write_edge(o, graph_[e], is_labelled); },
        [&](std::ostream& o) { write_page(o); });
    return out.str();
  }

 private:
  using Place = Graph::vertex_descriptor;

  /// A layer, or a part of one.
  struct Source {
    Place place;
    bool is_input;
    std::string part;  ///< "[0:10]"
  };

  Place add(std::string attributes) { return add_vertex(Vertex{std::move(attributes)}, graph_); }

  void add_named(const Json& element, const std::string& attributes, bool is_input) {
    const auto name = text_of(element, "name");
    places_.insert_or_assign(name, Source{add(attributes), is_input, ""});
  }

  void add_input(const Json& input) {
    const Json source = input.value("source", Json::object());
    const auto type = text_of(source, "type");
    std::string follows;
    const Json params = source.value("params", Json::object());
    for (const auto& value : params)
      if (const auto field = text_of(value, "data"); !field.empty()) follows = "follows " + field;
    const auto label =
        lines({text_of(input, "name"), unit_count(input) + ", " + (type.empty() ? "fed" : type), follows});
    add_named(input, fmt::format("label=\"{}\", shape=ellipse, fillcolor=\"#E6F2FA\"", label), true);
  }

  void add_layer(const Json& layer) {
    const auto name = text_of(layer, "name");
    const auto readout = text_of(network_.value("readout", Json::object()), "of");
    const bool is_read_out = readout == name || readout.starts_with(name + "[");
    const auto label = lines({name, unit_count(layer) + ", " + text_of(layer, "type"), is_read_out ? "read out" : ""});
    add_named(
        layer,
        fmt::format("label=\"{}\", shape=box, fillcolor=\"#FFF7E0\"{}", label, is_read_out ? ", peripheries=2" : ""),
        false);
  }

  /// Nothing if there is no layer of that name.
  std::optional<Source> find(const std::string& reference) const {
    if (const auto at = places_.find(reference); at != places_.end()) return at->second;
    const auto bracket = reference.rfind('[');
    if (bracket == std::string::npos) return std::nullopt;
    const auto at = places_.find(reference.substr(0, bracket));
    if (at == places_.end()) return std::nullopt;
    auto part = at->second;
    part.part = reference.substr(bracket);
    return part;
  }

  void connect(Place from, Place to, Sign sign, const std::string& label, bool has_arrow = true) {
    signs_.insert(sign);
    add_edge(from, to, Edge{label, sign, has_arrow}, graph_);
  }

  void add_direct_inputs(const Json& layer) {
    const Json given = layer.value("input", Json());
    for (const auto& one : given.is_array() ? given : given.is_null() ? Json::array() : Json::array({given})) {
      const auto source = find(one.is_string() ? one.get<std::string>() : text_of(one, "from"));
      const auto target = find(text_of(layer, "name"));
      if (!source || !target) continue;
      const bool has_delay = one.is_object() && one.contains("delay");
      const auto delay = has_delay ? delay_text(one, 0, source->is_input) : "";
      connect(source->place, target->place, Sign::feeds, lines({list({source->part, delay}), port_text(one)}));
    }
  }

  static std::string port_text(const Json& connection) {
    const auto port = text_of(connection, "port");
    return port.empty() || port == "in" ? "" : "port " + port;
  }

  /// Where a transform stands between a source and the synapse, its place; else that of the source.
  Place transformed(const Json& synapse, const char* key, const Source& source, Sign sign) {
    const auto type = text_of(synapse.value(key, Json::object()), "type");
    if (type.empty()) return source.place;
    const auto place =
        add(fmt::format("label=\"{}\", shape=hexagon, fillcolor=\"#F0F0F0\", fontsize=10", escaped(type)));
    connect(source.place, place, sign, "");
    return place;
  }

  void add_synapse(const Json& synapse) {
    const Json from = synapse.value("from", Json());
    const Json sources = from.is_array() ? from : Json::array({from});
    const auto target = find(text_of(synapse, "to"));
    const auto source = sources.empty() || !sources[0].is_string() ? std::nullopt : find(sources[0].get<std::string>());
    if (!target || !source) return;
    const auto syn_type = text_of(synapse, "syn_type");
    const auto sign = syn_type == "exc" ? Sign::excites : syn_type == "inh" ? Sign::inhibits : Sign::either;
    const auto parts =
        source->part.empty() && target->part.empty()
            ? ""
            : (source->part.empty() ? "all" : source->part) + " to " + (target->part.empty() ? "all" : target->part);
    const auto label = lines({text_of(synapse, "name"), list({text_of(synapse, "type"), rule_text(synapse)}), parts,
                              list({delay_text(synapse, 0, source->is_input), port_text(synapse)})});
    const auto first = transformed(synapse, "transform", *source, sign);
    if (sources.size() < 2) return connect(first, target->place, sign, label);
    // The modulator acts on the synapse: both meet in a point.
    const auto point = add("label=\"\", shape=point, width=0.08, color=\"#808080\"");
    connect(first, point, sign, "", false);
    connect(point, target->place, sign, label);
    for (std::size_t i = 1; i < sources.size(); ++i) {
      const auto modulator = sources[i].is_string() ? find(sources[i].get<std::string>()) : std::nullopt;
      if (!modulator) continue;
      const auto place = transformed(synapse, "transform_mod", *modulator, Sign::modulates);
      connect(place, point, Sign::modulates,
              lines({list({modulator->part, delay_text(synapse, i, modulator->is_input)})}));
    }
  }

  static void write_edge(std::ostream& out, const Edge& edge, bool is_labelled) {
    const auto look = look_of(edge.sign);
    out << fmt::format("[color=\"{}\", style={}, arrowhead={}", look.colour, look.line,
                       edge.has_arrow ? look.arrow : "none");
    if (!edge.label.empty()) out << fmt::format(", {}=\"{}\"", is_labelled ? "label" : "edgetooltip", edge.label);
    out << ']';
  }

  void write_page(std::ostream& out) const {
    std::vector<std::string> meanings;
    for (const auto sign : signs_) meanings.emplace_back(look_of(sign).meaning);
    const auto name = text_of(network_, "name");
    out << "rankdir=LR;\nbgcolor=transparent;\nfontname=\"Helvetica\";\nfontsize=11;\nfontcolor=\"#767676\";\n"
        << fmt::format("label=\"{}\\n{}\";\n", lines({name}), fmt::join(meanings, ", "))
        << "node [style=\"filled,rounded\", color=\"#606060\", fontcolor=\"#101010\", fontname=\"Helvetica\", "
           "fontsize=12];\n"
           "edge [fontcolor=\"#767676\", fontname=\"Helvetica\", fontsize=10, penwidth=1.4, arrowsize=0.8];\n";
  }

  const Json& network_;
  Graph graph_;
  std::map<std::string, Source> places_;
  std::set<Sign> signs_;
};

}  // namespace

std::string dot_of(const Json& network) { return Drawing(network).text(); }

}  // namespace bouton_program

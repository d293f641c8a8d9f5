#include "file/element_reader.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/nearest.hpp"
#include "file/reader.hpp"

namespace bouton {

ParameterScope ElementReader::scope(const std::string& element, std::size_t units, bool may_bind) const {
  return {element, units, network_.seed, may_bind};
}

std::vector<Node> ElementReader::elements(const std::string& key) const {
  const auto node = root_.find(key);
  return node ? node->elements() : std::vector<Node>{};
}

void ElementReader::check_name(const Node& node, std::string_view name) {
  if (name.size() > longest_name)
    node.report(fmt::format("the name has {} bytes; it may have {}", name.size(), longest_name));
  if (has_control_character(name)) node.report("the name holds a control character");
}

void ElementReader::add_layer(LayerDescription layer) {
  reading_.layer_of_name.try_emplace(layer.name, network_.layers.size());
  network_.layers.push_back(std::move(layer));
}

std::optional<std::size_t> ElementReader::find_layer(const std::string& name) const {
  const auto at = reading_.layer_of_name.find(name);
  return at == reading_.layer_of_name.end() ? std::nullopt : std::optional(at->second);
}

std::string ElementReader::read_name(const Node& node) {
  const auto name_node = node.require("name");
  if (!name_node) return "";
  const auto name = name_node->text();
  if (!name) return "";
  if (name->empty()) name_node->report("the name is empty");
  check_name(*name_node, *name);
  if (const auto [other, is_new] = reading_.names.emplace(*name, node.pointer()); !is_new)
    name_node->report(fmt::format("the name '{}' is already that of {}", *name, other->second));
  return *name;
}

std::shared_ptr<const RegisteredType> ElementReader::read_type(const Node& node, std::initializer_list<TypeKind> kinds,
                                                               const std::string& key, const std::string& otherwise) {
  const auto type_node = otherwise.empty() ? node.require(key) : node.find(key);
  const auto name = type_node ? type_node->text() : otherwise.empty() ? std::nullopt : std::optional(otherwise);
  if (!name) return nullptr;
  const Node& place = type_node ? *type_node : node;
  const auto type = registry_.find(*name);
  if (!type) {
    place.report([&] { return registry_.explain_missing(*name, *kinds.begin()); });
    return nullptr;
  }
  if (std::find(kinds.begin(), kinds.end(), type->declaration.kind) == kinds.end()) {
    place.report(
        fmt::format("'{}' is a {}; wanted a {}", *name, to_string(type->declaration.kind), to_string(*kinds.begin())));
    return nullptr;
  }
  return type;
}

std::optional<LayerReference> ElementReader::read_reference(const Node& node, const std::string& key) {
  const auto name = node.require(key);
  return name ? resolve(*name) : std::nullopt;
}

std::optional<LayerReference> ElementReader::resolve(const Node& node) {
  const auto name = node.text();
  if (!name) return std::nullopt;
  if (const auto index = find_layer(*name)) return LayerReference{*index, std::nullopt};
  const auto part = split_part(*name);
  const auto index = part ? find_layer(std::string(part->name)) : std::nullopt;
  if (!index) {
    const std::string wanted(part ? part->name : *name);
    node.report(
        [&] { return fmt::format("no layer or input '{}'{}", wanted, suggestion(wanted, layer_names(network_))); });
    return std::nullopt;
  }
  const Unit size = network_.layers[*index].size;
  if (size == 0) return LayerReference{*index, std::nullopt};  // its size is reported
  try {
    return LayerReference{*index, read_part(*part, size)};
  } catch (const Error& error) {
    node.report(error.what());
    return std::nullopt;
  }
}

std::optional<std::size_t> ElementReader::resolve_whole(const Node& node) {
  const auto found = resolve(node);
  if (!found) return std::nullopt;
  if (found->part)
    node.report(fmt::format("wanted a whole layer or input, found a part of '{}'", network_.layers[found->layer].name));
  return found->layer;
}

}  // namespace bouton

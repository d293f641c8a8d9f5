#include "file/save.hpp"

#include <cctype>
#include <fstream>
#include <set>

#include <fmt/format.h>

namespace bouton {

Json value_to_json(bool value) { return value; }
Json value_to_json(std::int64_t value) { return value; }
Json value_to_json(double value) { return value; }
Json value_to_json(const std::string& value) { return value; }
Json value_to_json(const std::vector<double>& value) { return value; }
Json value_to_json(const Matrix& value) {
  Json rows = Json::array();
  for (std::size_t r = 0; r < value.rows; ++r)
    rows.push_back(std::vector<double>(value.row(r).begin(), value.row(r).end()));
  return rows;
}

Json& parameter_in(Json& params, const std::string& name) {
  Json* place = &params;
  for (std::size_t begin = 0; begin <= name.size();) {
    const auto end = std::min(name.find('.', begin), name.size());
    place = &(*place)[name.substr(begin, end - begin)];
    begin = end + 1;
  }
  return *place;
}

namespace {

Json weights_inline(const SynapseNode& node, std::size_t post_size) {
  const auto all = settled_weights(node);
  const auto form = node.instances[0]->weights().form();
  Json weights = Json::array();
  if (form == WeightForm::dense) {
    const std::size_t pre_size = node.instances[0]->weights().pre_size();
    for (std::size_t post = 0; post < post_size; ++post) {
      Json row = Json::array();
      for (std::size_t pre = 0; pre < pre_size; ++pre) row.push_back(all[post * pre_size + pre].value);
      weights.push_back(std::move(row));
    }
    return weights;
  }
  if (form == WeightForm::diagonal) {
    for (const auto& entry : all) weights.push_back(entry.value);
    return weights;
  }
  for (const auto& entry : all) weights.push_back(Json::array({entry.post, entry.pre, entry.value}));
  return {{"entries", weights}};
}

/// Names of files beside a network file: they begin with its name, so that two networks may be saved in one folder.
class FileNames {
 public:
  explicit FileNames(const std::filesystem::path& network) : stem_(network.stem().string()) {}

  /// For an element; a name of any characters becomes one that is a file in this folder, and no other element's.
  std::string for_element(const std::string& element) {
    std::string safe = element;
    for (char& c : safe)
      if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_' && c != '.') c = '_';
    std::string name = fmt::format("{}.{}.weights.csv", stem_, safe);
    for (int i = 2; !used_.insert(name).second; ++i) name = fmt::format("{}.{}-{}.weights.csv", stem_, safe, i);
    return name;
  }

 private:
  std::string stem_;
  std::set<std::string> used_;
};

Json weights_in_file(const SynapseNode& node, const std::filesystem::path& path) {
  std::ofstream out(path);
  out << "step,post,pre,value\n";
  for (const auto& entry : settled_weights(node))
    out << fmt::format("0,{},{},{}\n", entry.post, entry.pre, entry.value);
  out.close();
  if (!out) throw Error(fmt::format("{} could not be written", path.string()));
  return {{"file", path.filename().string()}};
}

/// The object of the document that holds an element's `params`.
Json& owner_of(Json& root, const ElementDescription& element) {
  Json& at = root[Json::json_pointer(element.pointer)];
  return at.contains("source") ? at["source"] : at;
}

void write_parameters(Json& root, const ElementDescription& element, const std::vector<std::string>& changed) {
  for (const auto& [declaration, value] : element.parameters) {
    const bool is_path = declaration->type == ParameterType::path;
    if (!is_path && std::find(changed.begin(), changed.end(), declaration->name) == changed.end()) continue;
    parameter_in(owner_of(root, element)["params"], declaration->name) =
        std::visit([&](const auto& v) { return value_to_json(v); }, value);
  }
}

/// Adds what is not there; an element without `params` gets some only if it has parameters.
void fill_in_defaults(Json& root, const ElementDescription& element) {
  for (const auto& [declaration, value] : element.parameters) {
    Json* place = &owner_of(root, element);
    std::string name = "params";
    for (std::string_view rest = declaration->name; !rest.empty();) {
      place = &(*place)[name];
      name = rest.substr(0, rest.find('.'));
      rest.remove_prefix(std::min(rest.size(), name.size() + 1));
    }
    const bool is_path = declaration->type == ParameterType::path;
    if (is_path || !place->contains(name))
      (*place)[name] = std::visit([](const auto& v) { return value_to_json(v); }, value);
  }
}

/// `{"file": …}` anywhere below.
void make_files_absolute(Json& json, const std::filesystem::path& folder) {
  if (json.is_object() && json.size() == 1 && json.contains("file") && json["file"].is_string())
    json["file"] = std::filesystem::absolute(folder / json["file"].get<std::string>()).string();
  else if (json.is_structured())
    for (auto& inner : json) make_files_absolute(inner, folder);
}

void make_plugins_absolute(Json& root, const std::filesystem::path& folder) {
  if (!root.contains("plugins")) return;
  for (auto& plugin : root["plugins"])
    plugin = std::filesystem::absolute(folder / plugin.get<std::string>()).lexically_normal().string();
}

}  // namespace

Json save_network(Executor& executor, const std::optional<std::filesystem::path>& file) {
  Json root = executor.document;
  root["name"] = executor.description.name;
  root["seed"] = executor.description.seed;
  make_plugins_absolute(root, executor.description.file.parent_path());
  const auto folder = file ? std::filesystem::absolute(*file).parent_path() : std::filesystem::path();
  FileNames names(file.value_or(""));
  if (file) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) throw Error(fmt::format("the folder {} cannot be made: {}", folder.string(), error.message()));
  }

  const auto changed = [&](const std::string& name) {
    const auto at = executor.changed.find(name);
    return at == executor.changed.end() ? std::vector<std::string>{} : at->second;
  };
  for (const auto& data : executor.description.data) write_parameters(root, data, {});
  for (const auto& node : executor.layers) write_parameters(root, node.description, changed(node.description.name));
  for (const auto& node : executor.synapses) {
    const auto& d = node.description;
    write_parameters(root, d, changed(d.name));
    Json& synapse = root[Json::json_pointer(d.pointer)];
    synapse.erase("connect");
    synapse["weights"] = file ? weights_in_file(node, folder / names.for_element(d.name))
                              : weights_inline(node, executor.layers[d.target].description.size);
  }
  return root;
}

Json describe_network(const Executor& executor) {
  Json root = executor.document;
  const auto folder = executor.description.file.parent_path();
  root["name"] = executor.description.name;
  root["seed"] = executor.description.seed;
  root["dt"] = executor.description.dt;
  make_plugins_absolute(root, folder);
  for (const char* list : {"inputs", "layers", "synapses"})
    if (root.contains(list)) make_files_absolute(root[list], folder);
  for (const auto& data : executor.description.data) fill_in_defaults(root, data);
  for (const auto& node : executor.layers) fill_in_defaults(root, node.description);
  for (const auto& node : executor.synapses) fill_in_defaults(root, node.description);
  for (const auto& record : executor.description.records) fill_in_defaults(root, record);
  return root;
}

}  // namespace bouton

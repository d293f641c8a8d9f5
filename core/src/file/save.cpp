#include "file/save.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <bouton/state.hpp>
#include <bouton/whole_file.hpp>

#include "file/describe.hpp"

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

Json state_to_json(const StateDeclaration& state, double value) {
  return state.is_count ? Json(nearest_count(value)) : Json(value);
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

/// Weights of which a pair may have several say so.
Json as_multapses(Json weights, const std::vector<WeightEntry>& entries) {
  const auto repeated = std::ranges::adjacent_find(
      entries, [](const auto& a, const auto& b) { return a.post == b.post && a.pre == b.pre; });
  if (repeated != entries.end()) weights["multapses"] = true;
  return weights;
}

Json weights_inline(const SynapseNode& node, std::size_t post_size) {
  const auto all = settled_weights(node);
  const auto form = node.instances[0]->weights().form();
  Json weights = Json::array();
  if (form == WeightForm::dense) {
    Matrix matrix{post_size, node.instances[0]->weights().pre_size(), {}};
    for (const auto& entry : all) matrix.values.push_back(entry.value);
    return value_to_json(matrix);
  }
  if (form == WeightForm::diagonal) {
    for (const auto& entry : all) weights.push_back(entry.value);
    return weights;
  }
  const bool has_delays = !node.instances[0]->weights().delays().empty();
  for (const auto& entry : all) {
    weights.push_back(Json::array({entry.post, entry.pre, entry.value}));
    if (has_delays) weights.back().push_back(entry.delay);
  }
  return as_multapses({{"entries", weights}}, all);
}

/// Names of files beside a network file: they begin with its name, so that two networks may be saved in one folder.
class FileNames {
 public:
  explicit FileNames(const std::filesystem::path& network) : stem_(network.stem().string()) {}

  /// For what an element has; names of any characters become one that is a file in this folder, and no other's.
  std::string for_variable(const std::string& element, const std::string& variable) {
    const auto safe = make_safe(element), own = make_safe(variable);
    std::string name = fmt::format("{}.{}.{}.csv", stem_, safe, own);
    for (int i = 2; !used_.insert(name).second; ++i) name = fmt::format("{}.{}-{}.{}.csv", stem_, safe, i, own);
    return name;
  }

 private:
  static std::string make_safe(std::string name) {
    for (char& c : name)
      if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_' && c != '.') c = '_';
    return name;
  }

  std::string stem_;
  std::set<std::string> used_;
};

Json weights_in_file(const SynapseNode& node, const std::filesystem::path& path) {
  const auto entries = settled_weights(node);
  if (entries.empty()) return {{"entries", Json::array()}};
  write_file(path, [&](std::ostream& out) {
    // The blanks before the first and behind the last value are the marks of a complete file: see matrix_file.hpp.
    const char* mark = " ";
    const bool has_delays = !node.instances[0]->weights().delays().empty();
    out << (has_delays ? "step,post,pre,delay,value" : "step,post,pre,value");
    for (const auto& [post, pre, value, delay] : entries) {
      out << fmt::format("\n0,{},{},", post, pre);
      if (has_delays) out << delay << ',';
      out << std::exchange(mark, "") << fmt::format("{}", value);
    }
    out << " \n";
  });
  return as_multapses({{"file", path.filename().string()}}, entries);
}

Json values_in_file(const std::vector<double>& values, const std::filesystem::path& path) {
  write_file(path, [&](std::ostream& out) {
    for (const double x : values) out << fmt::format("{}\n", x);
  });
  return {{"file", path.filename().string()}};
}

}  // namespace

Json parameters_to_json(const std::vector<ParameterSetting>& settings) {
  Json params = Json::object();
  for (const auto& [declaration, value] : settings)
    parameter_in(params, declaration->name) = std::visit([](const auto& v) { return value_to_json(v); }, value);
  return params;
}

Json& owner_of(Json& root, const ElementDescription& element) {
  Json& at = root[Json::json_pointer(element.pointer)];
  return at.contains("source") ? at["source"] : at;
}

namespace {

void write_changed(Json& root, const ElementDescription& element, const std::vector<std::string>& changed) {
  for (const auto& [declaration, value] : element.parameters)
    if (std::find(changed.begin(), changed.end(), declaration->name) != changed.end())
      parameter_in(owner_of(root, element)["params"], declaration->name) =
          std::visit([&](const auto& v) { return value_to_json(v); }, value);
}

}  // namespace

Json save_network(const Json& document, Executor& executor, const std::optional<std::filesystem::path>& file) {
  Json root = document;
  root["name"] = executor.description.name;
  root["seed"] = executor.description.seed;
  make_paths_absolute(root, executor);
  const auto folder = file ? std::filesystem::absolute(*file).parent_path() : std::filesystem::path();
  FileNames names(file.value_or(""));
  if (file) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) throw Error(fmt::format("the folder {} cannot be made: {}", folder.string(), error.message()));
  }

  const auto write_kept = [&](const ElementDescription& d, const StateStore& state) {
    for (const auto& variable : state.variables()) {
      const auto& declaration = *variable.declaration;
      if (!declaration.is_kept) continue;
      std::vector<double> values;
      StateStore::append_values(variable, values);
      Json& place = owner_of(root, d)["initial"][declaration.name];
      if (file) {
        place = values_in_file(values, folder / names.for_variable(d.name, declaration.name));
        continue;
      }
      place = Json::array();
      for (const double x : values) place.push_back(state_to_json(declaration, x));
    }
  };
  const auto changed = [&](const std::string& name) {
    const auto at = executor.changed.find(name);
    return at == executor.changed.end() ? std::vector<std::string>{} : at->second;
  };
  for (const auto& node : executor.layers) {
    write_changed(root, node.description, changed(node.description.name));
    write_kept(node.description, node.state);
  }
  for (const auto& node : executor.synapses) {
    const auto& d = node.description;
    write_changed(root, d, changed(d.name));
    write_kept(d, node.state);
    Json& synapse = root[Json::json_pointer(d.pointer)];
    synapse.erase("connect");
    if (!node.instances[0]->weights().delays().empty()) synapse.erase("delay"), synapse.erase("delay_ms");
    synapse["weights"] = file ? weights_in_file(node, folder / names.for_variable(d.name, "weights"))
                              : weights_inline(node, executor.element(d.name).second);
  }
  return root;
}

}  // namespace bouton

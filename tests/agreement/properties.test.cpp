/// What holds for every network, tried on random ones in which all kinds of elements are mixed.
#include <cmath>
#include <map>

#include <support/network.hpp>

namespace {

constexpr int networks = 60, steps = 40;

/// A random network as JSON: up to five layers, loops, transforms, modulators.
class RandomNetwork {
 public:
  explicit RandomNetwork(std::uint64_t seed) : seed_(seed), random_(seed, "network", "choices") {}

  std::string text() {
    std::string inputs = input("a", R"("type": "poisson", "params": {"rate": 0.4})") + ", " +
                         input("b", R"("type": "periodic", "params": {"rate": 0.3})") + ", " +
                         input("c", R"("type": "constant", "params": {"value": 0.7})");
    std::string layers, synapses;
    const int count = 1 + below(5);
    for (int i = 0; i < count; ++i) append(layers, layer(numbered("l", i)));
    for (const auto& target : targets_) {
      const int leading = 1 + below(3);
      for (int i = 0; i < leading; ++i) append(synapses, synapse(target));
    }
    return R"({"bouton": 1, "seed": )" + std::to_string(seed_) + R"(, "inputs": [)" + inputs + R"(], "layers": [)" +
           layers + R"(], "synapses": [)" + synapses + "]}";
  }

  std::vector<std::string> layers, learning;

 private:
  int below(int n) { return static_cast<int>(random_.below(static_cast<std::uint64_t>(n), 0, draws_++)); }
  std::string pick(const std::vector<std::string>& from) {
    return from[static_cast<std::size_t>(below(static_cast<int>(from.size())))];
  }

  static std::string numbered(std::string name, int number) { return name.append(std::to_string(number)); }
  static void append(std::string& list, const std::string& element) {
    if (!list.empty()) list.append(", ");
    list.append(element);
  }
  static std::string quoted(const std::string& name) { return R"(")" + name + R"(")"; }

  std::string input(const std::string& name, const std::string& source) {
    names_.push_back(name);
    sizes_[name] = 1 + below(12);
    return R"({"name": ")" + name + R"(", "size": )" + std::to_string(sizes_[name]) + R"(, "source": {)" + source +
           "}}";
  }

  std::string layer(const std::string& name) {
    names_.push_back(name);
    layers.push_back(name);
    sizes_[name] = 1 + below(12);
    const std::string size = std::to_string(sizes_[name]);
    const std::string type = pick({"lif", "lif", "lif_rec", "bio_lif"});
    targets_.push_back({name, type == "bio_lif"});
    const std::string params = type == "lif" ? R"("tau": 3, "refr": false)"
                               : type == "lif_rec"
                                   ? R"("tau": 2, "v0": 0.6, "Wrec": {"distribution": "normal", "mean": 0, "std": 0.3})"
                                   : R"("nudt": 0.3)";
    return R"({"name": ")" + name + R"(", "type": ")" + type + R"(", "size": )" + size + R"(, "params": {)" + params +
           "}}";
  }

  struct Target {
    std::string name;
    bool has_two_ports;
  };

  std::string synapse(const Target& target) {
    const std::string name = numbered("s", count_++);
    const std::string type = pick({"static", "stdp", "mod_stdp", "ternary", "mse", "loihi"});
    const bool modulated = type == "mod_stdp" || type == "ternary" || type == "mse";
    std::string from = quoted(pick(names_));
    if (modulated) {
      std::vector<std::string> fitting;
      for (const auto& other : names_)
        if (sizes_[other] == 1 || sizes_[other] == sizes_[target.name]) fitting.push_back(other);
      from.append(", ").append(quoted(pick(fitting)));
    }
    const std::string traces = R"("Wlim": 0.8, "tracelim": 1.5, "tre": [0.6, 0.5], "tro": [0.5, 0.7])";
    const std::string pair = traces + R"(, "rule_params": {"Ap": 0.05, "An": 0.04})";
    std::string params;
    if (type == "stdp" || type == "mod_stdp" || type == "ternary") params = pair;
    if (type == "mse") params = traces + R"(, "rule_params": {"lr": 0.03})";
    if (type == "loihi") params = R"("dw": "0.05*x1*y0 - 0.04*x0*y1 - 2^-6*(w-0.2)*y0", "Wlim": 0.8, "tracelim": 1.5)";
    if (type != "static") learning.push_back(name);
    const std::string weights = pick({R"({"distribution": "uniform", "low": -0.3, "high": 1.2})",
                                      R"({"distribution": "gamma", "shape": 2, "scale": 0.2, "density": 0.5})"});
    return R"({"name": ")" + name + R"(", "type": ")" + type + R"(", "from": [)" + from + R"(], "to": ")" +
           target.name + R"(", "syn_type": ")" +
           (target.has_two_ports ? pick({"exc", "inh"}) : pick({"exc", "inh", "hybrid"})) + R"(", "weights": )" +
           weights + pick({"", R"(, "transform": {"type": "low_pass", "params": {"tau": 2, "delay": true}})"}) +
           R"(, "params": {)" + params + "}}";
  }

  std::uint64_t seed_, draws_ = 0;
  bouton::Random random_;
  std::map<std::string, int> sizes_;
  std::vector<std::string> names_;
  std::vector<Target> targets_;
  int count_ = 0;
};

struct Built {
  RandomNetwork random;
  bouton::Network network;
};

Built build(std::uint64_t seed, std::size_t slices = 1) {
  static bouton::Registry registry;
  RandomNetwork random(seed);
  bouton::NetworkOptions options;
  options.slices = slices;
  const auto text = random.text();
  return {random, bouton::Network::from_text(text, "random.json", registry, options)};
}

std::vector<double> weights(bouton::Network& n, const std::string& synapse) { return n.state(synapse, "weights"); }

/// All outputs of all layers over some steps.
std::vector<double> outputs(Built& b, bool learn) {
  std::vector<double> all;
  for (int t = 0; t < steps; ++t) {
    b.network.step(learn);
    for (const auto& layer : b.random.layers)
      for (const double x : b.network.output(layer).values) all.push_back(x);
  }
  return all;
}

}  // namespace

TEST_CASE("without learning no weight changes, however the network is wired") {
  for (int seed = 1; seed <= networks; ++seed) {
    auto b = build(static_cast<std::uint64_t>(seed));
    std::vector<std::vector<double>> before;
    for (const auto& synapse : b.random.learning) before.push_back(weights(b.network, synapse));
    outputs(b, false);
    for (std::size_t i = 0; i < before.size(); ++i) CHECK(weights(b.network, b.random.learning[i]) == before[i]);
  }
}

TEST_CASE("learning changes weights, keeps them within [Wmin, Wlim], and traces below tracelim") {
  std::size_t changed = 0;
  for (int seed = 1; seed <= networks; ++seed) {
    auto b = build(static_cast<std::uint64_t>(seed));
    std::vector<std::vector<double>> before;
    for (const auto& synapse : b.random.learning) before.push_back(weights(b.network, synapse));
    for (int t = 0; t < steps; ++t) {
      b.network.step();
      for (const auto& synapse : b.random.learning) {
        for (const double w : weights(b.network, synapse)) REQUIRE(std::abs(w) <= 0.8);
        for (const auto* trace : {"pre_trace", "post_trace", "x1", "y1"}) try {
            for (const double x : b.network.state(synapse, trace)) REQUIRE(x <= 1.5);
          } catch (const bouton::UnknownName&) {  // the other rules have it
          }
      }
    }
    for (std::size_t i = 0; i < before.size(); ++i) changed += weights(b.network, b.random.learning[i]) != before[i];
  }
  CHECK(changed > 100);
}

TEST_CASE("after a reset the same inputs give the same outputs") {
  double spikes = 0;
  for (int seed = 1; seed <= networks; ++seed) {
    // Random inputs go on after a reset: what they published is played again.
    auto b = build(static_cast<std::uint64_t>(seed));
    auto text = b.network.to_json();
    const std::string poisson = "\"poisson\"";
    text.replace(text.find(poisson), poisson.size(), "\"periodic\"");
    bouton::Registry registry;
    b.network = bouton::Network::from_text(text, "random.json", registry);
    const auto first = outputs(b, false);
    for (const double x : first) spikes += x;
    b.network.reset();
    CHECK(outputs(b, false) == first);
  }
  CHECK(spikes > 1000);
}

TEST_CASE("the same seed gives the same bits, in any number of slices, and another seed others") {
  std::size_t different = 0;
  for (int seed = 1; seed <= networks; ++seed) {
    auto one = build(static_cast<std::uint64_t>(seed)), again = build(static_cast<std::uint64_t>(seed), 3);
    const auto wanted = outputs(one, true);
    CHECK(outputs(again, true) == wanted);
    for (const auto& synapse : one.random.learning)
      CHECK(weights(again.network, synapse) == weights(one.network, synapse));
    auto other = build(static_cast<std::uint64_t>(seed) + 1000);
    different += outputs(other, true) != wanted;
  }
  CHECK(different > networks / 2);
}

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <bouton/bounded_synapse.hpp>
#include <bouton/plugin.hpp>
#include <bouton/trace.hpp>

#include "rule.hpp"

namespace {

using bouton::Trace;
using bouton::Unit;

/// The programmable rule of the Loihi chip (Davies et al. 2018, doi:10.1109/MM.2018.112130359): the changes of the
/// weight and of a tag beside it are sums of products over spikes, traces, a modulator, the weight and the tag. Here
/// with real numbers, in every step, and with traces t <- min(t0 x + t1 t, tracelim) that learning sees after the
/// present step's spike.
///
/// A term is (presynaptic factors) x (constant and postsynaptic factors) x (the rest), and is 0 where one of the first
/// two is. The second is found once per step for each unit, the first once for each presynaptic unit, so that a weight
/// costs one product for each term, and most are not visited at all: not the columns whose terms all have a
/// presynaptic factor of 0, and, where few postsynaptic units can change, only these. A weight whose change is 0 keeps
/// its bits, so that it makes no difference which of those are visited.
class Loihi final : public bouton::BoundedSynapse {
 public:
  static void declare(bouton::Declaration<Loihi>& d) {
    d.type("loihi", "learning rules as sums of products, as on the Loihi chip: dw = \"0.01*x1*y0 - 0.01*x0*y1\"");
    d.version("1.0", "Bouton").sources(1, 2);
    d.parameter(
         "dw", &Loihi::weight_text_,
         "change of the weight w in a step, from the signals x0 (pre) y0 (post) r0 (modulator), their traces x1 x2 "
         "y1 y2 y3 r1, w, and a tag t; empty: none")
        .default_value(std::string());
    d.parameter("dt", &Loihi::tag_text_, "change of the tag t in a step; empty: none").default_value(std::string());
    d.parameter("dd", &Loihi::delay_text_, "refused: delays do not learn").default_value(std::string());
    const auto trace = [&d](const char* name, auto member, std::string summary) {
      d.parameter(name, member, std::move(summary)).at_least(0).default_value(std::vector<double>{1, 0.9});
    };
    trace("x1", &Loihi::tx1_, "first presynaptic trace [t0, t1]: t <- t0 x + t1 t");
    trace("x2", &Loihi::tx2_, "second presynaptic trace [t0, t1]");
    trace("y1", &Loihi::ty1_, "first postsynaptic trace [t0, t1]");
    trace("y2", &Loihi::ty2_, "second postsynaptic trace [t0, t1]");
    trace("y3", &Loihi::ty3_, "third postsynaptic trace [t0, t1]");
    trace("r1", &Loihi::tr1_, "modulator's trace [t0, t1]");
    declare_limits(d);
    d.parameter("tracelim", &Loihi::trace_limit_, "largest trace").above(0).default_value(10.0);
    d.state("x1", &Loihi::x1_, "first presynaptic trace").per_source(0);
    d.state("x2", &Loihi::x2_, "second presynaptic trace").per_source(0);
    d.state("y1", &Loihi::y1_, "first postsynaptic trace");
    d.state("y2", &Loihi::y2_, "second postsynaptic trace");
    d.state("y3", &Loihi::y3_, "third postsynaptic trace");
    d.state("r1", &Loihi::r1_, "modulator's trace").per_source(1);
  }

  void prepare() override {
    if (!delay_text_.empty()) throw std::invalid_argument("'dd' is given, but delays do not learn here; leave it out");
    BoundedSynapse::prepare();
    auto dw = read(weight_text_, "dw");
    auto dt = read(tag_text_, "dt");
    weight_change_ = Change(std::move(dw), size());
    tag_change_ = Change(std::move(dt), size());
    reached_.reserve(size());
    if (!has_tags_ && (!tag_change_.rule.whole.empty() || weight_change_.rule.reads(loihi::t))) {
      has_tags_ = true;
      tags_ = weights();
      std::ranges::fill(tags_.values(), 0.0);
    }
  }

  void update(const bouton::SynapseInputs& in, const bouton::Signal& post, bool learn) override {
    x1_.advance(in.source(0), tx1_, trace_limit_);
    x2_.advance(in.source(0), tx2_, trace_limit_);
    y1_.advance(post, ty1_, trace_limit_);
    y2_.advance(post, ty2_, trace_limit_);
    y3_.advance(post, ty3_, trace_limit_);
    if (sources() > 1) r1_.advance(in.source(1), tr1_, trace_limit_);
    if (!learn) return;
    bind(in, post);
    adjust(in.source(0));
    keep_within_limits();
  }

  void reset() override { std::ranges::fill(tags_.values(), 0.0); }

  void visit_state(bouton::StateVisitor& visitor) override {
    // Tags take as much memory as the weights: a rule without any has none.
    if (has_tags_) visitor.weights("tag", tags_, {"", "tag of each weight"});
  }

 private:
  /// At how many units of the slice a term may be other than 0 in this step.
  enum class Reach { none, few, many };

  /// A rule, and what is known of its terms in this step.
  struct Change {
    Change() = default;
    Change(loihi::Rule r, std::size_t units)
        : rule(std::move(r)), post(rule.whole.end - rule.whole.begin), reach(post.size()), sum(units) {
      for (auto& values : post) values.resize(units);
      column.reserve(post.size());
    }
    const loihi::Term& term(std::size_t i) const { return rule.terms[rule.whole.begin + i]; }

    loihi::Rule rule;
    std::vector<std::vector<double>> post;  // of each term and unit: the constant and the postsynaptic factors
    std::vector<Reach> reach;               // of each term
    std::vector<std::pair<std::size_t, double>> column;  // the terms of a column, with the presynaptic factors
    std::vector<double> sum;                             // of the visited weights of a column
  };

  loihi::Rule read(const std::string& text, const char* parameter) const {
    auto rule = loihi::parse_rule(text, parameter);
    for (const auto v : {loihi::r0, loihi::r1})
      if (rule.reads(v) && sources() < 2)
        throw std::invalid_argument("'" + std::string(parameter) + "' reads " + std::string(loihi::variable_names[v]) +
                                    ", but there is no modulator: give its name as the second of 'from'");
    return rule;
  }

  void bind(const bouton::SynapseInputs& in, const bouton::Signal& post) {
    const bool modulated = sources() > 1;
    at_.data = {in.source(0).values.data(), x1_.values().data(),
                x2_.values().data(),        post.values.data(),
                y1_.values().data(),        y2_.values().data(),
                y3_.values().data(),        modulated ? in.source(1).values.data() : nullptr,
                r1_.values().data(),        weights().values().data(),
                tags_.values().data()};
    one_modulator_ = modulated && source_size(1) == 1;
  }

  void to_unit(std::size_t k) {
    at_.post = k;
    at_.modulator = one_modulator_ ? 0 : slice().begin + k;
  }

  void adjust(const bouton::Signal& pre) {
    is_reached_.assign(size(), false);
    find_post_factors(weight_change_);
    find_post_factors(tag_change_);
    reached_.clear();
    for (Unit k = 0; k < size(); ++k)
      if (is_reached_[k]) reached_.push_back(k);

    is_open_.assign(source_size(0), false);
    open_columns(weight_change_, pre);
    open_columns(tag_change_, pre);
    for (std::size_t i = 0; i < source_size(0); ++i)
      if (is_open_[i]) adjust_column(i);
  }

  void find_post_factors(Change& change) {
    for (std::size_t i = 0; i < change.post.size(); ++i) {
      const auto& term = change.term(i);
      auto& factors = change.post[i];
      std::size_t count = 0;
      for (std::size_t k = 0; k < size(); ++k) {
        to_unit(k);
        factors[k] = term.constant * product(change.rule, term.post, at_);
        count += factors[k] != 0.0;
      }
      change.reach[i] = count == 0 ? Reach::none : count <= size() / 4 ? Reach::few : Reach::many;
      if (change.reach[i] == Reach::few)
        for (std::size_t k = 0; k < size(); ++k) is_reached_[k] |= factors[k] != 0.0;
    }
  }

  /// Marks the columns where a term may be other than 0.
  void open_columns(const Change& change, const bouton::Signal& pre) {
    for (std::size_t i = 0; i < change.post.size(); ++i) {
      if (change.reach[i] == Reach::none) continue;
      const auto gate = change.term(i).gate;
      if (!gate || (gate == loihi::x0 && !pre.is_spikes)) {
        is_open_.assign(is_open_.size(), true);
        return;
      }
      const auto units = gate == loihi::x0 ? pre.active : gate == loihi::x1 ? x1_.nonzero() : x2_.nonzero();
      for (const Unit unit : units) is_open_[unit] = true;
    }
  }

  void adjust_column(std::size_t pre) {
    at_.pre = pre;
    const bool many_weights = find_pre_factors(weight_change_), many_tags = find_pre_factors(tag_change_);
    if (weight_change_.column.empty() && tag_change_.column.empty()) return;
    const auto column = weights().column(pre);
    const auto count = column.values.size();
    const auto same = [](std::size_t n) { return n; };
    if (weights().form() == bouton::WeightForm::dense && !many_weights && !many_tags)
      adjust_weights(
          column, reached_.size(), [this](std::size_t n) { return reached_[n]; }, same);
    else if (column.posts.empty())
      adjust_weights(column, count, same, [first = column.first_post](std::size_t i) { return first + i; });
    else
      adjust_weights(column, count, same, [posts = column.posts.data()](std::size_t i) { return posts[i]; });
  }

  /// Keeps the terms that are not 0 in the present column; true if one of them reaches many units.
  bool find_pre_factors(Change& change) {
    change.column.clear();
    bool many = false;
    for (std::size_t i = 0; i < change.post.size(); ++i) {
      if (change.reach[i] == Reach::none) continue;
      const double factors = product(change.rule, change.term(i).pre, at_);
      if (factors == 0.0) continue;
      change.column.emplace_back(i, factors);
      many = many || change.reach[i] == Reach::many;
    }
    return many;
  }

  /// Visits `count` weights of a column: number n is `weight(n)`, and leads to the unit `post(weight(n))`.
  template <class Weight, class Post>
  void adjust_weights(const bouton::WeightMatrix::Column& column, std::size_t count, Weight weight, Post post) {
    const auto begin = static_cast<std::size_t>(column.values.data() - weights().values().data());
    // Both changes are found from the old weights and tags.
    add_up(weight_change_, begin, count, weight, post);
    add_up(tag_change_, begin, count, weight, post);
    if (!weight_change_.column.empty()) {
      const double* change = weight_change_.sum.data();
      double* w = column.values.data();
      const auto limit = limits();
      for (std::size_t n = 0; n < count; ++n) {
        double& value = w[weight(n)];
        value = change[n] == 0.0 ? value : limit(value + change[n]);
      }
    }
    if (!tag_change_.column.empty()) {
      const double* change = tag_change_.sum.data();
      double* t = tags_.values().data() + begin;
      for (std::size_t n = 0; n < count; ++n) {
        double& value = t[weight(n)];
        value = change[n] == 0.0 ? value : value + change[n];
      }
    }
  }

  template <class Weight, class Post>
  void add_up(Change& change, std::size_t begin, std::size_t count, Weight weight, Post post) {
    double* sum = change.sum.data();
    std::fill_n(sum, count, 0.0);
    for (const auto& [i, factors] : change.column) {
      const double before = factors;
      const double* after = change.post[i].data();
      const auto mixed = change.term(i).mixed;
      if (mixed.empty()) {
        for (std::size_t n = 0; n < count; ++n) {
          const double factor = after[post(weight(n))];
          sum[n] += factor == 0.0 ? 0.0 : before * factor;
        }
        continue;
      }
      for (std::size_t n = 0; n < count; ++n) {
        const std::size_t k = post(weight(n));
        if (after[k] == 0.0) continue;
        to_unit(k);
        at_.weight = begin + weight(n);
        sum[n] += before * after[k] * product(change.rule, mixed, at_);
      }
    }
  }

  std::string weight_text_, tag_text_, delay_text_;
  Trace::Factors tx1_{}, tx2_{}, ty1_{}, ty2_{}, ty3_{}, tr1_{};
  double trace_limit_ = 10;

  Trace x1_, x2_, y1_, y2_, y3_, r1_;
  bouton::WeightMatrix tags_;  // of the form of the weights
  bool has_tags_ = false;

  Change weight_change_, tag_change_;
  loihi::Values at_;
  bool one_modulator_ = false;
  std::vector<char> is_open_;     // of each presynaptic unit: a weight of its column may change
  std::vector<char> is_reached_;  // of each postsynaptic unit: a term that reaches few may change its weights
  std::vector<Unit> reached_;     // the same as a list
};

}  // namespace

BOUTON_PLUGIN(Loihi)

#include "program.hpp"

using program::contains;
using program::lines;
using program::network_text;
using program::Workplace;

TEST_CASE("what cannot be said on the standard error changes neither the status nor what a run writes") {
  const Workplace w;
  w.write("net.json", network_text());
  // A layer that nothing leads to is a warning.
  w.write("warned.json", network_text(R"("layers": [{"name": "l", "type": "lif", "size": 1, "params": {"tau": 2}}],
                                         "run": [{"steps": 20}])"));
  for (const std::string lost : {"2>/dev/full", "2>&-", "2</dev/null"}) {
    CAPTURE(lost);
    CHECK(w.shell("$BOUTON validate none.json " + lost).status == 2);
    CHECK(w.shell("$BOUTON run --nonsense " + lost).status == 2);
    CHECK(w.shell("$BOUTON ruhn " + lost).status == 2);
    CHECK(w.shell("$BOUTON inspect none " + lost).status == 2);
    CHECK(w.shell("$BOUTON --verbose run warned.json --out out1 " + lost).status == 0);
    CHECK(w.shell("$BOUTON run net.json --out out2 " + lost).status == 0);
    CHECK(w.read("out1/x.spikes.csv") == w.read("out2/x.spikes.csv"));
    CHECK(w.read("out1/x.spikes.csv").starts_with("step,index\n"));
  }
}

TEST_CASE("who stops reading messages does not end a run; who stops reading a list ends the list") {
  const Workplace w;
  w.write("net.json", network_text(R"("layers": [{"name": "l", "type": "lif", "size": 1, "params": {"tau": 2}}],
                                      "run": [{"steps": 20}])"));
  w.shell("{ sleep 0.2; $BOUTON run net.json; echo $? >status; } 2>&1 >/dev/null | true; sleep 0.5");
  CHECK(w.read("status") == "0\n");
  CHECK(w.read("out/x.spikes.csv").starts_with("step,index\n"));
  const auto list = w.shell("{ sleep 0.2; $BOUTON plugins; echo $? >status; } | true; sleep 0.5");
  CHECK(w.read("status") == "141\n");
  CHECK(list.err == "");
}

TEST_CASE("a standard output that is closed is an error that is told, and nothing else gets what it was for") {
  const Workplace w;
  w.write("net.json", network_text());
  const auto closed = w.shell("$BOUTON run net.json --quiet --out out1; $BOUTON run net.json --out out2 >&-");
  CHECK(closed.status == 1);
  CHECK(closed.err == "the standard output could not be written: Bad file descriptor\n");
  CHECK(w.read("out1/x.spikes.csv") == w.read("out2/x.spikes.csv"));
  const auto all = w.shell("$BOUTON run net.json --out out3 <&- >&- 2>&-");
  CHECK(all.status == 1);
  CHECK(w.read("out1/x.spikes.csv") == w.read("out3/x.spikes.csv"));
}

TEST_CASE("what a terminal would obey is escaped where a message is printed, once") {
  const Workplace w;
  const auto said = [&](const std::string& key) {
    w.write("net.json", R"({"bouton": 1, ")" + key + R"(": 1, "inputs": [{"name": "x", "size": 1}]})");
    const auto result = w.run({"validate", "net.json"});
    CHECK(result.status == 2);
    return lines(result.err).at(0);
  };
  CHECK(contains(said(R"(\u001b]0;a\u0007)"), R"(unknown key '\u001b]0;a\u0007')"));
  CHECK(contains(said(R"(a\nb.json: \r\t)"), R"(unknown key 'a\nb.json: \u000d\u0009')"));
  CHECK(contains(said("\x7f\xc2\x9b"), R"(unknown key '\u007f\u009b')"));
  for (const std::string mark : {"200e", "200f", "202a", "202e", "2028", "2066", "2069", "061c"})
    CHECK(contains(said("\\u" + mark), "unknown key '\\u" + mark + "'"));
  CHECK(contains(said("grün → ✓ 😀"), "unknown key 'grün → ✓ 😀'"));
  CHECK(contains(said(R"(\\u001b)"), R"(unknown key '\u001b')"));
}

TEST_CASE("bytes that are no UTF-8 are shown as numbers, in messages and on the standard output") {
  const Workplace w;
  for (const auto& [name, shown] :
       std::vector<std::pair<std::string, std::string>>{{"a\xff", "a\\xff"},
                                                        {"\xc3(", "\\xc3("},
                                                        {"\xed\xa0\x80", "\\xed\\xa0\\x80"},
                                                        {"\xc0\xaf", "\\xc0\\xaf"},
                                                        {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
                                                        {"b\xe2\x82", "b\\xe2\\x82"},
                                                        {"\x1b[1m", "\\u001b[1m"}}) {
    CHECK(contains(w.run({"validate", name}).err, shown + ": there is no such file"));
    w.write(name, network_text());
    CHECK(w.run({"validate", name}).out == shown + " is valid\n");
  }
}

#include <sys/stat.h>
#include <unistd.h>

#include <support/edit.hpp>

using support::contains;
using support::findings;
using support::only;
using support::small;
using support::with;

namespace {

std::string findings_of_file(const std::filesystem::path& file) {
  auto r = support::registry();
  try {
    bouton::Network::from_file(file, r, support::options());
  } catch (const bouton::InvalidNetwork& invalid) {
    return invalid.what();
  }
  return "(no finding)";
}

std::string findings_with(const std::string& pointer, const std::string& value) {
  auto r = support::registry();
  auto o = support::options();
  o.replacements = {{pointer, value}};
  return findings(small, r, o);
}

}  // namespace

TEST_CASE("a text that is not JSON is refused at the place where it stops being JSON") {
  CHECK(only(findings("{\n  \"bouton\": 1,\n  \"name\" 3\n}"), "test.json:3:10: is not valid JSON: syntax error"));
  CHECK(only(findings("{\"bouton\": 1,}"),
             "test.json:1:14: is not valid JSON: a comma stands before the closing bracket"));
  CHECK(only(findings("{\"bouton\": 1 \"name\": 2}"), "is not valid JSON: a comma is missing before this"));
  CHECK(only(findings("{\"bouton\": [1 2]}"), "is not valid JSON: a comma is missing before this"));
  CHECK(only(findings("{'bouton': 1}"), "test.json:1:2: is not valid JSON: a key stands in double quotes"));
  CHECK(only(findings("{\"bouton\": True}"), "is not valid JSON: 'True' is no value; there are numbers, true, false"));
  CHECK(only(findings(std::string("\xff\xfe{\0", 4)), "test.json: is UTF-16 or UTF-32; save it as UTF-8"));
  CHECK(only(findings(small + std::string(1, '\0')), "test.json: holds a zero byte"));
  CHECK(only(findings("{\"bouton\": 1} x"), "test.json:1:15: is not valid JSON"));
  CHECK(only(findings("{\"bouton\": 1"), "is not valid JSON"));
  CHECK(only(findings("{\"bouton\": 1, \"name\": \"\xff\"}"), "is not valid JSON"));
  CHECK(only(findings("{\"bouton\": 1 /* never closed"), "is not valid JSON"));
}

TEST_CASE("a number that no double holds is refused at its place") {
  CHECK(
      only(findings("{\"bouton\": 1,\n \"dt\": 1e999}"), "test.json:2:8: the number 1e999 is too large for a double"));
}

TEST_CASE("an empty file is refused with what a network begins with") {
  for (const char* text : {"", " \t\r\n\n"})
    CHECK(only(findings(text), R"(test.json:1:1: the file is empty; a network begins with {"bouton": 1, …})"));
}

TEST_CASE("a document that is no object is refused, whatever it is") {
  CHECK(only(findings("[1, 2]"), "test.json:1:1: wanted an object {\"bouton\": 1, …}, found an array of 2"));
  CHECK(only(findings(" \"abc\""), "test.json:1:2: wanted an object {\"bouton\": 1, …}, found \"abc\""));
  CHECK(only(findings("null"), "found null"));
  CHECK(only(findings("3"), "found 3"));
}

TEST_CASE("what is nested too deep is refused at its place, however deep, and on the command line too") {
  const std::string too_deep = "arrays and objects are nested more than 100 deep";
  CHECK(findings(std::string(200000, '[')) == "test.json:1:101: " + too_deep);
  CHECK(findings(std::string(200000, '[') + std::string(200000, ']')) == "test.json:1:101: " + too_deep);
  std::string objects;
  for (int i = 0; i < 100000; ++i) objects += "{\"a\":";
  CHECK(contains(findings(objects), too_deep));
  CHECK(only(findings(std::string(100, '[') + std::string(100, ']')), "wanted an object"));
  // A value of the command line that is no JSON is a text.
  CHECK(only(findings_with("/layers/0/size", std::string(200000, '[')), "wanted a whole number from 1 to"));
}

TEST_CASE("a byte order mark is passed over") { CHECK(findings("\xEF\xBB\xBF" + small) == "(no finding)"); }

TEST_CASE("comments are allowed and count as lines") {
  const auto text = "// one\n/* two\n three */\n" + with(small, "\"outputs\"", "/* here */ \"outptus\"");
  CHECK(only(findings(text), "test.json:8:14: /outptus: unknown key 'outptus'; did you mean 'outputs'?"));
}

TEST_CASE("a key that stands twice in one object is refused at its second place") {
  const auto text = with(small, R"("type": "sum", "size": 3)", R"("type": "sum", "size": 3, "size": 4)");
  CHECK(only(findings(text), R"(the key "size" stands twice in one object; keep one of them)"));
  // Line 3 holds the layer; "size" also stands in line 2, in another object.
  CHECK(only(findings(text), "test.json:3:54: /layers/0/size: "));
  CHECK(contains(findings("{\"bouton\": 1,\n\"bouton\": 1}"), "test.json:2:1: /bouton: "));
}

TEST_CASE("the same key in two objects is no finding") { CHECK(findings(small) == "(no finding)"); }

TEST_CASE("a finding stands at its key whatever strings, escapes and comments come before") {
  const auto place = [](const std::string& before) { return findings("{\"bouton\": 1, " + before + "\n \"xyz\": 1}"); };
  for (const std::string before :
       {R"("name": "{\"xyz\": 1",)", R"("name": "\\",)", R"("name": "\\\"",)", R"("name": "",)",
        R"("name": "// no comment",)", R"("name": "/* no comment",)", R"("name": "a", // "xyz": "b")",
        R"(/* "xyz" : [ */ "seed": 1 /* { */ ,)", R"("seed" /* : */ : /* " */ 12,)", R"("name":"\u0022xyz\u0022",)"})
    CHECK(contains(place(before), "test.json:2:2: /xyz: unknown key 'xyz'"));
}

TEST_CASE("a finding at an element of an array stands at its first character") {
  const auto place = [](const std::string& outputs) { return findings(with(small, "[\"l\"]", outputs)); };
  CHECK(contains(place("[\n-1.5e3]"), "test.json:6:1: /outputs/0: wanted a text, found -1500.0"));
  CHECK(contains(place("[\"l\",\n true\n]"), "test.json:6:2: /outputs/1: wanted a text, found true"));
  CHECK(contains(place("[\"l\",\n  null , \"l\"]"), "test.json:6:3: /outputs/1: wanted a text, found null"));
  CHECK(contains(place("[[], {\"a\": [1, {}]},\n 7]"), "test.json:6:2: /outputs/2: wanted a text, found 7"));
  CHECK(contains(place("[\n   \"k\\\"\"]"), "test.json:6:4: /outputs/0: no layer or input 'k\"'"));
  CHECK(contains(place("[\n {\"l\": 1}]"), "test.json:6:2: /outputs/0: wanted a text, found an object"));
}

TEST_CASE("a number deep in a matrix has a pointer and a place of its own") {
  const auto text = with(small, R"({"constant": 1})", "[[1, 2],\n [3, 4],\n [5,   \"6\"]]");
  CHECK(only(findings(text), "test.json:6:8: /synapses/0/weights/2/1: wanted a number, found \"6\""));
}

TEST_CASE("'/' and '~' in a key are escaped in its pointer, and its place is still found") {
  CHECK(only(findings(with(small, "\"outputs\"", "\n\"a/b~c\": 1, \"outputs\"")),
             "test.json:6:1: /a~1b~0c: unknown key 'a/b~c'"));
}

TEST_CASE("all findings come at once in the order of the text") {
  const auto text =
      with(with(with(small, "\"sum\"", "\"smu\""), "[\"l\"]", "[\"k\"]"), "\"bouton\": 1", "\"bouton\": 2");
  const auto found = findings(text);
  const auto version = found.find("test.json:1:2: /bouton"), type = found.find("test.json:3:28: /layers/0/type"),
             output = found.find("test.json:5:15: /outputs/0");
  REQUIRE(output != std::string::npos);
  CHECK(version < type);
  CHECK(type < output);
}

TEST_CASE("an unknown key is answered with the nearest, or with what there is") {
  CHECK(only(findings(with(small, "\"outputs\"", "\"OUTPUT\"")), "unknown key 'OUTPUT'; did you mean 'outputs'?"));
  CHECK(only(findings(with(small, "\"outputs\"", "\"inptus\"")), "unknown key 'inptus'; did you mean 'inputs'?"));
  CHECK(only(findings(with(small, "\"outputs\"", "\"zzzzzzzz\"")),
             "unknown key 'zzzzzzzz'; there is bouton, name, seed, dt, plugins"));
}

TEST_CASE("a replacement changes the document before it is read, as JSON or else as a text") {
  auto r = support::registry();
  auto o = support::options();
  o.replacements = {{"/layers/0/size", "5"}, {"/name", "from the command line"}, {"/layers/0/type", "threshold"}};
  const auto n = support::network(small, r, o);
  CHECK(n.output("l").values.size() == 5);
  CHECK(n.name() == "from the command line");
}

TEST_CASE("a replacement that cannot be made says so, and names itself in place of the file") {
  CHECK(only(findings_with("", "{}"), "--set ={}: the whole document cannot be replaced"));
  CHECK(only(findings_with("layers/0", "1"), "--set layers/0=1: is no JSON pointer into test.json"));
  CHECK(only(findings_with("/layers/0/params/tau", "5"),
             "--set /layers/0/params/tau=5: there is no '/layers/0/params' in test.json"));
  CHECK(only(findings_with("/outputs/0/a", "5"), "--set /outputs/0/a=5: is no JSON pointer into test.json"));
  CHECK(only(findings_with("/layers/x", "5"), "is no JSON pointer into test.json"));
}

TEST_CASE("a replacement behind the end of an array is refused") {
  CHECK(only(findings_with("/layers/7", "5"), "--set /layers/7=5: '/layers' has 1 elements, from 0 to 0"));
  CHECK(only(findings_with("/layers/123456789123", "5"), "--set /layers/123456789123=5: "));
}

TEST_CASE("a finding in what a replacement put in names the replacement") {
  CHECK(only(findings_with("/layers/0/size", "0"), "--set /layers/0/size=0: /layers/0/size: 'size' is 0"));
  CHECK(only(findings_with("/layers/0/params", "{\"a\": 1}"),
             "--set /layers/0/params={\"a\": 1}: /layers/0/params/a: 'sum' has no parameter"));
}

TEST_CASE("a file that is missing, a folder and an unreadable file are told apart") {
  const support::TemporaryFolder folder;
  CHECK(only(findings_of_file(folder.path() / "none.json"), "none.json: there is no such file; check the path"));
  CHECK(only(findings_of_file(folder.path()), "is a folder; wanted a file"));
  CHECK(only(findings_of_file(folder.path() / std::string(300, 'n')), "nnn: "));
  const auto secret = folder.write("secret.json", small);
  std::filesystem::permissions(secret, std::filesystem::perms::none);
  // Who may read everything reads this, too.
  if (geteuid() != 0) CHECK(only(findings_of_file(secret), "secret.json: cannot be read: Permission denied"));
}

TEST_CASE("a network without a name has that of its file, and relative paths start at its folder") {
  const support::TemporaryFolder folder;
  auto r = support::registry();
  folder.write("weights.csv", "1,2\n3,4\n5,6\n");
  const auto file = folder.write("cortex.json", with(small, R"({"constant": 1})", R"({"file": "weights.csv"})"));
  auto n = bouton::Network::from_file(file, r, support::options());
  CHECK(n.name() == "cortex");
  CHECK(n.state("w", "weights") == std::vector<double>{1, 2, 3, 4, 5, 6});
}

TEST_CASE("validate returns the findings of a file in place of an exception") {
  const support::TemporaryFolder folder;
  auto r = support::registry();
  const auto validate = [&](const std::filesystem::path& file) {
    return bouton::Network::validate(file, r, support::options());
  };
  CHECK(validate(folder.write("good.json", small)).empty());
  const std::string source = R"(, "source": {"type": "rows", "params": {"values": [[1, 0]]}})";
  const auto right = validate(folder.write("live.json", with(small, source, "")));
  REQUIRE(right.size() == 1);
  CHECK(right[0].is_warning);
  CHECK(right[0].pointer == "/inputs/0");
  CHECK(contains(right[0].message, "has no 'source': a program has to feed it"));
  CHECK(validate(folder.path() / "none.json").size() == 1);
  const auto found = validate(folder.write("bad.json", with(small, "\"sum\"", "\"smu\"")));
  REQUIRE(found.size() == 1);
  CHECK(found[0].file == folder.path() / "bad.json");
  CHECK(found[0].line == 3);
  CHECK(found[0].column == 28);
  CHECK(found[0].pointer == "/layers/0/type");
  CHECK_FALSE(found[0].is_warning);
}

TEST_CASE("many findings are counted, and the first hundred are told") {
  std::string keys;
  for (int i = 0; i < 50000; ++i) keys += "\"k" + std::to_string(i) + "\": 0, ";
  const auto found = findings(with(small, "\"outputs\"", keys + "\"outputs\""));
  CHECK(std::count(found.begin(), found.end(), '\n') == 100);
  CHECK(contains(found, "/k99: unknown key 'k99'"));
  CHECK(found.ends_with("\ntest.json: and 49900 more errors"));
}

TEST_CASE("one more finding than are told is counted as one") {
  std::string keys;
  for (int i = 0; i < 101; ++i) keys += "\"k" + std::to_string(i) + "\": 0, ";
  CHECK(findings(with(small, "\"outputs\"", keys + "\"outputs\"")).ends_with("\ntest.json: and 1 more error"));
}

TEST_CASE("keys that stand twice are counted, too") {
  std::string keys;
  for (int i = 0; i < 50000; ++i) keys += "\"k\": 0, ";
  const auto found = findings(with(small, "\"outputs\"", keys + "\"outputs\""));
  CHECK(std::count(found.begin(), found.end(), '\n') == 100);
  CHECK(found.ends_with("\ntest.json: and 49899 more errors"));
}

TEST_CASE("errors that are only counted are errors of their elements, too, and come before the count of warnings") {
  std::string layers;
  for (int i = 0; i < 150; ++i)
    layers += R"({"name": "l)" + std::to_string(i) + R"(", "type": "sum", "size": 3, "params": {"none": 1}}, )";
  const auto found = findings(with(small, R"({"name": "l",)", layers + R"({"name": "l",)"));
  CHECK(found.ends_with("\ntest.json: and 50 more errors\ntest.json: warning: and 50 more warnings"));
}

TEST_CASE("warnings are cut by themselves, so that they hide no error") {
  std::string layers;
  for (int i = 0; i < 150; ++i) layers += R"({"name": "l)" + std::to_string(i) + R"(", "type": "sum", "size": 3}, )";
  const auto text = with(small, R"({"name": "l",)", layers + R"({"name": "l",)");
  const auto found = findings(with(text, "[\"l\"]", "[\"l\", \"none\"]"));
  CHECK(contains(found, "/outputs/1: no layer or input 'none'"));
  CHECK(contains(found, "test.json: warning: and 50 more warnings"));
}

TEST_CASE("a message stays one however long a name is") {
  const std::string name(10000000, 'n');
  for (const auto& text :
       {with(small, "\"outputs\"", "\"" + name + "\": 1, \"outputs\""), with(small, "[\"l\"]", "[\"" + name + "\"]"),
        with(small, "\"name\": \"l\"", "\"name\": \"" + name + "\""), with(small, "\"sum\"", "\"" + name + "\"")}) {
    const auto found = findings(text);
    CHECK(found.size() < 20000);
    CHECK(contains(found, "nnnn"));
  }
}

TEST_CASE("a name has at most 200 bytes, since it becomes the name of a file") {
  const std::string longest(200, 'n');
  CHECK(findings(with(small, "\"name\": \"w\"", "\"name\": \"" + longest + "\"")) == "(no finding)");
  CHECK(only(findings(with(small, "\"name\": \"w\"", "\"name\": \"" + longest + "n\"")),
             "/synapses/0/name: the name has 201 bytes; it may have 200"));
}

TEST_CASE("only regular files are read as a network") {
  const support::TemporaryFolder folder;
  CHECK(only(findings_of_file("/dev/zero"), "/dev/zero: is a device; only regular files are read"));
  REQUIRE(mkfifo((folder.path() / "pipe.json").c_str(), 0600) == 0);
  CHECK(only(findings_of_file(folder.path() / "pipe.json"), "pipe.json: is a pipe; only regular files are read"));
  // The kernel's own files look regular and empty.
  CHECK(only(findings_of_file("/proc/self/pagemap"), "the file is empty"));
}

TEST_CASE("a network file that is larger than memory is refused before it is read") {
  const support::TemporaryFolder folder;
  const auto file = folder.write("net.json", "");
  std::error_code error;
  std::filesystem::resize_file(file, std::uintmax_t{1} << 42, error);
  if (!error) CHECK(only(findings_of_file(file), "net.json: is too large, 4.1e+03 GiB; there is "));
}

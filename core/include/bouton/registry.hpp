/// The types that networks can use: found in plugin libraries, or registered by the program itself.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <bouton/declaration.hpp>
#include <bouton/error.hpp>

namespace bouton {

/// A type and where it came from.
struct RegisteredType {
  TypeDeclaration declaration;
  std::filesystem::path library;  ///< empty: registered by the program
};

/// A library whose types are registered.
struct LoadedLibrary {
  std::filesystem::path path;
  std::vector<std::string> types;
  /// What opening the library changed in this process and the registry then put back, in words: "the floating-point
  /// environment", "the working folder", …
  std::vector<std::string> put_back = {};
};

/// How libraries are opened.
enum class LibraryFiles {
  in_place,  ///< as they are
  copied,    ///< through a copy that only this program has, so that the file itself may be overwritten at any time
};

/// Which libraries are probed: first opened in a child process, and refused if that process crashes, ends or hangs. The
/// child is a fork: only the calling thread exists in it; a mutex that another thread held stays locked. So this is for
/// programs that know their threads.
enum class Probing {
  none,        ///< no library is probed: one that crashes while it is opened ends the program
  if_unknown,  ///< those of which no earlier start of the user knows that they can be opened, or that they hang
  always,      ///< every library is probed, whatever was found before
};

/// How long a library may take to be opened when it is probed alone. It has a fifth of that where it shares the child
/// with others, and where an earlier start saw it crash.
inline constexpr std::chrono::milliseconds longest_probe{10'000};

/// Types by name. Not for use by several threads at once. Copies share nothing but the libraries, which stay in
/// memory until the program ends, so that no object outlives its code.
///
/// A library may be left unopened until one of its types is asked for. So what asks for types or libraries is not
/// const: it may open libraries, and find that one of them is refused.
class BOUTON_API Registry {
 public:
  explicit Registry(LibraryFiles files = LibraryFiles::in_place, Probing probing = Probing::none,
                    std::chrono::milliseconds patience = longest_probe)
      : files_(files), probing_(probing), patience_(patience) {}

  /// Registers class T of the program under the name that it declares. Throws Error if the name is taken or the
  /// declaration is incomplete.
  template <class T>
  void add() {
    Declaration<T> declaration;
    T::declare(declaration);
    add(std::move(declaration).take());
  }
  void add(TypeDeclaration declaration);

  /// Opens one library and registers all its types, or none. Throws PluginRefused. A library that is already
  /// registered is not opened again. One that another registry opened, and that was built anew since then, is opened as
  /// it is now; networks that use the old one keep it.
  void add_library(const std::filesystem::path& library);

  /// Registers every `*.bouton.so` in the folder, in the order of their names. A library that is refused is listed and
  /// the rest stay usable. A library whose file name was already found in an earlier folder is passed over. A folder
  /// that does not exist is noted in `searched` and is no error.
  ///
  /// A library whose names are known from an earlier search, by any program of the user, or because it was probed, is
  /// only opened when `find` is asked for one of them, or when all libraries are asked for. The names are kept in the
  /// user's cache folder. What is refused, and in which words, does not depend on it, with one exception: a library
  /// that hung when it was probed is not probed again, and its refusal says so. One that crashed is probed again by
  /// each program that is started, once.
  void search(const std::filesystem::path& folder);

  /// Searches the folders in BOUTON_PLUGIN_PATH (separated by ':'), beside the core library, and of the install prefix.
  void search_default_folders();

  /// The type with this name or alias, or nullptr.
  std::shared_ptr<const RegisteredType> find(std::string_view name);
  /// All types, ordered by name; an alias does not make another entry.
  std::vector<std::shared_ptr<const RegisteredType>> types();
  const std::vector<LoadedLibrary>& libraries();
  const std::vector<Refusal>& refusals();
  /// The folders that were searched, in order, also those that do not exist.
  const std::vector<std::filesystem::path>& searched() const { return searched_; }
  /// Libraries that were passed over because an earlier folder has one of the same file name: itself, and that one.
  const std::vector<std::pair<std::filesystem::path, std::filesystem::path>>& passed_over();
  /// The folders that `search_default_folders` searches, in order.
  static std::vector<std::filesystem::path> default_folders();
  /// The `*.bouton.so` in a folder, in the order of their names. `error` says why it could not be read.
  static std::vector<std::filesystem::path> libraries_in(const std::filesystem::path& folder, std::error_code& error);
  /// The first folder inside this one that has plugin libraries and was not searched itself, or an empty path. They are
  /// not found, since only the folder itself is searched. Where there are many folders, the first 1000 are looked at.
  std::filesystem::path inside_with_plugins(const std::filesystem::path& folder) const;
  /// What is said of a folder that could not be read, without its path.
  static std::string explain_unreadable(const std::error_code& error);

  /// A sentence for a type that is not registered: the nearest name (of that kind, if one is given), and refused
  /// libraries that may hold it.
  std::string explain_missing(std::string_view name, std::optional<TypeKind> kind = std::nullopt);

 private:
  void insert(TypeDeclaration declaration, const std::filesystem::path& library);
  void refuse_taken_names(const TypeDeclaration& declaration, const std::filesystem::path& library);
  bool is_taken(std::string_view name) const;
  std::shared_ptr<const RegisteredType> registered(std::string_view name);
  void take(const std::filesystem::path& library);
  void probe_and_take(const std::filesystem::path& library);
  void take_or_refuse(const std::filesystem::path& library, void (Registry::*how)(const std::filesystem::path&));
  bool pass_over(const std::filesystem::path& library);
  LoadedLibrary load(const std::filesystem::path& library);
  void open(std::filesystem::path unopened);
  void open_all();

  LibraryFiles files_;
  Probing probing_;
  std::chrono::milliseconds patience_;
  std::vector<std::filesystem::path> searched_;
  std::vector<std::shared_ptr<const RegisteredType>> types_;
  std::vector<LoadedLibrary> libraries_;  // those unopened too, in the order in which they were found
  std::map<std::filesystem::path, std::vector<std::string>> unopened_;  // and their names
  std::vector<Refusal> refusals_;
  std::vector<std::pair<std::filesystem::path, std::filesystem::path>> passed_over_;
};

/// "neuron", "generator", …
BOUTON_API std::string_view to_string(TypeKind kind);

/// Reads the stamp from the file of a library without opening it. Throws PluginRefused if the file is missing,
/// unreadable, damaged, no library for this machine, or holds no manifest.
BOUTON_API std::string read_stamp(const std::filesystem::path& library);

/// The stamp of a library that uses ready-made rules. One that uses none has no field `rules` and is otherwise the
/// same.
BOUTON_API std::string expected_stamp();

}  // namespace bouton

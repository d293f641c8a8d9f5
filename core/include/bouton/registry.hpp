/// The types that networks can use: found in plugin libraries, or registered by the program itself.
#pragma once

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
};

/// How libraries are opened.
enum class LibraryFiles {
  in_place,  ///< as they are
  copied,    ///< through a copy that only this program has, so that the file itself may be overwritten at any time
};

/// Which libraries are first opened in a child process, for at most 10 s, and refused if that one crashes, ends or
/// hangs. The child is a copy of this process with the calling thread alone, so this is for programs that know their
/// threads: what other threads held stays held in the child.
enum class Trial {
  none,        ///< no library: one that crashes while it is opened ends the program
  if_unknown,  ///< those that no earlier start of the user has tried; what was found is kept with their names
  always,      ///< each, whatever was found before
};

/// Types by name. Not for use by several threads at once. Copies share nothing but the libraries, which stay in
/// memory until the program ends, so that no object outlives its code.
class BOUTON_API Registry {
 public:
  explicit Registry(LibraryFiles files = LibraryFiles::in_place, Trial trial = Trial::none)
      : files_(files), trial_(trial) {}

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
  /// A library whose names are known from an earlier search, by any program of the user, or from its trial, is only
  /// opened when `find` is asked for one of them, or when all libraries are asked for. The names are kept in the user's
  /// cache folder; what is refused, and in which words, does not depend on it.
  void search(const std::filesystem::path& folder);

  /// Searches the folders in BOUTON_PLUGIN_PATH (separated by ':'), beside the core library, and of the install prefix.
  void search_default_folders();

  /// The type with this name or alias, or nullptr.
  std::shared_ptr<const RegisteredType> find(std::string_view name) const;
  /// All types, ordered by name; an alias does not make another entry.
  std::vector<std::shared_ptr<const RegisteredType>> types() const;
  const std::vector<LoadedLibrary>& libraries() const;
  const std::vector<Refusal>& refusals() const;
  const std::vector<std::filesystem::path>& searched() const { return searched_; }
  /// Libraries that were passed over because an earlier folder has one of the same file name: itself, and that one.
  const std::vector<std::pair<std::filesystem::path, std::filesystem::path>>& passed_over() const;
  /// The folders that `search_default_folders` searches, in order.
  static std::vector<std::filesystem::path> default_folders();
  /// The `*.bouton.so` in a folder, in the order of their names. `error` says why it could not be read.
  static std::vector<std::filesystem::path> libraries_in(const std::filesystem::path& folder, std::error_code& error);
  /// What is said of a folder that could not be read, without its path.
  static std::string explain_unreadable(const std::error_code& error);

  /// A sentence for a type that is not registered: the nearest name (of that kind, if one is given), and refused
  /// libraries that may hold it.
  std::string explain_missing(std::string_view name, std::optional<TypeKind> kind = std::nullopt) const;

 private:
  void check(const TypeDeclaration& declaration, const std::filesystem::path& library) const;
  void insert(TypeDeclaration declaration, const std::filesystem::path& library) const;
  bool is_taken(std::string_view name) const;
  std::shared_ptr<const RegisteredType> registered(std::string_view name) const;
  void take(const std::filesystem::path& library) const;
  void try_and_take(const std::filesystem::path& library) const;
  void take_or_refuse(const std::filesystem::path& library,
                      void (Registry::*how)(const std::filesystem::path&) const) const;
  bool pass_over(const std::filesystem::path& library) const;
  LoadedLibrary load(const std::filesystem::path& library) const;
  void open(std::filesystem::path unopened) const;
  void open_all() const;

  LibraryFiles files_;
  Trial trial_;
  std::vector<std::filesystem::path> searched_;
  // To read them may open what was left unopened.
  mutable std::vector<std::shared_ptr<const RegisteredType>> types_;
  mutable std::vector<LoadedLibrary> libraries_;  // those unopened too, in the order in which they were found
  mutable std::map<std::filesystem::path, std::vector<std::string>> unopened_;  // and their names
  mutable std::vector<Refusal> refusals_;
  mutable std::vector<std::pair<std::filesystem::path, std::filesystem::path>> passed_over_;
};

/// "neuron", "generator", …
BOUTON_API std::string_view to_string(TypeKind kind);

/// Reads the stamp from the bytes of a library without opening it. Throws PluginRefused if the file is missing,
/// unreadable, no library for this machine, or holds no manifest.
BOUTON_API std::string read_stamp(const std::filesystem::path& library);

/// The stamp that a library must have.
BOUTON_API std::string expected_stamp();

}  // namespace bouton

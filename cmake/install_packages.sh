# Sourced by apps/demo.sh and tests/run.sh: installs the Debian packages that are missing.

# install_packages PACKAGE... installs what is missing, as root or through sudo; without either it says what to install.
install_packages() {
  local missing=()
  local package
  for package in "$@"; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null || ! sudo -v; then
      echo "These packages are missing; ask someone with root rights to run:" >&2
      echo "  apt-get install ${missing[*]}" >&2
      exit 1
    fi
    as_root=(sudo)
  fi
  echo "Installing ${missing[*]} ..."
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
}

build_packages=(g++ cmake ninja-build libboost-dev nlohmann-json3-dev libspdlog-dev libcli11-dev librandom123-dev
  zlib1g-dev nettle-dev)
# What reports need: charts when the program is built, drawings when it runs.
report_packages=(node-d3 graphviz)
# What serving a run needs.
serve_packages=(libcpp-httplib-dev pkgconf)

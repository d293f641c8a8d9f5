#!/usr/bin/env bash
# Every C++ source is formatted as .clang-format says.
set -euo pipefail
cd "$(dirname "$0")/../.."
find core plugins apps tests -name '*.[ch]pp' -print0 | xargs -0 clang-format --dry-run -Werror

#!/usr/bin/env bash
# The tables of an output directory by Spark SQL in Java: notebooks/exponents.sh runs/quickstart
# Needs a Spark: $SPARK_HOME, or the one that the first sweep assembled.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
spark="${SPARK_HOME:-$(ls -d "$here"/../target/spark-4.* | tail -1)}"
arguments=()
for package in java.lang.invoke java.nio java.util sun.nio.ch; do
  arguments+=("-R--add-opens=java.base/$package=ALL-UNNAMED")
done
# Spark's log goes to stderr.
exec jshell --class-path "$(echo "$spark"/jars/*.jar | tr ' ' ':')" "${arguments[@]}" \
  "-R-Drichscale.out=${1:-runs/quickstart}" "$here/exponents.jsh"

# What submit, standalone/start and standalone/stop share; sourced, never run.

readonly HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
readonly ROOT="$(dirname "$HERE")"
readonly STANDALONE="${RICHSCALE_STANDALONE_DIR:-$ROOT/target/standalone}"

fail() {
  echo "error: $*" >&2
  exit 2
}

# ---------------------------------------------------------------- settings

: "${RICHSCALE_THREADS:=1}"
: "${RICHSCALE_MEMORY:=2048}"
[[ "$RICHSCALE_THREADS" =~ ^[1-9][0-9]*$ ]] ||
  fail "RICHSCALE_THREADS: '$RICHSCALE_THREADS' is no thread count; expected a whole number from 1"
for name in RICHSCALE_MEMORY RICHSCALE_EXECUTOR_MEMORY RICHSCALE_NATIVE_MEMORY; do
  [[ "${!name:-1}" =~ ^[1-9][0-9]*$ ]] || fail "$name: '${!name}' is no size; expected MB, such as 4096"
done
command -v java > /dev/null || fail "java: not on the PATH; expected a JDK 17"

# BLAS reads these once, when it is loaded.
export RICHSCALE_THREADS OMP_NUM_THREADS="$RICHSCALE_THREADS" OPENBLAS_NUM_THREADS="$RICHSCALE_THREADS"

# Processes that run on this machine only. OpenBLAS 0.3.19 is older than AMD's processors with
# AVX-512 and gives them kernels of half their speed; those written for Intel's suit them.
choose_kernels() {
  local flags flag
  [ -z "${OPENBLAS_CORETYPE:-}" ] && grep -qs AuthenticAMD /proc/cpuinfo || return 0
  flags="$(sed -n 's/^flags[^:]*:\(.*\)/\1 /p;/^flags/q' /proc/cpuinfo)"
  for flag in avx512f avx512cd avx512bw avx512dq avx512vl; do
    [[ "$flags" == *" $flag "* ]] || return 0
  done
  export OPENBLAS_CORETYPE=SkylakeX
}

export SPARK_SCALA_VERSION="${SPARK_SCALA_VERSION:-2.13}"

# Spark needs these on Java 17 (org.apache.spark.launcher.JavaModuleOptions).
JAVA_OPTIONS=(-XX:+IgnoreUnrecognizedVMOptions)
for package in java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util \
  java.util.concurrent java.util.concurrent.atomic jdk.internal.ref sun.nio.ch sun.nio.cs \
  sun.security.action sun.util.calendar; do
  JAVA_OPTIONS+=("--add-opens=java.base/$package=ALL-UNNAMED")
done
JAVA_OPTIONS+=(-Djdk.reflect.useDirectMethodHandle=false -Dio.netty.tryReflectionSetAccessible=true)

readonly LOG_DIR="${RICHSCALE_LOG_DIR:-$ROOT/target/logs}"
mkdir -p "$LOG_DIR"

# ---------------------------------------------------------------- what has to be built

build() { # what, Maven arguments
  local what="$1" log="$ROOT/target/logs/build.log"
  shift
  command -v mvn > /dev/null || fail "mvn: not on the PATH; expected Maven, to build $what"
  mkdir -p "$ROOT/target/logs"
  echo "Building $what (once; log: target/logs/build.log)" >&2
  if ! (cd "$ROOT" && mvn -B -q -Dmaven.test.skip -Dspotless.check.skip "$@" > "$log" 2>&1); then
    tail -n 20 "$log" >&2
    echo "error: building $what failed; the log is $log" >&2
    exit 1
  fi
}

# Two submissions at a time must not build over each other.
lock_build() {
  mkdir -p "$ROOT/target"
  exec 9> "$ROOT/target/.build.lock"
  ! command -v flock > /dev/null || flock 9
}

unlock_build() { exec 9>&-; }

spark_version() { sed -n 's:.*<spark.version>\(.*\)</spark.version>.*:\1:p' "$ROOT/pom.xml" | head -n 1; }

# Sets SPARK_HOME.
find_spark() {
  if [ -n "${SPARK_HOME:-}" ]; then
    [ -d "$SPARK_HOME/jars" ] || fail "SPARK_HOME: $SPARK_HOME has no jars/; expected a Spark home"
  else
    SPARK_HOME="$ROOT/target/spark-$(spark_version)"
    [ -f "$SPARK_HOME/RELEASE" ] || build "a Spark home from Maven artifacts" process-resources -pl cluster-conf
  fi
  export SPARK_HOME
}

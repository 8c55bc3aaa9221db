# What the scripts share: finds Java, builds what is missing, and becomes a JVM. Sourced, never run,
# with ROOT set to the checkout.

HERE="$ROOT/cluster-conf"

fail() {
  echo "error: $*" >&2
  exit 2
}

# ---------------------------------------------------------------- what Java reads before it runs

: "${RICHSCALE_THREADS:=1}"
: "${RICHSCALE_MEMORY:=2048}"
[[ "$RICHSCALE_THREADS" =~ ^[1-9][0-9]*$ ]] ||
  fail "RICHSCALE_THREADS: '$RICHSCALE_THREADS' is no thread count; expected a whole number from 1"
[[ "$RICHSCALE_MEMORY" =~ ^[1-9][0-9]*$ ]] ||
  fail "RICHSCALE_MEMORY: '$RICHSCALE_MEMORY' is no size; expected MB, such as 4096"
JAVA="${JAVA_HOME:+$JAVA_HOME/bin/}java"
command -v "$JAVA" > /dev/null ||
  fail "$JAVA: there is no such program; expected a JDK 17, on the PATH or at JAVA_HOME"

case "$ROOT" in
  *:*) fail "$ROOT: a Java class path cannot hold ':'; expected the checkout in a directory without it" ;;
esac
# Hadoop asks for it, and Java would take the home directory to be called "?".
id -un > /dev/null 2>&1 ||
  fail "user id $(id -u) has no name; expected an entry in /etc/passwd (in a container: a user that its image knows)"

# Spark asks what address its machine has, and containers often have a name that nobody resolves.
if [ -z "${SPARK_LOCAL_IP:-}" ] && command -v getent > /dev/null && ! getent hosts "$HOSTNAME" > /dev/null; then
  export SPARK_LOCAL_IP=127.0.0.1
fi

JAVA_DIRECTORY="${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v "$JAVA")")")")}"

# Spark runs on these versions of Java; the file is there in every distribution of a JDK.
require_java() {
  local release version
  release="$JAVA_DIRECTORY/release"
  [ -f "$release" ] || return 0
  version="$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$release")"
  [ -z "$version" ] || [ "$version" -ge 17 ] ||
    fail "$JAVA is Java $version; expected 17 or later, on the PATH or at JAVA_HOME"
}
require_java

# Without an encoding Java writes "?" for letters beyond ASCII in names of files.
case "${LC_ALL:-${LC_CTYPE:-${LANG:-C}}}" in
  C | POSIX) export LC_ALL=C.UTF-8 ;;
esac

# BLAS reads these once, when it is loaded.
export RICHSCALE_THREADS OMP_NUM_THREADS="$RICHSCALE_THREADS" OPENBLAS_NUM_THREADS="$RICHSCALE_THREADS"
export SPARK_SCALA_VERSION="${SPARK_SCALA_VERSION:-2.13}"

# OpenBLAS 0.3.19 is older than AMD's processors with AVX-512 and gives them kernels of half their
# speed; those written for Intel's suit them.
choose_kernels() {
  local flags flag
  [ -z "${OPENBLAS_CORETYPE:-}" ] && grep -qs AuthenticAMD /proc/cpuinfo || return 0
  flags="$(sed -n 's/^flags[^:]*:\(.*\)/\1 /p;/^flags/q' /proc/cpuinfo)"
  for flag in avx512f avx512cd avx512bw avx512dq avx512vl; do
    [[ "$flags" == *" $flag "* ]] || return 0
  done
  export OPENBLAS_CORETYPE=SkylakeX RICHSCALE_KERNELS=chosen
}
choose_kernels

# Spark needs the packages on Java 17 (org.apache.spark.launcher.JavaModuleOptions). Most methods run
# a few thousand times: compiling them with C2 takes longer than it saves.
JVM=("$JAVA" -XX:+IgnoreUnrecognizedVMOptions "-Xmx${RICHSCALE_MEMORY}m" -XX:MetaspaceSize=256m
  -XX:Tier4InvocationThreshold=100000 -XX:Tier4MinInvocationThreshold=50000
  -XX:Tier4CompileThreshold=200000 -XX:Tier4BackEdgeThreshold=400000
  -Djdk.reflect.useDirectMethodHandle=false -Dio.netty.tryReflectionSetAccessible=true
  "-Djava.io.tmpdir=${TMPDIR:-/tmp}" "-Drichscale.root=$ROOT")
for package in java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util \
  java.util.concurrent java.util.concurrent.atomic jdk.internal.ref sun.nio.ch sun.nio.cs \
  sun.security.action sun.util.calendar; do
  JVM+=("--add-opens=java.base/$package=ALL-UNNAMED")
done
# On few cores the threads of the default collector take time from trials.
[ "$(nproc 2> /dev/null || getconf _NPROCESSORS_ONLN)" -gt 4 ] || JVM+=(-XX:+UseSerialGC)
# Progress is rewritten in place on a terminal.
[ ! -t 2 ] || JVM+=(-Drichscale.terminal=true)

# ---------------------------------------------------------------- what has to be built

# Another user's checkout, or one that cannot be written, is used as it was built.
writable() { if [ -d "$ROOT/target" ]; then [ -w "$ROOT/target" ]; else [ -w "$ROOT" ]; fi; }

build() { # what, Maven arguments
  local what="$1" log="$ROOT/target/logs/build.log"
  shift
  writable || fail "$ROOT: $what is not built and nothing can be written there; expected its owner to run this once"
  command -v mvn > /dev/null || fail "mvn: not on the PATH; expected Maven, to build $what"
  mkdir -p "$ROOT/target/logs"
  echo "Building $what (once; log: target/logs/build.log)" >&2
  if ! (cd "$ROOT" && mvn -B -q -Dmaven.test.skip -Dspotless.check.skip "$@" > "$log" 2>&1); then
    tail -n 20 "$log" >&2
    echo "error: building $what failed; the log is $log" >&2
    exit 1
  fi
}

# A fresh clone has no jobs/target yet.
built_jar() { find "$ROOT/jobs/target" -maxdepth 1 -name 'richscale-jobs-*-app.jar' 2> /dev/null | head -n 1 || true; }

newer_than() { # file, places
  local file="$1"
  shift
  [ -n "$(find "$@" -newer "$file" -print -quit 2> /dev/null)" ]
}

prepare() {
  # Two commands at a time must not build over each other.
  if writable; then
    mkdir -p "$ROOT/target"
    exec 9> "$ROOT/target/.build.lock"
    ! command -v flock > /dev/null || flock 9
  fi
  if [ -n "${SPARK_HOME:-}" ]; then
    [ -d "$SPARK_HOME/jars" ] || fail "SPARK_HOME: $SPARK_HOME has no jars/; expected a Spark home"
  else
    SPARK_HOME="$ROOT/target/spark-$(sed -n 's:.*<spark.version>\(.*\)</spark.version>.*:\1:p' "$ROOT/pom.xml" | head -n 1)"
    [ -f "$SPARK_HOME/RELEASE" ] || build "a Spark home from Maven artifacts" process-resources -pl cluster-conf
  fi
  export SPARK_HOME
  JVM+=("-Drichscale.spark.home=$SPARK_HOME")
  local built
  built="$(built_jar)"
  if [ -z "$built" ] || { writable && newer_than "$built" "$ROOT"/{pom.xml,core/pom.xml,jobs/pom.xml,core/src/main,jobs/src/main,jobs/conv-mixer/pom.xml,jobs/conv-mixer/src/main}; }; then
    build "the application" package -pl core,jobs,jobs/conv-mixer
    built="$(built_jar)"
  fi
  # A copy that is replaced at once, so that a build does not pull the jar from under a command.
  JAR="$ROOT/target/richscale.jar"
  if [ ! -f "$JAR" ] || newer_than "$JAR" "$built"; then
    if writable; then cp "$built" "$JAR.new" && mv -f "$JAR.new" "$JAR"; else JAR="$built"; fi
  fi
  archive_classes
  exec 9>&-
}

# Most of a start is loading classes, Spark's and the application's: an archive of them, made once
# for a jar, saves a second or two.
archive_classes() {
  local archive scratch
  archive="$ROOT/target/classes-$(basename "$SPARK_HOME").jsa"
  if writable && { [ ! -f "$archive" ] || newer_than "$archive" "$SPARK_HOME/jars" "$JAR"; }; then
    echo "Archiving classes (once)" >&2
    scratch="$(mktemp -d)"
    RICHSCALE_LOG_DIR="$scratch" "${JVM[@]}" "-XX:ArchiveClassesAtExit=$archive.new" -Xlog:disable \
      -cp "$SPARK_HOME/jars/*:$JAR" richscale.jobs.launch.Submit local sweep quickstart \
      --set "width=[4, 8, 16]" --set steps=1 --out "$scratch/out" > /dev/null 2>&1 || true
    # Without an archive all works as well, only slower.
    if [ -f "$archive.new" ]; then mv -f "$archive.new" "$archive"; else : > "$archive"; fi
    rm -rf "$scratch"
  fi
  [ ! -s "$archive" ] || JVM+=("-XX:SharedArchiveFile=$archive" -Xlog:disable -Xlog:all=error:stderr)
}

# Compilers of OpenCL drivers (LLVM in pocl) take signals that Java needs: two threads that meet a null
# at a time would end the process. Java's own library lets both have them.
share_signals() {
  local library="$JAVA_DIRECTORY/lib/libjsig.so"
  [ ! -f "$library" ] || export LD_PRELOAD="$library${LD_PRELOAD:+:$LD_PRELOAD}"
}

launch() { # main class, arguments
  share_signals
  exec "${JVM[@]}" -cp "$SPARK_HOME/jars/*:$JAR${HADOOP_CONF_DIR:+:$HADOOP_CONF_DIR}" "$@"
}

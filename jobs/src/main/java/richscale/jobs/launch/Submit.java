package richscale.jobs.launch;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.deploy.SparkSubmit;
import org.apache.spark.util.Utils;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import richscale.jobs.cli.Cli;
import richscale.jobs.cli.SparkCommand;
import richscale.jobs.store.UsageException;

/** The script {@code cluster-conf/submit}: runs a command here, or through Spark on a target. */
@Command(
    name = "cluster-conf/submit",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "TARGET [OPTIONS] COMMAND",
    description = "Measures how training scales with width n at every richness r.",
    commandListHeading = "%nTARGET%n",
    footer = {
      "%nDIR and SPEC may be on any file system that Hadoop knows: paths, hdfs://..., s3a://...",
      "%nEnvironment",
      "  SPARK_HOME                 Spark to use; without it one is assembled under target/ from"
          + " Maven",
      "  SPARK_MASTER               spark://host:port or k8s://https://host:port of a running"
          + " cluster",
      "  HADOOP_CONF_DIR            core-site.xml, hdfs-site.xml and yarn-site.xml of a Hadoop"
          + " cluster",
      "  RICHSCALE_THREADS          BLAS and OpenMP threads, and Spark cores, of every trial (1)",
      "  RICHSCALE_MEMORY           Java heap of the driver, in MB (2048)",
      "  RICHSCALE_EXECUTOR_MEMORY  Java heap of an executor, in MB (1024)",
      "  RICHSCALE_NATIVE_MEMORY    native memory of the matrices of one process, in MB (half of"
          + " this machine's; 2048 on yarn and kubernetes)",
      "  OPENBLAS_CORETYPE          kernels of the BLAS, such as Haswell (its own choice; SkylakeX"
          + " on AMD processors with AVX-512, on this machine only)",
      "  RICHSCALE_EVENT_LOG        directory for Spark's event logs, which its history server"
          + " shows",
      "  RICHSCALE_HOME             the checkout, where a copy of this script runs",
      "%nExamples",
      "  cluster-conf/submit local sweep quickstart --out runs/quickstart",
      "  cluster-conf/submit standalone sweep paper --set seed=0..19 --out runs/paper",
      "  cluster-conf/submit yarn --deploy-mode cluster sweep my.conf --out hdfs:///runs/mine",
      "  cluster-conf/submit local status --out hdfs:///runs/mine",
      "%nExit codes: 0 all trials ended, 2 unusable arguments or spec, 3 some trials failed,"
          + " 1 anything else."
    })
public final class Submit {
  private static final String MAIN = "richscale.jobs.Main";
  private static final String LOOPBACK = "127.0.0.1";

  /** Key of the part of the help that lists commands. */
  private static final String COMMANDS = "commands";

  private final Surroundings here;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Shows the stack trace of an error.")
  private boolean verbose;

  @Spec private CommandSpec command;

  private Submit(Surroundings here) {
    this.here = here;
  }

  /**
   * Runs the command line and exits with its code.
   *
   * @param args target, its options, a command and its arguments
   */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    Submit submit = new Submit(Surroundings.ofProcess());
    System.exit(Cli.execute(submit.commandLine(), () -> submit.verbose, out, err, args));
  }

  /** Returns the command line of the script. */
  static CommandLine commandLine(Surroundings here) {
    return new Submit(here).commandLine();
  }

  @Command(
      name = "completion",
      hidden = true,
      description = "Prints what bash needs to complete targets, options, commands and specs.")
  void completion() {
    command.commandLine().getOut().print(AutoComplete.bash("submit", command.commandLine()));
    command.commandLine().getOut().flush();
  }

  private CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(this);
    for (Target target : Target.values()) {
      CommandLine ofTarget = new CommandLine(new TargetOptions(target));
      ofTarget.getCommandSpec().usageMessage().description(target.description());
      Cli.addCommands(ofTarget);
      commandLine.addSubcommand(target.id(), ofTarget);
    }
    commandLine.getHelpSectionMap().put(COMMANDS, help -> commands(commandLine));
    List<String> sections = new ArrayList<>(commandLine.getHelpSectionKeys());
    sections.add(sections.indexOf(UsageMessageSpec.SECTION_KEY_FOOTER_HEADING), COMMANDS);
    commandLine.setHelpSectionKeys(sections);
    commandLine.setUnmatchedArgumentsAllowed(false).setExecutionStrategy(this::run);
    return commandLine;
  }

  /** Returns a line for each command that a target has. */
  private static String commands(CommandLine commandLine) {
    StringBuilder text = new StringBuilder("\nCOMMAND\n");
    commandLine
        .getSubcommands()
        .get(Target.LOCAL.id())
        .getSubcommands()
        .forEach(
            (name, command) ->
                text.append(
                    "  %-10s  %s%n"
                        .formatted(
                            name,
                            command
                                .getCommandSpec()
                                .usageMessage()
                                .description()[0]
                                .split("(?<=\\.) ", 2)[0])));
    return text.append("  COMMAND --help shows all options of a command, with examples\n")
        .toString();
  }

  private int run(ParseResult parsed) {
    try {
      return runParsed(parsed);
    } catch (UsageException | IOException e) {
      throw new ExecutionException(parsed.commandSpec().commandLine(), "cannot be launched", e);
    }
  }

  private int runParsed(ParseResult parsed) throws IOException {
    if (parsed.subcommand() == null
        || !(parsed.subcommand().commandSpec().userObject() instanceof TargetOptions options)
        || parsed.subcommand().subcommand() == null) {
      return new RunLast().execute(parsed);
    }
    ParseResult wanted = parsed.subcommand().subcommand();
    options.requireUsable();
    prepareProcess(options.target(), wanted.commandSpec().name());
    boolean helps = wanted.isUsageHelpRequested() || wanted.isVersionHelpRequested();
    if (helps
        || !(wanted.commandSpec().userObject() instanceof SparkCommand spark)
        || !spark.startsSpark()) {
      options.settings().forEach(System::setProperty);
      addToClassPath(options.jars());
      return new RunLast().execute(parsed);
    }
    return submit(
        options,
        onDevice(
            options,
            wanted.commandSpec().name(),
            DriverArguments.of(wanted, options.inCluster(), verbose)));
  }

  /** GPUs that are asked for are used, unless the command names a device itself. */
  private static List<String> onDevice(
      TargetOptions options, String command, List<String> arguments) {
    boolean trains = command.equals("sweep") || command.equals("claims");
    if (!options.gpus()
        || !trains
        || arguments.stream().anyMatch(argument -> argument.contains("device="))) {
      return arguments;
    }
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--set", "device=opencl"));
    return all;
  }

  /** Sets what libraries read when they are loaded. */
  private void prepareProcess(Target target, String command) {
    String stamp =
        DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT)
            .format(LocalDateTime.now(ZoneId.systemDefault()));
    Path log =
        here.logs()
            .resolve(
                String.format(
                    Locale.ROOT, "%s-%s-%d.log", command, stamp, ProcessHandle.current().pid()));
    System.setProperty("richscale.log", log.toString());
    System.setProperty(
        "log4j2.configurationFile",
        here.clusterConf().resolve("local/log4j2.properties").toUri().toString());
    System.setProperty("org.bytedeco.javacpp.maxbytes", here.nativeMemory(target) + "m");
    System.setProperty("org.bytedeco.javacpp.maxphysicalbytes", "0");
  }

  private static void addToClassPath(List<String> jars) {
    List<URL> urls = new ArrayList<>();
    for (String jar : jars) {
      try {
        urls.add(Path.of(jar).toUri().toURL());
      } catch (MalformedURLException e) {
        throw new IllegalStateException("paths are URLs", e);
      }
    }
    Thread thread = Thread.currentThread();
    thread.setContextClassLoader(
        new URLClassLoader(urls.toArray(URL[]::new), thread.getContextClassLoader()));
  }

  private int submit(TargetOptions options, List<String> arguments) throws IOException {
    Interruption.handle(
        signal -> {
          System.err.println(
              "interrupted: finished trials are kept; the same command goes on where it was");
          System.exit(128 + signal);
        });
    WorkDirectory work = WorkDirectory.create();
    Optional<String> master = Optional.empty();
    Optional<Path> secure = Optional.empty();
    switch (options.target()) {
      case LOCAL -> {}
      case STANDALONE -> {
        StandaloneCluster cluster = cluster(work);
        master = Optional.of(here.variable("SPARK_MASTER").orElse(cluster.url().orElse("")));
        secure = cluster.url().equals(master) ? Optional.of(cluster.secure()) : Optional.empty();
      }
      case YARN -> requireHadoop();
      case KUBERNETES -> master = Optional.of(requireKubernetes());
    }
    if (options.target() == Target.LOCAL
        || master.filter(url -> url.startsWith("spark://" + LOOPBACK + ":")).isPresent()) {
      // What stays on this machine listens to nobody else.
      Utils.setCustomHostname(LOOPBACK);
    }
    SparkProperties properties = SparkProperties.of(here, options, secure);
    List<String> spark = new ArrayList<>();
    spark.addAll(List.of("--properties-file", properties.write(work.path()).toString()));
    spark.addAll(List.of("--deploy-mode", options.inCluster() ? "cluster" : "client"));
    master.ifPresent(url -> spark.addAll(List.of("--master", url)));
    if (options.target() == Target.YARN) {
      spark.addAll(
          List.of("--files", here.clusterConf().resolve("yarn/log4j2.properties").toString()));
    }
    if (!options.jars().isEmpty()) {
      spark.addAll(List.of("--jars", String.join(",", options.jars())));
    }
    spark.addAll(List.of("--class", MAIN, resource(options, work)));
    spark.addAll(arguments);
    if (options.target() == Target.STANDALONE && options.inCluster()) {
      return new WaitingClient(here, work).run(spark);
    }
    SparkSubmit.main(spark.toArray(String[]::new));
    return 0;
  }

  /** Finds the cluster that runs, or starts one for the length of the command. */
  private StandaloneCluster cluster(WorkDirectory work) throws IOException {
    StandaloneCluster running = new StandaloneCluster(here, here.standalone());
    if (here.variable("SPARK_MASTER").isPresent() || running.url().isPresent()) {
      return running;
    }
    StandaloneCluster own = new StandaloneCluster(here, work.path().resolve("cluster"));
    work.atEnd(own::stop);
    own.start(2, Standalone.cores(here, 2), LOOPBACK);
    return own;
  }

  private void requireHadoop() {
    String directory = here.variable("HADOOP_CONF_DIR").orElse("");
    if (directory.isEmpty() || !Files.isDirectory(Path.of(directory))) {
      throw new UsageException(
          "HADOOP_CONF_DIR",
          "'%s' is no directory".formatted(directory),
          "one with core-site.xml and yarn-site.xml");
    }
    if (!Files.isRegularFile(Path.of(directory, "yarn-site.xml"))) {
      // Hadoop would look for a resource manager on this machine, for ever.
      throw new UsageException(
          "HADOOP_CONF_DIR",
          "there is no yarn-site.xml in %s".formatted(directory),
          "the configuration of a YARN cluster");
    }
  }

  private String requireKubernetes() {
    String master = here.variable("SPARK_MASTER").orElse("");
    if (!master.startsWith("k8s://")) {
      throw new UsageException(
          "SPARK_MASTER",
          "'%s' is no Kubernetes cluster".formatted(master),
          "k8s://https://host:port");
    }
    return master;
  }

  /** Returns where driver and executors find the application. */
  private static String resource(TargetOptions options, WorkDirectory work) throws IOException {
    return switch (options.target()) {
      // Nobody fetches the jar: it is on the class path.
      case LOCAL -> "spark-internal";
      case KUBERNETES ->
          options.inCluster() ? "local:///opt/richscale/richscale.jar" : copy(work).toString();
      case STANDALONE, YARN -> copy(work).toString();
    };
  }

  /** A copy, so that executors that come later get what the first ones got. */
  private static Path copy(WorkDirectory work) throws IOException {
    return Files.copy(ThisJvm.applicationJar(), work.path().resolve("richscale.jar"));
  }
}

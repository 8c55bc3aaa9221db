package richscale.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import richscale.jobs.store.OutputDirectory;

/** Sweeps on a YARN cluster and into HDFS, both on loopback. */
class HadoopIT extends SubmittedSweeps {
  /** Kept after the tests: containers log here. */
  private static final Path HADOOP = Path.of("target", "hadoop").toAbsolutePath();

  private static MiniDFSCluster hdfs;
  private static MiniYARNCluster yarn;

  @BeforeAll
  static void startHadoop() throws IOException {
    FileUtils.deleteDirectory(HADOOP.toFile());
    System.setProperty("test.build.dir", HADOOP.toString());
    System.setProperty("test.build.data", HADOOP.resolve("data").toString());
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, HADOOP.resolve("hdfs").toString());
    hdfs = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
    YarnConfiguration yarnConf = new YarnConfiguration(hdfs.getConfiguration(0));
    // Containers of a test are small, but the JVM's address space never is.
    yarnConf.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
    yarnConf.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 256);
    yarnConf.setInt(YarnConfiguration.NM_PMEM_MB, 8192);
    yarnConf.set("yarn.scheduler.capacity.root.queues", "default");
    yarnConf.set("yarn.scheduler.capacity.root.default.capacity", "100");
    // Half of a small cluster may be drivers; the default is a tenth.
    yarnConf.set("yarn.scheduler.capacity.maximum-am-resource-percent", "0.5");
    yarnConf.setFloat(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, 99.9f);
    yarn = new MiniYARNCluster("richscale", 1, 1, 1);
    yarn.init(yarnConf);
    yarn.start();
    Files.createDirectories(HADOOP.resolve("conf"));
    write(hdfs.getConfiguration(0), "core-site.xml");
    write(yarn.getConfig(), "yarn-site.xml");
  }

  private static void write(Configuration running, String name) throws IOException {
    Configuration conf = new Configuration(running);
    // A class of the daemons' that clients do not have.
    conf.unset("net.topology.node.switch.mapping.impl");
    try (OutputStream file = Files.newOutputStream(HADOOP.resolve("conf").resolve(name))) {
      conf.writeXml(file);
    }
  }

  @AfterAll
  static void stopHadoop() {
    yarn.stop();
    hdfs.shutdown();
  }

  /** Small containers, which find Spark's jars where the driver has them. */
  private static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("HADOOP_CONF_DIR", HADOOP.resolve("conf").toString());
    environment.put("RICHSCALE_MEMORY", "512");
    environment.put("RICHSCALE_EXECUTOR_MEMORY", "512");
    environment.put("RICHSCALE_NATIVE_MEMORY", "256");
    return environment;
  }

  private static final String JARS =
      "spark.yarn.jars=local:" + System.getProperty("richscale.spark.home") + "/jars/*";

  private static DistributedFileSystem fileSystem() throws IOException {
    return hdfs.getFileSystem();
  }

  private static String hdfs(String name) throws IOException {
    return fileSystem().getUri() + "/" + name;
  }

  /** Brings a sweep's directory here, where its tables are compared. */
  private void fetch(String name) throws IOException {
    fileSystem()
        .copyToLocalFile(
            false,
            new org.apache.hadoop.fs.Path("/" + name),
            new org.apache.hadoop.fs.Path(directory.resolve(name).toUri()),
            true);
  }

  private static void put(String name, Path file) throws IOException {
    fileSystem()
        .copyFromLocalFile(
            new org.apache.hadoop.fs.Path(file.toUri()), new org.apache.hadoop.fs.Path("/" + name));
  }

  @Test
  void onYarnAndHdfsASweepGivesTheNumbersOfALocalOne() throws Exception {
    put("small.conf", Path.of(spec(directory)));
    Submission client =
        start(
            environment(), "yarn", "--conf", JARS, "sweep", hdfs("small.conf"), "--out", hdfs("y"));
    assertThat(client.await()).as(client.err()).isZero();
    assertThat(client.out()).contains("24 trials: 24 completed, 0 diverged, 0 failed");

    Submission cluster =
        start(
            environment(),
            "yarn",
            "--deploy-mode",
            "cluster",
            "--conf",
            JARS,
            "sweep",
            spec(directory),
            "--out",
            hdfs("c"));
    assertThat(cluster.await()).as(cluster.err()).isZero();

    Submission status = start(environment(), "local", "status", "--out", hdfs("c"));
    assertThat(status.await()).as(status.err()).isZero();
    assertThat(status.out()).contains("sweep small.conf, started").contains(": finished");

    List<String> options =
        new ArrayList<>(List.of("--master", "yarn", "--conf", JARS, "--executor-memory", "512m"));
    // The script gives executors what this process has.
    Optional.ofNullable(System.getenv("OPENBLAS_CORETYPE"))
        .ifPresent(
            kernels ->
                options.addAll(
                    List.of("--conf", "spark.executorEnv.OPENBLAS_CORETYPE=" + kernels)));
    Submission plain =
        startPlain(
            Map.of("HADOOP_CONF_DIR", environment().get("HADOOP_CONF_DIR")),
            options,
            "sweep",
            spec(directory),
            "--out",
            hdfs("p"));
    assertThat(plain.await()).as(plain.err()).isZero();

    assertThat(sweep("local", "l").await()).isZero();
    for (String name : List.of("y", "c", "p")) {
      fetch(name);
      assertSameNumbers(name, "l");
    }
  }

  @Test
  void aFullDiskKeepsWhatIsFinishedAndTheSweepGoesOnWhenThereIsRoom() throws Exception {
    put("full.conf", Path.of(spec(directory)));
    org.apache.hadoop.fs.Path out = new org.apache.hadoop.fs.Path("/full");
    fileSystem().mkdirs(out);
    // Ten files and some directories.
    fileSystem().setQuota(out, 20, HdfsConstants.QUOTA_DONT_SET);
    String[] command = {"local", "sweep", hdfs("full.conf"), "--out", hdfs("full")};
    Submission full = start(environment(), command);
    assertThat(full.await()).isEqualTo(1);
    assertThat(full.err()).contains("quota").contains("error: ");
    List<String> kept = files("/full/_trials");
    assertThat(kept).isNotEmpty().allMatch(name -> name.endsWith("-completed.parquet"));

    fileSystem().setQuota(out, HdfsConstants.QUOTA_RESET, HdfsConstants.QUOTA_DONT_SET);
    Submission room = start(environment(), command);
    assertThat(room.await()).as(room.err()).isZero();
    fetch("full");
    assertThat(table("full", "trials").count()).isEqualTo(24);
    assertThat(sweep("local", "l").await()).isZero();
    assertSameNumbers("full", "l");
  }

  @Test
  void onHdfsOneOfManyDriversGetsTheLockAndAFileReplacesAnotherInOneStep() throws Exception {
    OutputDirectory out = OutputDirectory.open(hdfs("lock"), hdfs.getConfiguration(0));
    out.makeDirectory("table");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<Boolean>> writers =
        threads.invokeAll(Collections.nCopies(20, () -> out.createNew("once", new byte[] {1})));
    threads.shutdown();
    long winners = 0;
    for (Future<Boolean> writer : writers) {
      winners += writer.get() ? 1 : 0;
    }
    assertThat(winners).isEqualTo(1);
    assertThat(files("/lock")).containsExactlyInAnyOrder("once", "table");

    out.writeWhole("table/part", new byte[] {1});
    out.writeWhole("next", new byte[] {2});
    out.move("next", "table/part");
    assertThat(out.read("table/part")).containsExactly(2);
    assertThat(files("/lock")).containsExactlyInAnyOrder("once", "table");
  }

  private static List<String> files(String directory) throws IOException {
    FileSystem fileSystem = fileSystem();
    return List.of(fileSystem.listStatus(new org.apache.hadoop.fs.Path(directory))).stream()
        .map(status -> status.getPath().getName())
        .toList();
  }
}

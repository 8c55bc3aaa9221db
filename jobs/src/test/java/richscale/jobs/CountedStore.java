package richscale.jobs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * An object store for benchmarks: local files under the scheme {@code s3}, each call counted as the
 * one request that it takes at least, listings by pages of a thousand names, and each request as
 * slow as is asked for.
 */
public final class CountedStore extends FileSystem {
  private static final int PAGE = 1000;
  private static final AtomicLong REQUESTS = new AtomicLong();
  private static final AtomicLong MILLISECONDS = new AtomicLong();

  private final RawLocalFileSystem files = new RawLocalFileSystem();

  static Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.set("fs.s3.impl", CountedStore.class.getName());
    return configuration;
  }

  /** Returns how many requests there were since it was last asked, and sets what each takes. */
  static long requests(long millisecondsFromNow) {
    MILLISECONDS.set(millisecondsFromNow);
    return REQUESTS.getAndSet(0);
  }

  private static void count(long requests) {
    REQUESTS.addAndGet(requests);
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(requests * MILLISECONDS.get()));
  }

  @Override
  public void initialize(URI name, Configuration configuration) throws IOException {
    super.initialize(name, configuration);
    files.initialize(URI.create("file:///"), configuration);
  }

  private static Path local(Path path) {
    return new Path("file", null, path.toUri().getPath());
  }

  private FileStatus here(FileStatus status) {
    return new FileStatus(
        status.getLen(),
        status.isDirectory(),
        1,
        status.getBlockSize(),
        status.getModificationTime(),
        makeQualified(new Path(status.getPath().toUri().getPath())));
  }

  @Override
  public String getScheme() {
    return "s3";
  }

  @Override
  public URI getUri() {
    return URI.create("s3://bucket");
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    count(1);
    return files.open(local(path), bufferSize);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    count(1);
    return files.create(local(path), overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public FSDataOutputStream createNonRecursive(
      Path path,
      FsPermission permission,
      EnumSet<CreateFlag> flags,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    boolean overwrite = flags.contains(CreateFlag.OVERWRITE);
    return create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
    throw new UnsupportedOperationException("objects are whole");
  }

  /** A copy and a deletion. */
  @Override
  public boolean rename(Path from, Path to) throws IOException {
    count(2);
    return files.rename(local(from), local(to));
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    count(1);
    return files.delete(local(path), recursive);
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    FileStatus[] statuses;
    try {
      statuses = files.listStatus(local(path));
    } catch (FileNotFoundException e) {
      count(1);
      throw e;
    }
    count(1 + statuses.length / PAGE);
    FileStatus[] renamed = new FileStatus[statuses.length];
    for (int i = 0; i < statuses.length; i++) {
      renamed[i] = here(statuses[i]);
    }
    return renamed;
  }

  @Override
  public void setWorkingDirectory(Path path) {
    files.setWorkingDirectory(local(path));
  }

  @Override
  public Path getWorkingDirectory() {
    return new Path("/");
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    count(1);
    return files.mkdirs(local(path));
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    count(1);
    return here(files.getFileStatus(local(path)));
  }
}

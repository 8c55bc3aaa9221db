package richscale.linalg;

import static org.bytedeco.opencl.global.OpenCL.CL_DEVICE_EXTENSIONS;
import static org.bytedeco.opencl.global.OpenCL.CL_DEVICE_GLOBAL_MEM_SIZE;
import static org.bytedeco.opencl.global.OpenCL.CL_DEVICE_NAME;
import static org.bytedeco.opencl.global.OpenCL.CL_DEVICE_TYPE_ALL;
import static org.bytedeco.opencl.global.OpenCL.CL_DEVICE_TYPE_GPU;
import static org.bytedeco.opencl.global.OpenCL.CL_MEM_READ_WRITE;
import static org.bytedeco.opencl.global.OpenCL.CL_PROGRAM_BUILD_LOG;
import static org.bytedeco.opencl.global.OpenCL.CL_SUCCESS;
import static org.bytedeco.opencl.global.OpenCL.CL_TRUE;
import static org.bytedeco.opencl.global.OpenCL.clBuildProgram;
import static org.bytedeco.opencl.global.OpenCL.clCreateBuffer;
import static org.bytedeco.opencl.global.OpenCL.clCreateCommandQueue;
import static org.bytedeco.opencl.global.OpenCL.clCreateContext;
import static org.bytedeco.opencl.global.OpenCL.clCreateKernel;
import static org.bytedeco.opencl.global.OpenCL.clCreateProgramWithSource;
import static org.bytedeco.opencl.global.OpenCL.clEnqueueCopyBuffer;
import static org.bytedeco.opencl.global.OpenCL.clEnqueueNDRangeKernel;
import static org.bytedeco.opencl.global.OpenCL.clEnqueueReadBuffer;
import static org.bytedeco.opencl.global.OpenCL.clEnqueueWriteBuffer;
import static org.bytedeco.opencl.global.OpenCL.clFinish;
import static org.bytedeco.opencl.global.OpenCL.clGetDeviceIDs;
import static org.bytedeco.opencl.global.OpenCL.clGetDeviceInfo;
import static org.bytedeco.opencl.global.OpenCL.clGetPlatformIDs;
import static org.bytedeco.opencl.global.OpenCL.clGetProgramBuildInfo;
import static org.bytedeco.opencl.global.OpenCL.clReleaseCommandQueue;
import static org.bytedeco.opencl.global.OpenCL.clReleaseContext;
import static org.bytedeco.opencl.global.OpenCL.clReleaseKernel;
import static org.bytedeco.opencl.global.OpenCL.clReleaseMemObject;
import static org.bytedeco.opencl.global.OpenCL.clReleaseProgram;
import static org.bytedeco.opencl.global.OpenCL.clSetKernelArg;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.opencl._cl_command_queue;
import org.bytedeco.opencl._cl_context;
import org.bytedeco.opencl._cl_device_id;
import org.bytedeco.opencl._cl_kernel;
import org.bytedeco.opencl._cl_mem;
import org.bytedeco.opencl._cl_platform_id;
import org.bytedeco.opencl._cl_program;

/**
 * An OpenCL device with a context, a queue in order and kernels of its own, for one thread. What
 * one leaves behind, an error included, the next does not see.
 */
public final class OpenClDevice implements AutoCloseable {
  private static final int GROUP = 256;

  /** Items that a sum is split into at most. */
  private static final int PARTS = 1 << 16;

  private final String name;
  private final boolean gpu;
  private final boolean wide;
  private final _cl_device_id device;
  private final _cl_context context;
  private final _cl_command_queue queue;
  private final Map<FloatingPoint, _cl_program> programs = new EnumMap<>(FloatingPoint.class);
  private final Map<FloatingPoint, Map<String, _cl_kernel>> kernels =
      new EnumMap<>(FloatingPoint.class);
  private final IdentityHashMap<Object, _cl_mem> indices = new IdentityHashMap<>();
  private final IdentityHashMap<Indices, int[][]> inverses = new IdentityHashMap<>();
  private Optional<_cl_mem> scratch = Optional.empty();
  private final Pointer argument = new BytePointer(8);
  private final SizeTPointer global = new SizeTPointer(2);
  private final SizeTPointer local = new SizeTPointer(2);
  private long scratchBytes;
  private long exchanges;
  private final long memoryBytes;
  private long held;
  private boolean failed;

  /**
   * A device of this machine.
   *
   * @param name what its driver calls it
   * @param gpu whether it is a GPU
   * @param memory bytes
   */
  public record Description(String name, boolean gpu, long memory) {}

  private record Found(Description description, boolean wide, _cl_device_id id) {}

  @SuppressWarnings("deprecation") // the call that OpenCL 1.2 has
  private OpenClDevice(Found found, boolean gpu) {
    name = found.description().name();
    memoryBytes = found.description().memory();
    this.gpu = gpu;
    wide = found.wide();
    device = found.id();
    int[] error = new int[1];
    context = clCreateContext(null, 1, new PointerPointer<>(1).put(device), null, null, error);
    check(error[0], "a context");
    queue = clCreateCommandQueue(context, device, 0, error);
    check(error[0], "a queue");
  }

  /**
   * Lists the devices of this machine.
   *
   * @return GPUs before processors; none without a driver
   */
  public static List<Description> all() {
    return found().stream().map(Found::description).toList();
  }

  /**
   * Opens a device.
   *
   * @param number its place in {@link #all}
   * @return the device, to be closed
   * @throws DeviceException if there is none, or it does not answer
   */
  public static OpenClDevice open(int number) {
    return open(number, false);
  }

  /** Opens a device; as a GPU, so that the kernels for these can be tried on a processor. */
  static OpenClDevice open(int number, boolean asGpu) {
    List<Found> found = found();
    if (number < 0 || number >= found.size()) {
      throw new DeviceException(
          String.format(Locale.ROOT, "no OpenCL device %d: %d are there", number, found.size()));
    }
    Found one = found.get(number);
    return new OpenClDevice(one, asGpu || one.description().gpu());
  }

  /**
   * Opens a device by its name.
   *
   * @param name what its driver calls it
   * @param number its place in {@link #all}; absent for the first of that name
   * @return the device, to be closed
   * @throws DeviceException if there is none of that name and place, or it does not answer
   */
  public static OpenClDevice named(String name, OptionalInt number) {
    List<Found> found = found();
    for (int i = 0; i < found.size(); i++) {
      if (found.get(i).description().name().equals(name) && i == number.orElse(i)) {
        return new OpenClDevice(found.get(i), found.get(i).description().gpu());
      }
    }
    throw new DeviceException(
        "no OpenCL device '%s' here, but %s"
            .formatted(name, found.stream().map(f -> f.description().name()).toList()));
  }

  private static List<Found> found() {
    List<Found> gpus = new ArrayList<>();
    List<Found> others = new ArrayList<>();
    try {
      int[] count = new int[1];
      if (clGetPlatformIDs(0, (PointerPointer<?>) null, count) != CL_SUCCESS) {
        return List.of();
      }
      PointerPointer<_cl_platform_id> platforms = new PointerPointer<>(Math.max(1, count[0]));
      clGetPlatformIDs(count[0], platforms, (int[]) null);
      for (int p = 0; p < count[0]; p++) {
        _cl_platform_id platform = platforms.get(_cl_platform_id.class, p);
        int[] devices = new int[1];
        if (clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 0, (PointerPointer<?>) null, devices)
            != CL_SUCCESS) {
          continue;
        }
        PointerPointer<_cl_device_id> ids = new PointerPointer<>(devices[0]);
        clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, devices[0], ids, (int[]) null);
        for (int d = 0; d < devices[0]; d++) {
          Found one = describe(ids.get(_cl_device_id.class, d));
          (one.description().gpu() ? gpus : others).add(one);
        }
      }
    } catch (LinkageError e) {
      return List.of(); // no OpenCL library on this machine
    }
    gpus.addAll(others);
    return gpus;
  }

  private static Found describe(_cl_device_id id) {
    String name = text(id, CL_DEVICE_NAME);
    LongPointer number = new LongPointer(1);
    clGetDeviceInfo(id, CL_DEVICE_GLOBAL_MEM_SIZE, Long.BYTES, number, null);
    long memory = number.get();
    clGetDeviceInfo(id, org.bytedeco.opencl.global.OpenCL.CL_DEVICE_TYPE, Long.BYTES, number, null);
    boolean gpu = (number.get() & CL_DEVICE_TYPE_GPU) != 0;
    boolean wide = List.of(text(id, CL_DEVICE_EXTENSIONS).split(" ")).contains("cl_khr_fp64");
    return new Found(new Description(name, gpu, memory), wide, id);
  }

  private static String text(_cl_device_id id, int what) {
    SizeTPointer size = new SizeTPointer(1);
    clGetDeviceInfo(id, what, 0, null, size);
    BytePointer text = new BytePointer(size.get());
    clGetDeviceInfo(id, what, size.get(), text, null);
    return text(text, size.get());
  }

  /** Returns a text of so many bytes, the zero at its end among them. */
  private static String text(BytePointer bytes, long size) {
    byte[] all = new byte[(int) size];
    bytes.get(all);
    return new String(all, StandardCharsets.UTF_8).replace("\0", "").trim();
  }

  /** {@return what its driver calls it} */
  public String name() {
    return name;
  }

  /** {@return whether it has double precision} */
  public boolean wide() {
    return wide;
  }

  boolean gpu() {
    return gpu;
  }

  /** {@return how often data went from the process to the device or back since it was opened} */
  public long exchanges() {
    return exchanges;
  }

  /** Waits for all that was asked of it. */
  public void await() {
    check(clFinish(queue), "to finish");
  }

  /** Drivers may promise more than there is, and find out when it is used. */
  _cl_mem allocate(long bytes) {
    if (held + bytes > memoryBytes) {
      failed = true;
      throw new DeviceException(
          String.format(
              Locale.ROOT,
              "%s: %,d bytes are needed beside %,d; it has %,d",
              name,
              bytes,
              held,
              memoryBytes));
    }
    int[] error = new int[1];
    _cl_mem memory = clCreateBuffer(context, CL_MEM_READ_WRITE, Math.max(8, bytes), null, error);
    check(error[0], String.format(Locale.ROOT, "to allocate %,d bytes", bytes));
    held += bytes;
    return memory;
  }

  void free(_cl_mem memory, long bytes) {
    clReleaseMemObject(memory);
    held -= bytes;
  }

  void read(_cl_mem from, long start, long bytes, Pointer into) {
    exchanges++;
    check(
        clEnqueueReadBuffer(
            queue, from, CL_TRUE, start, bytes, into, 0, (PointerPointer<?>) null, null),
        "to be read");
  }

  void write(_cl_mem into, long start, long bytes, Pointer from) {
    exchanges++;
    check(
        clEnqueueWriteBuffer(
            queue, into, CL_TRUE, start, bytes, from, 0, (PointerPointer<?>) null, null),
        "to be written");
  }

  void copy(_cl_mem from, long start, _cl_mem into, long at, long bytes) {
    if (bytes > 0) {
      check(
          clEnqueueCopyBuffer(
              queue, from, into, start, at, bytes, 0, (PointerPointer<?>) null, null),
          "to copy");
    }
  }

  /** Returns indices in the device's memory, put there at the first call. */
  _cl_mem indices(Indices some) {
    return resident(some, some.values());
  }

  /** Returns starts and namers of {@link Indices#inverse} in the device's memory. */
  _cl_mem[] inverse(Indices some, int rows) {
    int[][] inverse = inverses.computeIfAbsent(some, key -> key.inverse(rows));
    return new _cl_mem[] {resident(inverse[0], inverse[0]), resident(inverse[1], inverse[1])};
  }

  private _cl_mem resident(Object key, int[] values) {
    _cl_mem there = indices.get(key);
    if (there == null) {
      there = allocate((long) values.length * Integer.BYTES);
      if (values.length > 0) {
        try (IntPointer from = new IntPointer(values)) {
          write(there, 0, (long) values.length * Integer.BYTES, from);
        }
      }
      indices.put(key, there);
    }
    return there;
  }

  /** Returns memory for what is needed within one call. */
  _cl_mem scratch(long bytes) {
    if (bytes > scratchBytes) {
      scratch.ifPresent(old -> free(old, scratchBytes));
      scratch = Optional.of(allocate(bytes));
      scratchBytes = bytes;
    }
    return scratch.orElseThrow();
  }

  /** Sums x y into a place of a tally, which holds sums. */
  void dot(
      FloatingPoint precision,
      _cl_mem x,
      long startX,
      _cl_mem y,
      long startY,
      long count,
      _cl_mem tally,
      long at) {
    int parts = (int) Math.max(1, Math.min(PARTS, (count + GROUP - 1) / GROUP * GROUP / 16));
    _cl_mem sums = scratch((long) PARTS * Double.BYTES);
    each(precision, "dot_parts", parts, x, startX, y, startY, count, parts, sums);
    sum(precision, sums, parts, tally, at);
  }

  /** Adds up so many parts into a place of a tally. */
  void sum(FloatingPoint precision, _cl_mem parts, int count, _cl_mem tally, long at) {
    line(precision, "sum_parts", GROUP, GROUP, parts, count, tally, at);
  }

  /** Runs a kernel over so many items; groups of as many as the kernel asks for. */
  void each(FloatingPoint precision, String kernel, long items, Object... arguments) {
    if (items > 0) {
      line(precision, kernel, (items + GROUP - 1) / GROUP * GROUP, GROUP, arguments);
    }
  }

  /** Runs a kernel over a line of items. */
  private void line(
      FloatingPoint precision, String kernel, long items, long group, Object... arguments) {
    call(precision, kernel, items, 1, group, arguments);
  }

  /**
   * Runs a kernel.
   *
   * @param precision of its entries; real numbers among the arguments are passed in it, unless they
   *     are wrapped as {@link Sum}
   * @param kernel its name
   * @param items how many along the first side
   * @param planes and along the second
   * @param group how many along the first side work together
   * @param arguments memory, int, long and double
   */
  void call(
      FloatingPoint precision,
      String kernel,
      long items,
      long planes,
      long group,
      Object... arguments) {
    _cl_kernel run = kernel(precision, kernel);
    for (int i = 0; i < arguments.length; i++) {
      pass(run, i, arguments[i], precision, kernel);
    }
    global.put(0, items).put(1, planes);
    local.put(0, group).put(1, 1);
    check(
        clEnqueueNDRangeKernel(
            queue, run, 2, null, global, local, 0, (PointerPointer<?>) null, null),
        kernel);
  }

  /** A number in the precision of sums. */
  record Sum(double value) {}

  private void pass(_cl_kernel run, int i, Object value, FloatingPoint precision, String kernel) {
    long bytes;
    if (value instanceof _cl_mem memory) {
      new LongPointer(argument).put(memory.address());
      bytes = Long.BYTES;
    } else if (value instanceof Integer number) {
      new IntPointer(argument).put(number);
      bytes = Integer.BYTES;
    } else if (value instanceof Long number) {
      new LongPointer(argument).put(number);
      bytes = Long.BYTES;
    } else {
      double number = value instanceof Sum sum ? sum.value() : (Double) value;
      boolean wideNumber = value instanceof Sum ? wide : precision == FloatingPoint.DOUBLE;
      if (wideNumber) {
        new DoublePointer(argument).put(number);
        bytes = Double.BYTES;
      } else {
        new FloatPointer(argument).put((float) number);
        bytes = Float.BYTES;
      }
    }
    check(clSetKernelArg(run, i, bytes, argument), kernel);
  }

  private _cl_kernel kernel(FloatingPoint precision, String kernel) {
    return kernels
        .computeIfAbsent(precision, key -> new HashMap<>())
        .computeIfAbsent(
            kernel,
            key -> {
              int[] error = new int[1];
              _cl_kernel made = clCreateKernel(program(precision), new BytePointer(key), error);
              check(error[0], "kernel " + key);
              return made;
            });
  }

  private _cl_program program(FloatingPoint precision) {
    return programs.computeIfAbsent(precision, this::build);
  }

  private _cl_program build(FloatingPoint precision) {
    if (precision == FloatingPoint.DOUBLE && !wide) {
      throw new DeviceException(name + " has no double precision");
    }
    int[] error = new int[1];
    BytePointer source = new BytePointer(source());
    _cl_program program =
        clCreateProgramWithSource(
            context,
            1,
            new PointerPointer<>(1).put(source),
            (SizeTPointer) null,
            new IntPointer(1));
    String options =
        "-DT=%1$s -DT4=%1$s4 -DACC=%2$s%3$s"
            .formatted(
                precision == FloatingPoint.DOUBLE ? "double" : "float",
                wide ? "double" : "float",
                wide ? " -DWIDE" : "");
    error[0] =
        clBuildProgram(
            program, 1, new PointerPointer<>(1).put(device), new BytePointer(options), null, null);
    if (error[0] != CL_SUCCESS) {
      SizeTPointer size = new SizeTPointer(1);
      clGetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, 0, null, size);
      BytePointer log = new BytePointer(size.get());
      clGetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, size.get(), log, null);
      throw new DeviceException(
          name
              + " does not compile its kernels: "
              + text(log, size.get()).lines().findFirst().orElse(""));
    }
    return program;
  }

  private static String source() {
    try (InputStream stream =
        OpenClDevice.class.getResourceAsStream("/richscale/opencl/kernels.cl")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void check(int error, String what) {
    if (error != CL_SUCCESS) {
      failed = true;
      throw new DeviceException(
          String.format(Locale.ROOT, "%s: %s failed with OpenCL error %d", name, what, error));
    }
  }

  /** Frees the indices that were put there, and returns whether nothing ever failed. */
  boolean forget() {
    failed |= clFinish(queue) != CL_SUCCESS;
    indices.values().forEach(memory -> clReleaseMemObject(memory));
    indices.clear();
    inverses.clear();
    held = scratchBytes;
    return !failed;
  }

  /** Frees all that it holds; matrices there must not be used afterwards. */
  @Override
  public void close() {
    clFinish(queue);
    indices.values().forEach(memory -> clReleaseMemObject(memory));
    scratch.ifPresent(memory -> clReleaseMemObject(memory));
    kernels.values().forEach(some -> some.values().forEach(k -> clReleaseKernel(k)));
    programs.values().forEach(p -> clReleaseProgram(p));
    clReleaseCommandQueue(queue);
    clReleaseContext(context);
    argument.close();
    global.close();
    local.close();
  }
}

// T is the type of entries, ACC that of sums. Sums have a fixed order: no atomics. Matrices are
// column-major; off counts entries from the head of a buffer.
#ifdef WIDE
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#endif

kernel void set(global T *x, long off, T value, long n) {
  long i = get_global_id(0);
  if (i < n) x[off + i] = value;
}

kernel void scale(global T *x, long off, T factor, long n) {
  long i = get_global_id(0);
  if (i < n) x[off + i] *= factor;
}

kernel void divide_by_root(global T *x, long off, global const ACC *square, long at, T least,
                           long n) {
  long i = get_global_id(0);
  if (i < n) {
    x[off + i] = isfinite(square[at]) ? x[off + i] / fmax((T)sqrt(square[at]), least) : (T)NAN;
  }
}

kernel void axpy(global T *x, long off, T factor, global const T *y, long offY, long n) {
  long i = get_global_id(0);
  if (i < n) x[off + i] += factor * y[offY + i];
}

kernel void zero_rows(global T *x, long off, global const int *rows, long offRows, int count,
                      int leading, int cols) {
  long i = get_global_id(0);
  if (i < (long)count * cols) {
    x[off + (i / count) * leading + rows[offRows + i % count]] = 0;
  }
}

kernel void take_rows(global T *x, long off, global const T *from, long offFrom, int available,
                      global const int *rows, long offRows, int count, T factor, int cols) {
  long i = get_global_id(0);
  if (i < (long)count * cols) {
    int row = rows[offRows + i % count];
    x[off + i] = row >= 0 && row < available
        ? factor * from[offFrom + (i / count) * available + row] : 0;
  }
}

// Whole planes of rows, one for each sample named, behind a margin of zeros.
kernel void take_planes(global T *x, long off, global const T *from, long offFrom, int available,
                        global const int *which, long offWhich, int margin, int plane, int count,
                        int cols) {
  long i = get_global_id(0);
  if (i < (long)count * cols) {
    int row = (int)(i % count) - margin;
    x[off + i] = row < 0 ? 0
        : from[offFrom + (i / count) * available + margin
               + (long)which[offWhich + row / plane] * plane + row % plane];
  }
}

// Row i is the sum of those rows that sources names from starts[i] to starts[i + 1].
kernel void sum_rows(global T *x, long off, int count, global const T *from, long offFrom,
                     int available, global const int *starts, global const int *sources, T factor,
                     int cols) {
  long i = get_global_id(0);
  if (i < (long)count * cols) {
    int row = (int)(i % count);
    global const T *column = from + offFrom + (i / count) * available;
    T sum = 0;
    for (int s = starts[row]; s < starts[row + 1]; s++) sum += column[sources[s]];
    x[off + i] = factor * sum;
  }
}

kernel void transpose(global T *x, long off, global const T *from, long offFrom, int rows,
                      int cols) {
  long i = get_global_id(0);
  if (i < (long)rows * cols) {
    x[off + i] = from[offFrom + (i % cols) * rows + i / cols];
  }
}

#define GROUP 256

// A part of the inner product for each item, of entries that lie as far apart as there are items.
kernel void dot_parts(global const T *x, long off, global const T *y, long offY, long n, int items,
                      global ACC *parts) {
  int me = get_global_id(0);
  if (me < items) {
    ACC sum = 0;
    for (long i = me; i < n; i += items) sum += (ACC)x[off + i] * (ACC)y[offY + i];
    parts[me] = sum;
  }
}

kernel void sum_parts(global const ACC *parts, int count, global ACC *tally, long at) {
  local ACC sums[GROUP];
  int me = get_local_id(0);
  ACC sum = 0;
  for (int i = me; i < count; i += GROUP) sum += parts[i];
  sums[me] = sum;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int reach = GROUP / 2; reach > 0; reach /= 2) {
    if (me < reach) sums[me] += sums[me + reach];
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  if (me == 0) tally[at] = sums[0];
}

// Logits become softmax minus targets, row by row; parts receive what each row loses.
kernel void softmax_error(global T *x, long off, global const T *targets, long offTargets, int rows,
                          int cols, global ACC *parts) {
  int row = get_global_id(0);
  if (row < rows) {
    ACC largest = x[off + row];
    for (int j = 1; j < cols; j++) largest = max(largest, (ACC)x[off + (long)j * rows + row]);
    ACC sum = 0;
    for (int j = 0; j < cols; j++) sum += exp((ACC)x[off + (long)j * rows + row] - largest);
    ACC logSum = largest + log(sum);
    ACC loss = 0;
    for (int j = 0; j < cols; j++) {
      long at = (long)j * rows + row;
      ACC target = targets[offTargets + at];
      ACC logProbability = (ACC)x[off + at] - logSum;
      if (target != 0) loss -= target * logProbability;
      x[off + at] = (T)(exp(logProbability) - target);
    }
    parts[row] = loss;
  }
}

#define GELU_SLOPE 0.7978845608028654
#define GELU_CUBIC 0.044715

ACC gelu_inner(ACC z) { return (ACC)GELU_SLOPE * z * (1 + (ACC)GELU_CUBIC * z * z); }

ACC gelu_inner_slope(ACC z) { return (ACC)GELU_SLOPE * (1 + 3 * (ACC)GELU_CUBIC * z * z); }

ACC gelu_derivative(ACC gain, ACC z) {
  ACC t = tanh(gelu_inner(z));
  return gain / 2 * (1 + t + z * (1 - t * t) * gelu_inner_slope(z));
}

ACC gelu_second(ACC gain, ACC z) {
  ACC t = tanh(gelu_inner(z));
  ACC slope = gelu_inner_slope(z);
  ACC curvature = 6 * (ACC)GELU_SLOPE * (ACC)GELU_CUBIC * z;
  ACC s = 1 - t * t;
  return gain / 2 * (2 * s * slope + z * (s * curvature - 2 * t * s * slope * slope));
}

// What is done entry by entry, by its number in the list of kernels.
#define ENTRYWISE(NAME, WHAT)                                                                      \
  kernel void NAME(global T *xs, long off, global const T *ys, long offY, ACC c, long n) {         \
    long i = get_global_id(0);                                                                     \
    if (i < n) {                                                                                   \
      ACC x = xs[off + i];                                                                         \
      ACC y = ys[offY + i];                                                                        \
      xs[off + i] = (T)(WHAT);                                                                     \
    }                                                                                              \
  }

ENTRYWISE(relu, c * max((ACC)0, x))
ENTRYWISE(relu_slope, y > 0 ? c * x : 0)
ENTRYWISE(tanh_of, c * tanh(x))
ENTRYWISE(tanh_slope, x * (c - y * y / c))
ENTRYWISE(gelu, c / 2 * x * (1 + tanh(gelu_inner(x))))
ENTRYWISE(gelu_slope, x * gelu_derivative(c, y))
ENTRYWISE(times_relu_derivative, y > 0 ? c * x : 0)
ENTRYWISE(times_tanh_derivative, x * (c * (1 - tanh(y) * tanh(y))))
ENTRYWISE(times_gelu_derivative, x * gelu_derivative(c, y))
ENTRYWISE(tanh_curvature, -2 * c * tanh(x) * (1 - tanh(x) * tanh(x)))
ENTRYWISE(gelu_curvature, gelu_second(c, x))
ENTRYWISE(times, x * y)
ENTRYWISE(times_half_square, x * y * y / 2)
ENTRYWISE(inverse_root, 1 / sqrt(x + c))
ENTRYWISE(times_constant, c * x)

kernel void adam(global T *w, long offW, global T *m, long offM, global T *v, long offV,
                 global const T *g, long offG, T rate, T beta1, T beta2, T epsilon, long n) {
  long i = get_global_id(0);
  if (i < n) {
    T gradient = g[offG + i];
    T first = beta1 * m[offM + i] + (1 - beta1) * gradient;
    T second = beta2 * v[offV + i] + (1 - beta2) * gradient * gradient;
    m[offM + i] = first;
    v[offV + i] = second;
    w[offW + i] -= rate * first / (sqrt(second) + epsilon);
  }
}

#ifdef WIDE
kernel void widen(global double *x, long off, global const float *y, long offY, long n) {
  long i = get_global_id(0);
  if (i < n) x[off + i] = y[offY + i];
}

kernel void narrow(global float *x, long off, global const double *y, long offY, long n) {
  long i = get_global_id(0);
  if (i < n) x[off + i] = (float)y[offY + i];
}
#endif

// C = factor op(A) op(B) + keep C by tiles of BM x BN in local memory, each work item WM x WN
// entries of it. Steps from one entry to the next along rows and columns stand for transposes. With
// several parts of the inner dimension each goes to its own plane of C, to be summed in order.
#define TILED(NAME, BM, BN, BK, WM, WN)                                                            \
  kernel __attribute__((reqd_work_group_size((BM / WM) * (BN / WN), 1, 1))) void NAME(             \
      int rows, int cols, int inner, int part, T factor, global const T *a, long offA, int aRow,   \
      int aInner, global const T *b, long offB, int bInner, int bCol, T keep, global T *c,         \
      long offC, int leading, long plane) {                                                        \
    local T as[BK][BM + 1];                                                                        \
    local T bs[BK][BN + 1];                                                                        \
    const int items = (BM / WM) * (BN / WN);                                                       \
    int me = get_local_id(0);                                                                      \
    int tilesDown = (rows + BM - 1) / BM;                                                          \
    int row0 = (get_group_id(0) % tilesDown) * BM;                                                 \
    int col0 = (get_group_id(0) / tilesDown) * BN;                                                 \
    int start = get_group_id(1) * part;                                                            \
    int end = min(inner, start + part);                                                            \
    int mine = me % (BM / WM);                                                                     \
    int mineN = me / (BM / WM);                                                                    \
    T sums[WM][WN];                                                                                \
    for (int i = 0; i < WM; i++)                                                                   \
      for (int j = 0; j < WN; j++) sums[i][j] = 0;                                                 \
    for (int k0 = start; k0 < end; k0 += BK) {                                                     \
      for (int l = me; l < BM * BK; l += items) {                                                  \
        int i = aRow == 1 ? l % BM : l / BK;                                                       \
        int k = aRow == 1 ? l / BM : l % BK;                                                       \
        as[k][i] = row0 + i < rows && k0 + k < end                                                 \
            ? a[offA + (long)(row0 + i) * aRow + (long)(k0 + k) * aInner] : 0;                     \
      }                                                                                            \
      for (int l = me; l < BN * BK; l += items) {                                                  \
        int j = bCol == 1 ? l % BN : l / BK;                                                       \
        int k = bCol == 1 ? l / BN : l % BK;                                                       \
        bs[k][j] = col0 + j < cols && k0 + k < end                                                 \
            ? b[offB + (long)(k0 + k) * bInner + (long)(col0 + j) * bCol] : 0;                     \
      }                                                                                            \
      barrier(CLK_LOCAL_MEM_FENCE);                                                                \
      for (int k = 0; k < BK; k++) {                                                               \
        T x[WM];                                                                                   \
        for (int i = 0; i < WM; i++) x[i] = as[k][mine + i * (BM / WM)];                           \
        for (int j = 0; j < WN; j++) {                                                             \
          T y = bs[k][mineN + j * (BN / WN)];                                                      \
          for (int i = 0; i < WM; i++) sums[i][j] = fma(x[i], y, sums[i][j]);                      \
        }                                                                                          \
      }                                                                                            \
      barrier(CLK_LOCAL_MEM_FENCE);                                                                \
    }                                                                                              \
    for (int j = 0; j < WN; j++) {                                                                 \
      int col = col0 + mineN + j * (BN / WN);                                                      \
      for (int i = 0; i < WM; i++) {                                                               \
        int row = row0 + mine + i * (BM / WM);                                                     \
        if (row < rows && col < cols) {                                                            \
          long at = offC + get_group_id(1) * plane + (long)col * leading + row;                    \
          c[at] = keep == 0 ? factor * sums[i][j] : factor * sums[i][j] + keep * c[at];            \
        }                                                                                          \
      }                                                                                            \
    }                                                                                              \
  }

TILED(gemm_small, 32, 32, 32, 4, 4)

// The same for GPUs, by 256 items: each has Q x Q blocks of 4 x 4 entries, reads local memory by
// fours, and has the next tiles on their way while it works on these.
#define BLOCKED(NAME, Q, BK)                                                                       \
  kernel __attribute__((reqd_work_group_size(256, 1, 1))) void NAME(                               \
      int rows, int cols, int inner, int part, T factor, global const T *a, long offA, int aRow,   \
      int aInner, global const T *b, long offB, int bInner, int bCol, T keep, global T *c,         \
      long offC, int leading, long plane) {                                                        \
    local T4 as[BK][16 * Q];                                                                       \
    local T4 bs[BK][16 * Q];                                                                       \
    const int loads = Q * BK / 4;                                                                  \
    int me = get_local_id(0);                                                                      \
    int tilesDown = (rows + 64 * Q - 1) / (64 * Q);                                                \
    int row0 = (get_group_id(0) % tilesDown) * 64 * Q;                                             \
    int col0 = (get_group_id(0) / tilesDown) * 64 * Q;                                             \
    int start = get_group_id(1) * part;                                                            \
    int end = min(inner, start + part);                                                            \
    int across = me % 16;                                                                          \
    int down = me / 16;                                                                            \
    int iA = aRow == 1 ? me % (64 * Q) : me / BK;                                                  \
    int kA = aRow == 1 ? me / (64 * Q) : me % BK;                                                  \
    int diA = aRow == 1 ? 0 : 256 / BK;                                                            \
    int dkA = aRow == 1 ? 4 / Q : 0;                                                               \
    int jB = bCol == 1 ? me % (64 * Q) : me / BK;                                                  \
    int kB = bCol == 1 ? me / (64 * Q) : me % BK;                                                  \
    int djB = bCol == 1 ? 0 : 256 / BK;                                                            \
    int dkB = bCol == 1 ? 4 / Q : 0;                                                               \
    T nextA[loads];                                                                                \
    T nextB[loads];                                                                                \
    T4 sums[Q][Q][4];                                                                              \
    _Pragma("unroll") for (int p = 0; p < Q; p++)                                                  \
      _Pragma("unroll") for (int q = 0; q < Q; q++)                                                \
        _Pragma("unroll") for (int j = 0; j < 4; j++) sums[p][q][j] = 0;                           \
    for (int k0 = start - BK; k0 < end; k0 += BK) {                                                \
      int k1 = k0 + BK;                                                                            \
      _Pragma("unroll") for (int l = 0; l < loads; l++) {                                          \
        int i = row0 + iA + l * diA;                                                               \
        int k = k1 + kA + l * dkA;                                                                 \
        nextA[l] = i < rows && k < end ? a[offA + (long)i * aRow + (long)k * aInner] : 0;          \
        int j = col0 + jB + l * djB;                                                               \
        k = k1 + kB + l * dkB;                                                                     \
        nextB[l] = j < cols && k < end ? b[offB + (long)k * bInner + (long)j * bCol] : 0;          \
      }                                                                                            \
      if (k0 >= start) {                                                                           \
        _Pragma("unroll") for (int k = 0; k < BK; k++) {                                           \
          T4 x[Q];                                                                                 \
          _Pragma("unroll") for (int p = 0; p < Q; p++) x[p] = as[k][across + 16 * p];             \
          _Pragma("unroll") for (int q = 0; q < Q; q++) {                                          \
            T4 y = bs[k][down + 16 * q];                                                           \
            _Pragma("unroll") for (int p = 0; p < Q; p++) {                                        \
              sums[p][q][0] = fma(x[p], (T4)(y.x), sums[p][q][0]);                                 \
              sums[p][q][1] = fma(x[p], (T4)(y.y), sums[p][q][1]);                                 \
              sums[p][q][2] = fma(x[p], (T4)(y.z), sums[p][q][2]);                                 \
              sums[p][q][3] = fma(x[p], (T4)(y.w), sums[p][q][3]);                                 \
            }                                                                                      \
          }                                                                                        \
        }                                                                                          \
      }                                                                                            \
      barrier(CLK_LOCAL_MEM_FENCE);                                                                \
      _Pragma("unroll") for (int l = 0; l < loads; l++) {                                          \
        ((local T *)as[kA + l * dkA])[iA + l * diA] = nextA[l];                                    \
        ((local T *)bs[kB + l * dkB])[jB + l * djB] = nextB[l];                                    \
      }                                                                                            \
      barrier(CLK_LOCAL_MEM_FENCE);                                                                \
    }                                                                                              \
    _Pragma("unroll") for (int p = 0; p < Q; p++)                                                  \
      _Pragma("unroll") for (int q = 0; q < Q; q++)                                                \
        _Pragma("unroll") for (int j = 0; j < 4; j++) {                                            \
          int col = col0 + 64 * q + 4 * down + j;                                                  \
          int row = row0 + 64 * p + 4 * across;                                                    \
          T four[4];                                                                               \
          vstore4(sums[p][q][j], 0, four);                                                         \
          _Pragma("unroll") for (int i = 0; i < 4; i++) {                                          \
            if (row + i < rows && col < cols) {                                                    \
              long at = offC + get_group_id(1) * plane + (long)col * leading + row + i;            \
              c[at] = keep == 0 ? factor * four[i] : factor * four[i] + keep * c[at];              \
            }                                                                                      \
          }                                                                                        \
        }                                                                                          \
  }

BLOCKED(gemm_large, 2, 8)
BLOCKED(gemm_medium, 1, 16)

kernel void sum_planes(global const T *planes, int count, int rows, int cols, T keep, global T *c,
                       long off, int leading) {
  long i = get_global_id(0);
  if (i < (long)rows * cols) {
    T sum = 0;
    for (int p = 0; p < count; p++) sum += planes[p * (long)rows * cols + i];
    long at = off + (i / rows) * leading + i % rows;
    c[at] = keep == 0 ? sum : sum + keep * c[at];
  }
}

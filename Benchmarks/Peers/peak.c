// The machine's own limits, as yardsticks: fused multiply-adds, reading weights, copying a state.
//
// usage: peak [--threads N] ROW…      (built with -march=native -ffp-contract=fast)
#include "measure.h"

#if defined(__AVX512F__)
enum { width = 16 };
#elif defined(__AVX__)
enum { width = 8 };
#else
enum { width = 4 };
#endif
typedef float Vector __attribute__((vector_size(4 * width)));

enum { chains = 12, rounds = 4000000, maximumThreads = 64 };
static pthread_barrier_t barrier;

/// Twelve chains hide the latency of two units; each round is a multiply-add a chain.
static void *multiplyAdd(void *result) {
  Vector sums[chains], factor, addend;
  for (int lane = 0; lane < width; lane++) {
    factor[lane] = 0.999f;
    addend[lane] = 0.001f * (lane + 1);  // never near zero: subnormal sums are slow
    for (int chain = 0; chain < chains; chain++) sums[chain][lane] = chain;
  }
  pthread_barrier_wait(&barrier);
  double start = now();
  for (long round = 0; round < rounds; round++) {
#pragma GCC unroll 12
    for (int chain = 0; chain < chains; chain++) sums[chain] = sums[chain] * factor + addend;
  }
  double seconds = now() - start;
  volatile float keep = 0;
  for (int chain = 0; chain < chains; chain++) keep = keep + sums[chain][0];
  *(double *)result = 2.0 * rounds * chains * width / seconds / 1e9;
  return NULL;
}

/// GFLOP/s of all threads at once: the best of nine.
static double peak(int threads) {
  double best = 0;
  for (int attempt = 0; attempt < 9; attempt++) {
    pthread_t workers[maximumThreads];
    double rates[maximumThreads], sum = 0;
    pthread_barrier_init(&barrier, NULL, threads);
    for (int i = 0; i < threads; i++) pthread_create(&workers[i], NULL, multiplyAdd, &rates[i]);
    for (int i = 0; i < threads; i++) pthread_join(workers[i], NULL);
    pthread_barrier_destroy(&barrier);
    for (int i = 0; i < threads; i++) sum += rates[i];
    if (sum > best) best = sum;
  }
  return best;
}

static size_t count;
static float *from, *to;
static volatile float sink;

static void readAll(void) {
  Vector sums[8] = {0};
  const Vector *vectors = (const Vector *)from;
  for (size_t i = 0; i + 8 <= count / width; i += 8) {
#pragma GCC unroll 8
    for (int chain = 0; chain < 8; chain++) sums[chain] += vectors[i + chain];
  }
  for (int chain = 1; chain < 8; chain++) sums[0] += sums[chain];
  sink = sums[0][0];
}

/// Each time to another place, for who copies once a second finds nothing of the last copy in a cache.
enum { places = 32 };
static size_t place;

static void copyAll(void) {
  float *target = to + place++ % places * count;
  memcpy(target, from, count * sizeof *from);
  sink = target[count / 2];
}

static double microseconds(size_t elements, void (*work)(void)) {
  count = (elements + 15) / 16 * 16;
  from = aligned_alloc(64, count * sizeof *from);
  to = aligned_alloc(64, places * count * sizeof *to);
  for (size_t i = 0; i < count; i++) from[i] = i % 97;
  for (size_t i = 0; i < places * count; i++) to[i] = i % 97;
  double result = 1e6 / callsPerSecond(work);
  free(from);
  free(to);
  return result;
}

static void measure(const char *row, int threads) {
  if (threads > maximumThreads) threads = maximumThreads;
  int m, n, k;
  if (sscanf(row, "product-%dx%dx%d", &m, &k, &n) == 3)
    report(row, threads, "FMA peak", peak(threads), "GFLOP/s");
  else if (sscanf(row, "gemv-%dx%d", &k, &n) == 2)
    report(row, threads, "read of the weights", microseconds((size_t)k * n, readAll), "us");
  else if (!strcmp(row, "checkpoint-784-512-256-10"))
    report(row, threads, "copy of the state", microseconds(3 * 535818, copyAll), "us");
}

int main(int argumentCount, char **arguments) { return measureRows(argumentCount, arguments, measure); }

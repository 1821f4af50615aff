// What the peers written in C share: a clock, the median of a rate, and their command line.
#pragma once
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { maximumBlocks = 200 };

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *values, int count) {
  qsort(values, count, sizeof *values, ascending);
  return values[count / 2];
}

/// Calls of `work` a second: the median over blocks of 10 ms, for 0.4 s after a warm-up.
static inline double callsPerSecond(void (*work)(void)) {
  double blocks[maximumBlocks];
  long calls = 0;
  double start = now();
  do {
    work();
    calls++;
  } while (now() - start < 0.05);
  long each = calls / 5 + 1;
  double end = now() + 0.4;
  int count = 0;
  while (count < maximumBlocks && (count < 5 || now() < end)) {
    double begin = now();
    for (long call = 0; call < each; call++) work();
    blocks[count++] = each / (now() - begin);
  }
  return median(blocks, count);
}

static inline void report(const char *row, int threads, const char *peer, double value, const char *unit) {
  printf("{\"row\": \"%s\", \"threads\": %d, \"peer\": \"%s\", \"value\": %.6g, \"unit\": \"%s\"}\n", row, threads,
         peer, value, unit);
  fflush(stdout);
}

/// Reads `--threads N ROW…` and calls `measure` for each row.
static inline int measureRows(int count, char **arguments, void (*measure)(const char *row, int threads)) {
  int threads = 1;
  for (int index = 1; index < count; index++) {
    if (!strcmp(arguments[index], "--threads") && index + 1 < count)
      threads = atoi(arguments[++index]);
    else
      measure(arguments[index], threads);
  }
  return 0;
}

// Rows that are a network: train-xor, train-A-B-C, predict-A-B-C-b1.
#pragma once
#include "measure.h"

/// Which network a row means, or 0 where it is none of these.
static inline int widths(const char *row, int *inputs, int *hidden, int *outputs) {
  if (!strcmp(row, "train-xor")) {
    *inputs = 2, *hidden = 4, *outputs = 1;
    return 1;
  }
  int batch = 0, length = 0;
  if (sscanf(row, "train-%d-%d-%d%n", inputs, hidden, outputs, &length) == 3 && !row[length]) return 1;
  return sscanf(row, "predict-%d-%d-%d-b%d%n", inputs, hidden, outputs, &batch, &length) == 4 && batch == 1 &&
         !row[length];
}

/// Sixteen samples: the corners of XOR over and over, or uniform numbers.
enum { samples = 16 };
#define FILL(x, y, inputs, outputs)                                                                                    \
  for (int s = 0; s < samples; s++) {                                                                                  \
    for (int i = 0; i < inputs; i++) x[s * inputs + i] = inputs == 2 ? (s >> (1 - i)) & 1 : rand() / (RAND_MAX + 1.0); \
    for (int o = 0; o < outputs; o++) y[s * outputs + o] = inputs == 2 ? (s ^ (s >> 1)) & 1 : s % outputs == o;        \
  }

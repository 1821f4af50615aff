// The functions of one tier: compiled once a tier, with LANES and the name of its table.
#include "../../Sources/CKernels/vector.h"

#include "../../Sources/CKernels/functions.h"
#include "functions.h"

// `count` is a multiple of 16.
#define EACH(name)                                                               \
  static void each_##name(const float *from, float *to, size_t count) {          \
    for (size_t i = 0; i < count; i += LANES) store(to + i, v##name(load(from + i))); \
  }
FUNCTIONS(EACH)

#define ENTRY(name) each_##name,
void (*const TABLE[])(const float *from, float *to, size_t count) = {FUNCTIONS(ENTRY)};

// x86-64 with AVX-512: 12 × 32 sums in 24 of 32 registers. Without `no-prefer-256-bit` and the vector
// width clang halves the vectors, and the products run at less than half the speed.
#pragma STDC FP_CONTRACT OFF
#ifdef __x86_64__
#define LANES 16
#define MAX_ROWS 12
#define MAX_COLUMNS 2
#define TIER nn_avx512
#define NAME "avx512"
#pragma clang attribute push(                                                                             \
    __attribute__((target("arch=x86-64-v4,no-prefer-256-bit"), min_vector_width(512))), apply_to = function)
#include "include/CKernels.h"
void nn_avx512_narrow(const struct nn_tiny *);
#define NARROW nn_avx512_narrow
#include "tier.h"
#pragma clang attribute pop
#endif

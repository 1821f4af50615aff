// x86-64 with AVX2 and FMA: 6 × 16 sums in 12 of 16 registers.
#pragma STDC FP_CONTRACT OFF
#ifdef __x86_64__
#define LANES 8
#define MAX_ROWS 6
#define MAX_COLUMNS 1
#define TIER nn_avx2
#define NAME "avx2"
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "tier.h"
#pragma clang attribute pop
#endif

// 64-bit ARM: 6 × 16 sums in 24 of 32 registers.
#pragma STDC FP_CONTRACT OFF
#ifdef __aarch64__
#define LANES 4
#define MAX_ROWS 6
#define MAX_COLUMNS 1
#define TIER nn_neon
#define NAME "neon"
#include "tier.h"
#endif

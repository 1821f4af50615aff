// x86-64 of the last fifteen years.
#pragma STDC FP_CONTRACT OFF
#ifdef __x86_64__
#include <immintrin.h>
#define LANES 1
#define TIER nn_checksums_sse
#define NARROWER nn_checksums_plain
#define NAME "sse"
#define MULTIPLY(a, b, half) (VECTOR)_mm_clmulepi64_si128((__m128i)(a), (__m128i)(b), half ? 0x11 : 0)
#define SUMS(v) (VECTOR)_mm_sad_epu8((__m128i)(v), _mm_setzero_si128())
#define WEIGHTED(v, weights) \
  (words)_mm_madd_epi16(_mm_maddubs_epi16((__m128i)(v), (__m128i)(weights)), _mm_set1_epi16(1))
#pragma clang attribute push(__attribute__((target("ssse3,pclmul"))), apply_to = function)
#include "checksums.h"
#pragma clang attribute pop
#endif

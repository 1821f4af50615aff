// x86-64 with AVX2 and carry-less products of whole vectors.
#pragma STDC FP_CONTRACT OFF
#ifdef __x86_64__
#include <immintrin.h>
#define LANES 2
#define TIER nn_checksums_avx2
#define NARROWER nn_checksums_sse
#define NAME "avx2"
#define MULTIPLY(a, b, half) (VECTOR)_mm256_clmulepi64_epi128((__m256i)(a), (__m256i)(b), half ? 0x11 : 0)
#define SUMS(v) (VECTOR)_mm256_sad_epu8((__m256i)(v), _mm256_setzero_si256())
#define WEIGHTED(v, weights) \
  (words)_mm256_madd_epi16(_mm256_maddubs_epi16((__m256i)(v), (__m256i)(weights)), _mm256_set1_epi16(1))
#pragma clang attribute push(__attribute__((target("avx2,vpclmulqdq"))), apply_to = function)
#include "checksums.h"
#pragma clang attribute pop
#endif

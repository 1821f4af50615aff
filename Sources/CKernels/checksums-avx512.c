// x86-64 with AVX-512 and carry-less products of whole vectors.
#pragma STDC FP_CONTRACT OFF
#ifdef __x86_64__
#include <immintrin.h>
#define LANES 4
#define TIER nn_checksums_avx512
#define NARROWER nn_checksums_sse
#define NAME "avx512"
#define MULTIPLY(a, b, half) (VECTOR)_mm512_clmulepi64_epi128((__m512i)(a), (__m512i)(b), half ? 0x11 : 0)
#define SUMS(v) (VECTOR)_mm512_sad_epu8((__m512i)(v), _mm512_setzero_si512())
#define WEIGHTED(v, weights) \
  (words)_mm512_madd_epi16(_mm512_maddubs_epi16((__m512i)(v), (__m512i)(weights)), _mm512_set1_epi16(1))
#pragma clang attribute push(__attribute__((target("avx512bw,vpclmulqdq"))), apply_to = function)
#include "checksums.h"
#pragma clang attribute pop
#endif

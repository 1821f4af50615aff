// One vector of LANES single-precision numbers, and the few operations that every kernel is made of.
//
// A tier (avx512.c, avx2.c, neon.c, plain.c) defines LANES (16, 8, 4 or 1) and includes this. All tiers
// give the same bits: an operation here is one IEEE operation a lane, and nothing is contracted.
#pragma STDC FP_CONTRACT OFF
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

// Loads and stores go through these types, so that no address needs an alignment.
typedef float vf __attribute__((vector_size(4 * LANES), aligned(4)));
typedef int32_t vi __attribute__((vector_size(4 * LANES), aligned(4)));

// Every row of outputs is made of panels of 16; this many vectors are one panel.
#define PANEL 16
#define VECTORS (PANEL / LANES)

#define UNROLL _Pragma("clang loop unroll(full)")

INLINE vf load(const float *from) {
  vf v;
  memcpy(&v, from, sizeof v);
  return v;
}

INLINE void store(float *to, vf v) { memcpy(to, &v, sizeof v); }

// All lanes hold `value`.
INLINE vf splat(float value) {
  vf v;
  for (int i = 0; i < LANES; i++) v[i] = value;
  return v;
}
INLINE vi splat_int(int32_t value) { return (vi){} + value; }

// The bits of a number, and back.
INLINE vi bits(vf v) { return (vi)v; }
INLINE vf number(vi v) { return (vf)v; }

// Comparisons of vectors give −1 (all bits) for true and 0 for false in each lane.
INLINE vf choose(vi when, vf yes, vf no) { return number((bits(yes) & when) | (bits(no) & ~when)); }

INLINE vf magnitude(vf v) { return number(bits(v) & splat_int(0x7FFFFFFF)); }
INLINE vf root(vf v) { return __builtin_elementwise_sqrt(v); }

// Numbers of a range that int32_t holds, cut to whole ones, and back.
INLINE vi whole(vf v) { return __builtin_convertvector(v, vi); }
INLINE vf real(vi v) { return __builtin_convertvector(v, vf); }

// Two vectors, lane by lane in turn: their first halves, and their second.
#if LANES == 16
#define ZIP_LOW(a, b) __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define ZIP_HIGH(a, b) __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#elif LANES == 8
#define ZIP_LOW(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define ZIP_HIGH(a, b) __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
#elif LANES == 4
#define ZIP_LOW(a, b) __builtin_shufflevector(a, b, 0, 4, 1, 5)
#define ZIP_HIGH(a, b) __builtin_shufflevector(a, b, 2, 6, 3, 7)
#endif

#ifdef SOFTWARE_FMA
// a · b + c, rounded once, without the instruction. The product of two 24-bit numbers is exact in
// double precision; the sum is rounded to odd, which the second rounding to single cannot tell from
// the exact one. The C library's fmaf would use the very instruction this tier is to do without.
INLINE float fma_once(float a, float b, float c) {
  double product = (double)a * (double)b;
  double sum = product + (double)c;
  double back = sum - product;
  double error = (product - (sum - back)) + ((double)c - back);
  uint64_t word;
  memcpy(&word, &sum, sizeof word);
  if (error != 0 && (word & 1) == 0 && sum - sum == 0) {
    word += (error > 0) == (sum > 0) ? 1 : -1;
    memcpy(&sum, &word, sizeof sum);
  }
  return (float)sum;
}
INLINE vf fma(vf a, vf b, vf c) {
  vf result;
  for (int i = 0; i < LANES; i++) result[i] = fma_once(a[i], b[i], c[i]);
  return result;
}
#else
INLINE vf fma(vf a, vf b, vf c) { return __builtin_elementwise_fma(a, b, c); }
#endif

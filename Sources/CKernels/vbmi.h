// What the units for AVX-512 with permutations of bytes (VBMI) share. They are compiled for it by
//   #pragma clang attribute push(VBMI, apply_to = function)
#include <immintrin.h>
#include <stdint.h>

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
#define VBMI \
  __attribute__((target("arch=x86-64-v4,avx512vbmi,avx512vbmi2,no-prefer-256-bit"), min_vector_width(512)))

static inline int has_vbmi(void) {
  return __builtin_cpu_supports("x86-64-v4") && __builtin_cpu_supports("avx512vbmi") &&
         __builtin_cpu_supports("avx512vbmi2");
}

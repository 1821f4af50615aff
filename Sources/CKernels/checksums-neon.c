// 64-bit ARM with the carry-less products of its AES extension.
#pragma STDC FP_CONTRACT OFF
#ifdef __aarch64__
#include <arm_neon.h>
#define LANES 1
#define TIER nn_checksums_neon
#define NARROWER nn_checksums_plain
#define NAME "neon"
#define MULTIPLY(a, b, half) (VECTOR)vmull_p64((a)[half], (b)[half])
#define SUMS(v) (VECTOR)vpaddlq_u32(vpaddlq_u16(vpaddlq_u8((uint8x16_t)(v))))
#define WEIGHTED(v, weights)                                                                  \
  (words)vpaddlq_u16(vmlal_high_u8(vmull_u8(vget_low_u8((uint8x16_t)(v)), vget_low_u8((uint8x16_t)(weights))), \
                                   (uint8x16_t)(v), (uint8x16_t)(weights)))
#pragma clang attribute push(__attribute__((target("aes"))), apply_to = function)
#include "checksums.h"
#pragma clang attribute pop
#endif

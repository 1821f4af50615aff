// One tier of the checksums: both of them over a VECTOR of LANES × 128 bits.
//
// A unit (checksums-*.c) defines LANES, NAME, TIER, the NARROWER tier that gets what fills no vector, and
//   MULTIPLY(a, b, half): in each lane the carry-less product of the two low (0) or high (1) 64 bits,
//   SUMS(v): the bytes of v summed to lanes of 64 bits,
//   WEIGHTED(v, weights): products of bytes summed to lanes of 32 bits.
#include "include/CKernels.h"

#include <string.h>

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

typedef uint64_t VECTOR __attribute__((vector_size(16 * LANES)));
typedef uint32_t words __attribute__((vector_size(16 * LANES)));
typedef uint8_t octets __attribute__((vector_size(16 * LANES)));

extern const struct nn_checksums nn_checksums_plain, NARROWER, TIER;

INLINE void fetch(VECTOR *v, const uint8_t *from) { memcpy(v, from, sizeof *v); }

// CRC-32 is the remainder of the message, taken as a polynomial over GF(2), on division by P. The lowest
// bit of the first byte is its highest coefficient, so a lane is L·x⁶⁴ + H with the low 64 bits L first.
// Moved `d` bits ahead it is L·x^(d+64) + H·x^d, for which modulo P two products of 64 by 32 bits do. A
// product's bits come out one place too low, as if times x⁻¹, and a constant of 32 bits in a lane's lower
// half stands for itself times x³²: hence x^(d+31) mod P for L and x^(d−33) mod P for H, P = x³² + x²⁶ +
// x²³ + x²² + x¹⁶ + x¹² + x¹¹ + x¹⁰ + x⁸ + x⁷ + x⁵ + x⁴ + x² + x + 1, bits mirrored as in a CRC.
#define FOLD_128 0xAE689191, 0xCCAA009E
#define FOLD_256 0xF1DA05AA, 0x81256527
#define FOLD_512 0x8F352D95, 0x1D9513D7
#define FOLD_1024 0x33FFF533, 0x910EEEC1
#define FOLD_2048 0xCE3371CB, 0xE95C1271
#if LANES == 4
#define NEAR {FOLD_512, FOLD_512, FOLD_512, FOLD_512}
#define FAR {FOLD_2048, FOLD_2048, FOLD_2048, FOLD_2048}
#elif LANES == 2
#define NEAR {FOLD_256, FOLD_256}
#define FAR {FOLD_1024, FOLD_1024}
#else
#define NEAR {FOLD_128}
#define FAR {FOLD_512}
#endif

// `v` moved ahead, plus what is there.
INLINE void fold(VECTOR *v, VECTOR distance, VECTOR there) {
  *v = MULTIPLY(*v, distance, 0) ^ MULTIPLY(*v, distance, 1) ^ there;
}

static uint32_t crc32(uint32_t crc, const uint8_t *bytes, size_t count) {
  enum { COLUMNS = 4, SIZE = sizeof(VECTOR) };  // as many at once as hide the latency of a product
  if (count < COLUMNS * SIZE) return NARROWER.crc32(crc, bytes, count);
  const VECTOR near = NEAR, far = FAR;
  VECTOR v[COLUMNS], next;
  UNROLL for (int i = 0; i < COLUMNS; i++) fetch(&v[i], bytes + i * SIZE);
  v[0] ^= (VECTOR){~crc};
  for (bytes += COLUMNS * SIZE, count -= COLUMNS * SIZE; count >= COLUMNS * SIZE;
       bytes += COLUMNS * SIZE, count -= COLUMNS * SIZE)
    UNROLL for (int i = 0; i < COLUMNS; i++) fetch(&next, bytes + i * SIZE), fold(&v[i], far, next);
  UNROLL for (int i = 1; i < COLUMNS; i++) fold(&v[0], near, v[i]);
  for (; count >= SIZE; bytes += SIZE, count -= SIZE) fetch(&next, bytes), fold(&v[0], near, next);
  // What is left has the remainder of all before it: its own CRC, begun with no bit set, is theirs.
  uint8_t rest[SIZE];
  memcpy(rest, &v[0], SIZE);
  return NARROWER.crc32(NARROWER.crc32(~0u, rest, SIZE), bytes, count);
}

// Adler-32 is s = 1 + Σ byte, and the sum of s after every byte, both modulo 65521. A vector of n bytes
// adds n·s to the second, of which s grows by what came in vectors `before`, and n − i times its byte i.
static uint32_t adler32(uint32_t adler, const uint8_t *bytes, size_t count) {
  enum { SIZE = sizeof(VECTOR), MOST = 1 << 15 };  // MOST · 4 · 255 · 64 < 2³²
  octets weights;
  UNROLL for (int i = 0; i < SIZE; i++) weights[i] = (uint8_t)(SIZE - i);
  uint64_t first = adler & 0xFFFF, second = adler >> 16;
  while (count >= SIZE) {
    const size_t vectors = count / SIZE < MOST ? count / SIZE : MOST;
    VECTOR sums = {0}, before = {0}, v;
    words weighted = {0};
    for (size_t i = 0; i < vectors; i++) {
      fetch(&v, bytes + i * SIZE);
      before += sums;
      sums += SUMS(v);
      weighted += WEIGHTED(v, weights);
    }
    second += first * vectors * SIZE;
    UNROLL for (int i = 0; i < SIZE / 8; i++) first += sums[i], second += before[i] * SIZE;
    UNROLL for (int i = 0; i < SIZE / 4; i++) second += weighted[i];
    first %= 65521, second %= 65521;
    bytes += vectors * SIZE, count -= vectors * SIZE;
  }
  return nn_checksums_plain.adler32((uint32_t)(second << 16 | first), bytes, count);
}

const struct nn_checksums TIER = {.name = NAME, .crc32 = crc32, .adler32 = adler32};

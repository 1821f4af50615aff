// How often each byte occurs, where a few of them are most: 64 at a time, by AVX-512's permutations of bytes (VBMI).
#pragma STDC FP_CONTRACT OFF
#include "include/CKernels.h"

#ifdef __x86_64__
#include "vbmi.h"

#include <string.h>
#pragma clang attribute push(VBMI, apply_to = function)

// The frequent bytes: each has a bit of its own in one of two sets.
enum { SETS = 2, FREQUENT = 8 * SETS, SAMPLES = 255, CHUNK = 16 * 64 };

struct frequent {
  int count;
  uint8_t bytes[FREQUENT];
  uint8_t bits[SETS][256];
};

// Finds them in a sample; whether they are seven eighths of it.
INLINE int find(struct frequent *found, const uint8_t *bytes, size_t count) {
  uint8_t seen[256] = {0};
  // An odd step: rows are often as long as a power of two.
  const size_t step = (count / SAMPLES - 1) | 1;
  for (size_t i = 0; i < SAMPLES; i++) seen[bytes[i * step]]++;
  uint64_t is_frequent[4];
  int candidates = FREQUENT + 1;
  for (int least = 1; candidates > FREQUENT; least++) {
    candidates = 0;
    UNROLL for (int i = 0; i < 4; i++) {
      is_frequent[i] = _mm512_cmpge_epu8_mask(_mm512_loadu_si512(seen + 64 * i), _mm512_set1_epi8((char)least));
      candidates += __builtin_popcountll(is_frequent[i]);
    }
  }
  memset(found, 0, sizeof *found);
  int sum = 0;
  for (int i = 0; i < 4; i++)
    for (; is_frequent[i]; is_frequent[i] &= is_frequent[i] - 1) {
      const int byte = 64 * i + __builtin_ctzll(is_frequent[i]), place = found->count++;
      found->bytes[place] = (uint8_t)byte;
      found->bits[place / 8][byte] = (uint8_t)(1 << place % 8);
      sum += seen[byte];
    }
  return sum * 8 >= SAMPLES * 7;
}

// Adds two numbers of one bit each to a sum in every place: what is carried.
INLINE __m512i add(__m512i *sum, __m512i a, __m512i b) {
  const __m512i carry = _mm512_ternarylogic_epi64(*sum, a, b, 0xE8);  // set where two are
  *sum = _mm512_ternarylogic_epi64(*sum, a, b, 0x96);                 // where one is, or three are
  return carry;
}

// Adds the bits of 64 bytes, which are worth so much, to the counts of the eight places.
INLINE void tally(uint32_t counts[8], __m512i bits, uint32_t worth) {
  UNROLL for (int i = 0; i < 8; i++) {
    const uint64_t set = _mm512_test_epi8_mask(bits, _mm512_set1_epi8((char)(1 << i)));
    counts[i] += worth * (uint32_t)__builtin_popcountll(set);
  }
}

// Each set's bits are added up as numbers whose binary digits lie in vectors of their own: only what is carried
// out of the fourth is tallied, once in 16 blocks. Other bytes are put aside and counted one by one.
static size_t count_bytes(const uint8_t *bytes, size_t count, uint32_t *counts) {
  struct frequent frequent;
  if (!find(&frequent, bytes, count)) return 0;
  __m512i tables[SETS][4], digits[SETS][4];
  UNROLL for (int i = 0; i < SETS * 4; i++) {
    tables[i / 4][i % 4] = _mm512_loadu_si512(frequent.bits[i / 4] + 64 * (i % 4));
    digits[i / 4][i % 4] = _mm512_setzero_si512();
  }
  uint32_t sums[FREQUENT] = {0};
  uint8_t others[CHUNK];
  size_t done = 0;
  for (; count - done >= CHUNK; done += CHUNK) {
    size_t aside = 0;
    __m512i ones[SETS], twos[SETS], fours[SETS], eights[SETS];  // that wait for a second
    UNROLL for (int i = 0; i < CHUNK / 64; i++) {
      const __m512i block = _mm512_loadu_si512(bytes + done + 64 * i);
      const __mmask64 is_upper = _mm512_movepi8_mask(block);
      __m512i bits[SETS];
      UNROLL for (int s = 0; s < SETS; s++) bits[s] = _mm512_permutex2var_epi8(tables[s][0], block, tables[s][1]);
      if (is_upper) UNROLL for (int s = 0; s < SETS; s++) {
        const __m512i upper = _mm512_permutex2var_epi8(tables[s][2], block, tables[s][3]);
        bits[s] = _mm512_mask_blend_epi8(is_upper, bits[s], upper);
      }
      const __mmask64 is_other = _mm512_testn_epi8_mask(bits[0] | bits[1], bits[0] | bits[1]);
      _mm512_storeu_si512(others + aside, _mm512_maskz_compress_epi8(is_other, block));
      aside += (size_t)__builtin_popcountll(is_other);
      UNROLL for (int s = 0; s < SETS; s++) {
        if (i % 2 == 0) { ones[s] = bits[s]; continue; }
        const __m512i two = add(&digits[s][0], ones[s], bits[s]);
        if (i % 4 == 1) { twos[s] = two; continue; }
        const __m512i four = add(&digits[s][1], twos[s], two);
        if (i % 8 == 3) { fours[s] = four; continue; }
        const __m512i eight = add(&digits[s][2], fours[s], four);
        if (i == 7) { eights[s] = eight; continue; }
        tally(sums + 8 * s, add(&digits[s][3], eights[s], eight), 16);
      }
    }
    for (size_t i = 0; i < aside; i++) counts[others[i]]++;
  }
  UNROLL for (int i = 0; i < SETS * 4; i++) tally(sums + i / 4 * 8, digits[i / 4][i % 4], 1u << i % 4);
  for (int i = 0; i < frequent.count; i++) counts[frequent.bytes[i]] += sums[i];
  return done;
}
#pragma clang attribute pop
#endif

size_t nn_count_bytes(const uint8_t *bytes, size_t count, uint32_t *counts) {
#ifdef __x86_64__
  if (count >= 4 * CHUNK && has_vbmi()) return count_bytes(bytes, count, counts);
#endif
  return 0;
}

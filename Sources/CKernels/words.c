// Code words one after another, as DEFLATE wants them (RFC 1951, 3.1.1): 64 at a time, by AVX-512's permutations
// of bytes (VBMI).
#pragma STDC FP_CONTRACT OFF
#include "include/CKernels.h"

// Symbols that are written at once, and what that may touch.
enum { BLOCK = 64, ROOM = 128 };

#ifdef __x86_64__
#include "vbmi.h"

#include <string.h>
#pragma clang attribute push(VBMI, apply_to = function)

// Of 64 symbols the word's two bytes, and the gap: what its length lacks of 16.
struct entries {
  __m512i low, high, gap;
};

// The lower halves of 16-bit numbers in order.
INLINE __m512i narrowed(__m512i first, __m512i second) {
  return _mm512_inserti64x4(_mm512_castsi256_si512(_mm512_cvtepi16_epi8(first)), _mm512_cvtepi16_epi8(second), 1);
}

INLINE struct entries table(const uint16_t *words, const uint8_t *lengths) {
  const __m512i first = _mm512_loadu_si512(words), second = _mm512_loadu_si512(words + BLOCK / 2);
  return (struct entries){
      .low = narrowed(first, second),
      .high = narrowed(_mm512_srli_epi16(first, 8), _mm512_srli_epi16(second, 8)),
      .gap = _mm512_sub_epi8(_mm512_set1_epi8(16), _mm512_loadu_si512(lengths))};
}

// By the lower seven bits of a symbol.
INLINE struct entries look_up(const struct entries tables[2], __m512i symbols) {
  return (struct entries){
      .low = _mm512_permutex2var_epi8(tables[0].low, symbols, tables[1].low),
      .high = _mm512_permutex2var_epi8(tables[0].high, symbols, tables[1].high),
      .gap = _mm512_permutex2var_epi8(tables[0].gap, symbols, tables[1].gap)};
}

// What was written so far: its bits, in every lane, and in the last lane those of the unfinished byte.
struct end {
  uint8_t *start;
  __m512i position, rest;
};

// Whether eight groups are neither shorter than a byte nor longer than a lane.
INLINE int fit(__m512i lengths) {
  return !_mm512_cmpgt_epu64_mask(_mm512_sub_epi64(lengths, _mm512_set1_epi64(8)), _mm512_set1_epi64(64 - 8));
}

// Writes eight groups of bits that fit; no more than 64 bytes are touched. No group waits for the one before it: where
// each begins is a sum of lengths, and what its first byte has already is the end of one alone. What is moved out of
// a lane belongs to a byte that the next group writes.
INLINE void emit(struct end *end, __m512i groups, __m512i lengths) {
  const __m512i none = _mm512_setzero_si512(), seven = _mm512_set1_epi64(7);
  const __m512i up_to_own = _mm512_set_epi64(
      -1, 0xFFFFFFFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFF, 0xFFFFFFFF, 0xFFFFFF, 0xFFFF, 0xFF);
  const __m512i all = _mm512_permutexvar_epi8(_mm512_set1_epi64(0x3830282018100800), lengths);  // in every lane
  const __m512i ends = _mm512_add_epi64(end->position, _mm512_sad_epu8(_mm512_and_si512(all, up_to_own), none));
  const __m512i begins = _mm512_sub_epi64(ends, lengths);
  const __m512i rests = _mm512_srlv_epi64(groups, _mm512_sub_epi64(lengths, _mm512_and_si512(ends, seven)));
  const __m512i moved = _mm512_sllv_epi64(groups, _mm512_and_si512(begins, seven));
  struct {
    uint64_t offsets[8], groups[8];
  } lanes;
  _mm512_storeu_si512(lanes.offsets, _mm512_srli_epi64(begins, 3));
  _mm512_storeu_si512(lanes.groups, _mm512_or_si512(moved, _mm512_alignr_epi64(rests, end->rest, 7)));
  end->position = _mm512_add_epi64(end->position, _mm512_sad_epu8(all, none));
  end->rest = rests;
  // By way of memory: in place of it clang would take shuffles, the very units that have most to do.
  __asm__("" : "+m"(lanes));
  UNROLL for (int i = 0; i < 8; i++) memcpy(end->start + lanes.offsets[i], &lanes.groups[i], 8);
}

// Joins words by twos: the first is moved up to the second, then both down, by the gap of the first. A gap of
// several words is the sum of theirs.
static size_t write_words(
    struct nn_bits *bits, const uint16_t *words, const uint8_t *lengths, const uint8_t *symbols, size_t count) {
  struct entries tables[4];
  UNROLL for (int i = 0; i < 4; i++) tables[i] = table(words + i * BLOCK, lengths + i * BLOCK);
  const __m512i none = _mm512_setzero_si512();
  struct end end = {
      .start = bits->next,
      .position = _mm512_set1_epi64((long long)bits->count),
      .rest = _mm512_set1_epi64((long long)bits->bits)};
  size_t done = 0, position = bits->count;
  for (; count - done >= BLOCK && bits->room - position / 8 >= ROOM; done += BLOCK) {
    const __m512i block = _mm512_loadu_si512(symbols + done);
    struct entries each = look_up(tables, block);
    const __mmask64 is_upper = _mm512_movepi8_mask(block);
    if (is_upper) {
      const struct entries upper = look_up(tables + 2, block);
      each.low = _mm512_mask_blend_epi8(is_upper, each.low, upper.low);
      each.high = _mm512_mask_blend_epi8(is_upper, each.high, upper.high);
      each.gap = _mm512_mask_blend_epi8(is_upper, each.gap, upper.gap);
    }
    // Of each 16 symbols `a` has the first eight, `b` the others: words, then pairs, then fours.
    __m512i a = _mm512_unpacklo_epi8(each.low, each.high), b = _mm512_unpackhi_epi8(each.low, each.high);
    const __m512i firsts = _mm512_and_si512(each.gap, _mm512_set1_epi16(0xFF));
    __m512i gap_a = _mm512_unpacklo_epi16(firsts, none), gap_b = _mm512_unpackhi_epi16(firsts, none);
    a = _mm512_srlv_epi32(_mm512_sllv_epi16(a, gap_a), gap_a);
    b = _mm512_srlv_epi32(_mm512_sllv_epi16(b, gap_b), gap_b);
    const __m512i gaps_of_2 = _mm512_maddubs_epi16(each.gap, _mm512_set1_epi8(1));
    const __m512i first_pairs = _mm512_and_si512(gaps_of_2, _mm512_set1_epi32(0xFFFF));
    gap_a = _mm512_unpacklo_epi32(first_pairs, none), gap_b = _mm512_unpackhi_epi32(first_pairs, none);
    a = _mm512_srlv_epi64(_mm512_sllv_epi32(a, gap_a), gap_a);
    b = _mm512_srlv_epi64(_mm512_sllv_epi32(b, gap_b), gap_b);
    const __m512i gaps_of_4 = _mm512_madd_epi16(gaps_of_2, _mm512_set1_epi16(1));
    const __m512i lengths_of_4 = _mm512_sub_epi32(_mm512_set1_epi32(64), gaps_of_4);
    const __m512i lengths_of_8 = _mm512_sub_epi64(_mm512_set1_epi64(128), _mm512_sad_epu8(each.gap, none));
    if (fit(lengths_of_8)) {
      const __m512i first = _mm512_unpacklo_epi64(a, b), second = _mm512_unpackhi_epi64(a, b);
      const __m512i length = _mm512_and_si512(lengths_of_4, _mm512_set1_epi64(0xFFFFFFFF));
      emit(&end, _mm512_or_si512(first, _mm512_sllv_epi64(second, length)), lengths_of_8);
    } else {
      const __m512i lower = _mm512_cvtepu32_epi64(_mm512_castsi512_si256(lengths_of_4));
      const __m512i upper = _mm512_cvtepu32_epi64(_mm512_extracti64x4_epi64(lengths_of_4, 1));
      if (!fit(lower) || !fit(upper)) break;
      emit(&end, _mm512_permutex2var_epi64(a, _mm512_set_epi64(11, 10, 3, 2, 9, 8, 1, 0), b), lower);
      emit(&end, _mm512_permutex2var_epi64(a, _mm512_set_epi64(15, 14, 7, 6, 13, 12, 5, 4), b), upper);
    }
    position = (size_t)_mm_cvtsi128_si64(_mm512_castsi512_si128(end.position));
  }
  bits->next += position / 8, bits->room -= position / 8, bits->count = position % 8;
  bits->bits = (uint64_t)_mm_extract_epi64(_mm512_extracti64x2_epi64(end.rest, 3), 1);
  return done;
}
#pragma clang attribute pop
#endif

size_t nn_write_words(
    struct nn_bits *bits, const uint16_t *words, const uint8_t *lengths, const uint8_t *symbols, size_t count) {
  if (count < BLOCK || bits->room < ROOM) return 0;
#ifdef __x86_64__
  if (has_vbmi()) return write_words(bits, words, lengths, symbols, count);
#endif
  return 0;
}

// Checksums without vectors, and which tier is taken.
#pragma STDC FP_CONTRACT OFF
#include "include/CKernels.h"

#include <string.h>
#ifdef __aarch64__
#include <sys/auxv.h>
#endif

// crc_of_byte[k][b] is the CRC's change by a byte b with k bytes after it. It is linear in the bits of b, and
// given for each of them: times x, bits mirrored, from one to the next lower.
#define ENTRY(b, x0, x1, x2, x3, x4, x5, x6, x7)                                                       \
  ((b) & 1) * x0 ^ ((b) >> 1 & 1) * x1 ^ ((b) >> 2 & 1) * x2 ^ ((b) >> 3 & 1) * x3 ^ ((b) >> 4 & 1) * x4 ^ \
      ((b) >> 5 & 1) * x5 ^ ((b) >> 6 & 1) * x6 ^ ((b) >> 7) * x7
#define FOUR(b, ...) \
  ENTRY(b, __VA_ARGS__), ENTRY(b + 1, __VA_ARGS__), ENTRY(b + 2, __VA_ARGS__), ENTRY(b + 3, __VA_ARGS__)
#define SIXTEEN(b, ...) \
  FOUR(b, __VA_ARGS__), FOUR(b + 4, __VA_ARGS__), FOUR(b + 8, __VA_ARGS__), FOUR(b + 12, __VA_ARGS__)
#define SIXTY_FOUR(b, ...) \
  SIXTEEN(b, __VA_ARGS__), SIXTEEN(b + 16, __VA_ARGS__), SIXTEEN(b + 32, __VA_ARGS__), SIXTEEN(b + 48, __VA_ARGS__)
#define BYTES(...) \
  {SIXTY_FOUR(0u, __VA_ARGS__), SIXTY_FOUR(64u, __VA_ARGS__), SIXTY_FOUR(128u, __VA_ARGS__), SIXTY_FOUR(192u, __VA_ARGS__)}

static const uint32_t crc_of_byte[8][256] = {
    BYTES(0x77073096, 0xEE0E612C, 0x076DC419, 0x0EDB8832, 0x1DB71064, 0x3B6E20C8, 0x76DC4190, 0xEDB88320),
    BYTES(0x191B3141, 0x32366282, 0x646CC504, 0xC8D98A08, 0x4AC21251, 0x958424A2, 0xF0794F05, 0x3B83984B),
    BYTES(0x01C26A37, 0x0384D46E, 0x0709A8DC, 0x0E1351B8, 0x1C26A370, 0x384D46E0, 0x709A8DC0, 0xE1351B80),
    BYTES(0xB8BC6765, 0xAA09C88B, 0x8F629757, 0xC5B428EF, 0x5019579F, 0xA032AF3E, 0x9B14583D, 0xED59B63B),
    BYTES(0x3D6029B0, 0x7AC05360, 0xF580A6C0, 0x30704BC1, 0x60E09782, 0xC1C12F04, 0x58F35849, 0xB1E6B092),
    BYTES(0xCB5CD3A5, 0x4DC8A10B, 0x9B914216, 0xEC53826D, 0x03D6029B, 0x07AC0536, 0x0F580A6C, 0x1EB014D8),
    BYTES(0xA6770BB4, 0x979F1129, 0xF44F2413, 0x33EF4E67, 0x67DE9CCE, 0xCFBD399C, 0x440B7579, 0x8816EAF2),
    BYTES(0xCCAA009E, 0x4225077D, 0x844A0EFA, 0xD3E51BB5, 0x7CBB312B, 0xF9766256, 0x299DC2ED, 0x533B85DA),
};

static uint32_t crc32(uint32_t crc, const uint8_t *bytes, size_t count) {
  crc = ~crc;
  for (; count >= 8; bytes += 8, count -= 8) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);  // low byte first
    word ^= crc;
    crc = 0;
#pragma clang loop unroll(full)  // the bytes that no CRC was added to come first: they need not wait for it
    for (int i = 7; i >= 0; i--) crc ^= crc_of_byte[7 - i][word >> 8 * i & 0xFF];
  }
  for (; count > 0; bytes++, count--) crc = crc >> 8 ^ crc_of_byte[0][(crc ^ *bytes) & 0xFF];
  return ~crc;
}

static uint32_t adler32(uint32_t adler, const uint8_t *bytes, size_t count) {
  uint32_t first = adler & 0xFFFF, second = adler >> 16;
  while (count > 0) {
    const size_t most = 5552, some = count < most ? count : most;  // as many as 32 bits hold the sums of
    for (size_t i = 0; i < some; i++) second += first += bytes[i];
    first %= 65521, second %= 65521;
    bytes += some, count -= some;
  }
  return second << 16 | first;
}

const struct nn_checksums nn_checksums_plain = {.name = "plain", .crc32 = crc32, .adler32 = adler32};
extern const struct nn_checksums nn_checksums_avx512, nn_checksums_avx2, nn_checksums_sse, nn_checksums_neon;

const struct nn_checksums *nn_checksums(size_t index) {
  const struct nn_checksums *tiers[4];
  size_t count = 0;
#ifdef __x86_64__
  if (__builtin_cpu_supports("pclmul") && __builtin_cpu_supports("ssse3")) {
    const int is_wide = __builtin_cpu_supports("vpclmulqdq");
    if (is_wide && __builtin_cpu_supports("x86-64-v4")) tiers[count++] = &nn_checksums_avx512;
    if (is_wide && __builtin_cpu_supports("avx2")) tiers[count++] = &nn_checksums_avx2;
    tiers[count++] = &nn_checksums_sse;
  }
#endif
#ifdef __aarch64__
  if (getauxval(AT_HWCAP) & HWCAP_PMULL) tiers[count++] = &nn_checksums_neon;
#endif
  tiers[count++] = &nn_checksums_plain;
  return index < count ? tiers[index] : NULL;
}

uint32_t nn_crc32(uint32_t crc, const uint8_t *bytes, size_t count) {
  return nn_checksums(0)->crc32(crc, bytes, count);
}

uint32_t nn_adler32(uint32_t adler, const uint8_t *bytes, size_t count) {
  return nn_checksums(0)->adler32(adler, bytes, count);
}

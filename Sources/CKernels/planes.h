// Elements to byte planes and back (spec/format.md D3); plain loops over whole elements, which the compiler
// makes vectors of.

#define PLANES(word, bits)                                                                                  \
  static inline __attribute__((always_inline)) void split_##bits(                                            \
      size_t count, int rotation, const uint8_t *restrict raw, uint8_t *restrict planes) {                   \
    for (size_t i = 0; i < count; i++) {                                                                     \
      word element;                                                                                          \
      memcpy(&element, raw + i * sizeof element, sizeof element);                                            \
      if (rotation) element = (word)(element << 1 | element >> (bits - 1));                                  \
      for (size_t p = 0; p < sizeof element; p++) planes[p * count + i] = (uint8_t)(element >> 8 * p);       \
    }                                                                                                        \
  }                                                                                                          \
  static inline __attribute__((always_inline)) void join_##bits(                                             \
      size_t count, int rotation, const uint8_t *restrict planes, uint8_t *restrict raw) {                   \
    for (size_t i = 0; i < count; i++) {                                                                     \
      word element = 0;                                                                                      \
      for (size_t p = 0; p < sizeof element; p++) element |= (word)((word)planes[p * count + i] << 8 * p);   \
      if (rotation) element = (word)(element >> 1 | element << (bits - 1));                                  \
      memcpy(raw + i * sizeof element, &element, sizeof element);                                            \
    }                                                                                                        \
  }
PLANES(uint16_t, 16)
PLANES(uint32_t, 32)
PLANES(uint64_t, 64)

// With the rotation known, the loop has no question in it.
#define EITHER(what, bits) rotated ? what##_##bits(count, 1, from, to) : what##_##bits(count, 0, from, to)

static void split_planes(size_t size, size_t count, int rotated, const uint8_t *from, uint8_t *to) {
  if (size == 2) EITHER(split, 16);
  if (size == 4) EITHER(split, 32);
  if (size == 8) EITHER(split, 64);
}

static void join_planes(size_t size, size_t count, int rotated, const uint8_t *from, uint8_t *to) {
  if (size == 2) EITHER(join, 16);
  if (size == 4) EITHER(join, 32);
  if (size == 8) EITHER(join, 64);
}

// What tier.c and functions.c have in common.
#include <stddef.h>

#define FUNCTIONS(DO)                                                                  \
  DO(exp) DO(expm1) DO(log) DO(log1p) DO(tanh) DO(sigmoid) DO(erf) DO(softplus)       \
  DO(softplus_tail) DO(gauss) DO(normal)

extern void (*const vectors[])(const float *from, float *to, size_t count);
extern void (*const plain[])(const float *from, float *to, size_t count);

// x86-64 with AVX-512, for tiny networks at most 4 wide: with vectors of 16 each operation would wait longer for
// the one before. The bits are the same.
#pragma STDC FP_CONTRACT OFF
#ifdef __x86_64__
#pragma clang diagnostic ignored "-Wunused-function"  // most of what is included
#include "include/CKernels.h"
#define LANES 4
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"))), apply_to = function)
#include "vector.h"
#include "functions.h"
#include "activations.h"
#include "tiny.h"
void nn_avx512_narrow(const struct nn_tiny *t) { tiny(t); }
#pragma clang attribute pop
#endif

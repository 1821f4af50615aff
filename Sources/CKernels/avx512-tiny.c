// x86-64 with AVX-512, for tiny networks: their layers are mostly no wider than 4, and vectors of 16 make a
// step wait longer for each operation. The bits are the same.
#pragma STDC FP_CONTRACT OFF
#ifdef __x86_64__
#include "include/CKernels.h"
#define LANES 4
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"))), apply_to = function)
#include "vector.h"
#include "functions.h"
#include "activations.h"
#include "tiny.h"
void nn_avx512_tiny(const struct nn_tiny *t) { tiny(t); }
#pragma clang attribute pop
#endif

// Compares every function of Sources/CKernels/functions.h with the C library's in double precision,
// whose own error is below a millionth of what is measured here, and the vectors' bits with those of
// the plain tier.
//
//   functions STEP [NAME ...]
//
// tries every STEP-th number (1: all 2³²) with the vectors, and of these every 997th, or all of them
// where STEP is above 1, without. It fails if an error is above 2 units in the last place.
#include "functions.h"

#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 4096
#define THREADS 2
#define ALLOWED 2.0

static double true_exp(double x) { return exp(x); }
static double true_expm1(double x) { return expm1(x); }
static double true_log(double x) { return log(x); }
static double true_log1p(double x) { return log1p(x); }
static double true_tanh(double x) { return tanh(x); }
static double true_sigmoid(double x) { return x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)); }
static double true_erf(double x) { return erf(x); }
static double true_softplus_tail(double x) { return log1p(exp(-fabs(x))); }
static double true_softplus(double x) { return fmax(x, 0) + true_softplus_tail(x); }
static double true_gauss(double x) { return exp(-0.5 * x * x) * 0.39894228040143267794; }
static double true_normal(double x) { return 0.5 * erfc(x * -0.70710678118654752440); }

#define NAME(name) #name,
static const char *const names[] = {FUNCTIONS(NAME)};
#define EXACT(name) true_##name,
static double (*const exact[])(double) = {FUNCTIONS(EXACT)};
#define COUNT (int)(sizeof names / sizeof *names)

static float number(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static uint32_t bits(float x) {
  uint32_t word;
  memcpy(&word, &x, sizeof word);
  return word;
}

// The distance of `y` from `truth` in units in the last place of single precision, as they are at
// `truth`; an infinite number lies one unit above the largest finite one.
static double error(float y, double truth) {
  if (isnan(truth)) return bits(y) == 0x7FC00000 ? 0 : INFINITY;
  if (truth == y && (truth != 0 || signbit(truth) == signbit(y))) return 0;
  if (isnan(y) || isinf(truth) || truth == 0 || signbit(truth) != signbit(y)) return INFINITY;
  int exponent = fabs(truth) < 0x1p-126 ? -126 : ilogb(truth);
  if (exponent > 127) {
    if (isinf(y)) return 0;
    exponent = 127;
  }
  double value = isinf(y) ? copysign(0x1p+128, y) : y;
  return fabs(value - truth) * ldexp(1, 23 - exponent);
}

struct part {
  int function;
  uint64_t first, step;  // number i of the part has the bits first + i · step
  int tries_plain;
  double worst;
  float worst_at;
  uint64_t differing;
  float differing_at;
};

static void *try_part(void *argument) {
  struct part *part = argument;
  float x[BLOCK], y[BLOCK], z[BLOCK];
  for (uint64_t next = part->first; next < (uint64_t)1 << 32;) {
    size_t count = 0;
    for (; count < BLOCK && next < (uint64_t)1 << 32; next += part->step) x[count++] = number(next);
    size_t filled = (count + 15) / 16 * 16;
    memset(x + count, 0, (filled - count) * sizeof *x);
    vectors[part->function](x, y, filled);
    if (part->tries_plain) {
      plain[part->function](x, z, filled);
      for (size_t i = 0; i < count; i++) {
        if (bits(y[i]) == bits(z[i])) continue;
        part->differing++;
        part->differing_at = x[i];
      }
    }
    for (size_t i = 0; i < count; i++) {
      double e = error(y[i], exact[part->function](x[i]));
      if (e > part->worst) {
        part->worst = e;
        part->worst_at = x[i];
      }
    }
  }
  return NULL;
}

// Tries every step-th number on all threads; true if nothing is wrong.
static int try_function(int function, uint64_t step, int tries_plain, double *worst, float *at) {
  pthread_t threads[THREADS];
  struct part parts[THREADS];
  for (int i = 0; i < THREADS; i++) {
    parts[i] = (struct part){function, i * step, THREADS * step, tries_plain, 0, 0, 0, 0};
    if (pthread_create(&threads[i], NULL, try_part, &parts[i]) != 0) exit(2);
  }
  int good = 1;
  for (int i = 0; i < THREADS; i++) {
    pthread_join(threads[i], NULL);
    if (parts[i].worst > *worst) {
      *worst = parts[i].worst;
      *at = parts[i].worst_at;
    }
    if (parts[i].differing) {
      printf("%s: the tiers differ at %llu numbers, as at %a\n", names[function],
             (unsigned long long)parts[i].differing, parts[i].differing_at);
      good = 0;
    }
  }
  return good && *worst <= ALLOWED;
}

// What no step may leave out: the ends of every range, and the numbers around them.
static int try_special(int function, double *worst, float *at) {
  const float ends[] = {
      0,         0x1p-149f,  0x1p-126f,  0x1p-24f,   0.33333334f, 0.34657359f, 0.5f,
      0.55f,     0.6666667f, 1,          1.0986123f, 1.3333334f, 2,           4,
      8.66f,     9.02f,      10,         13,         14.17f,     14.36f,      15,
      16.28896f, 41.5888f,   60,         87,         87.33655f,  88.37626f,   88.7228f,
      103,       103.2789f,  103.9721f,  104,        0x1p+24f,   0x1p+126f,   0x1p+127f,
      INFINITY};
  enum { ENDS = sizeof ends / sizeof *ends, AROUND = 64, ALL = ENDS * 2 * 2 * AROUND };
  static float x[ALL], y[ALL], z[ALL];
  size_t count = 0;
  for (int i = 0; i < ENDS; i++)
    for (int offset = -AROUND; offset < AROUND; offset++)
      for (uint32_t sign = 0; sign < 2; sign++) x[count++] = number((bits(ends[i]) + offset) ^ (sign << 31));
  vectors[function](x, y, count);
  plain[function](x, z, count);
  int good = 1;
  for (size_t i = 0; i < count; i++) {
    if (good && bits(y[i]) != bits(z[i])) {
      printf("%s: the tiers differ, first at %a\n", names[function], x[i]);
      good = 0;
    }
    double e = error(y[i], exact[function](x[i]));
    if (e > *worst) {
      *worst = e;
      *at = x[i];
    }
  }
  return good && *worst <= ALLOWED;
}

static int is_asked_for(int function, int count, char **asked) {
  for (int i = 0; i < count; i++)
    if (strcmp(asked[i], names[function]) == 0) return 1;
  return count == 0;
}

int main(int count, char **arguments) {
  uint64_t step = count > 1 ? strtoull(arguments[1], NULL, 10) : 0;
  if (step == 0) {
    fprintf(stderr, "usage: functions STEP [NAME ...]\n");
    return 64;
  }
  int good = 1;
  for (int f = 0; f < COUNT; f++) {
    if (!is_asked_for(f, count - 2, arguments + 2)) continue;
    double worst = 0;
    float at = 0;
    good &= try_special(f, &worst, &at);
    if (step == 1) good &= try_function(f, 997, 1, &worst, &at);
    good &= try_function(f, step, step > 1, &worst, &at);
    printf("%-13s at most %.4f units in the last place, at %a (%.9g)\n", names[f], worst, at, at);
    fflush(stdout);
  }
  return good ? 0 : 1;
}

// Every kernel of one tier over many odd shapes, as one digest a kernel: `digest TIER`. Two tiers, or two
// processors, that print the same lines compute the same bits. `digest` alone lists the tiers there are.
#pragma STDC FP_CONTRACT OFF
#include <CKernels.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PANEL 16
#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct nn_kernels *kernels;

// FNV-1a, 64 bits.
static uint64_t digest;
static void take(const void *bytes, size_t count) {
  const unsigned char *byte = bytes;
  for (size_t i = 0; i < count; i++) digest = (digest ^ byte[i]) * 0x100000001B3;
}
static void begin(void) { digest = 0xCBF29CE484222325; }
static void end(const char *kernel) { printf("%-24s %016llx\n", kernel, (unsigned long long)digest); }

// SplitMix64: the same numbers in every run.
static uint64_t state;
static uint64_t word(void) {
  uint64_t z = state += 0x9E3779B97F4A7C15;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

// A number of (−2, 2), seldom one of an awkward size: zero of either sign, subnormal, tiny or huge.
static float number(void) {
  static const float awkward[] = {0, -0.0f, 0x1p-149f, -0x1.8p-130f, 0x1.fffffep-127f, 0x1p-126f, 1e-20f, 3e18f};
  const uint64_t w = word();
  if (w % 97 == 0) return awkward[w / 97 % COUNT(awkward)];
  return ((float)(w >> 40) * 0x1p-24f - 0.5f) * 4;
}

static size_t padded(size_t width) { return (width + PANEL - 1) / PANEL * PANEL; }

// Memory that nobody else has, with room for at least one panel.
static float *numbers(size_t count) {
  float *some = malloc((count + PANEL) * sizeof *some);
  if (!some) abort();
  for (size_t i = 0; i < count + PANEL; i++) some[i] = number();
  return some;
}
static float *copied(const float *from, size_t count) {
  float *some = malloc((count + PANEL) * sizeof *some);
  if (!some) abort();
  memcpy(some, from, (count + PANEL) * sizeof *some);
  return some;
}

// Panels of a matrix: what fills up the last is zero, as the library keeps it.
static float *panels(size_t rows, size_t columns) {
  const size_t count = padded(columns) / PANEL;
  float *some = numbers(rows * padded(columns));
  for (size_t row = 0; row < rows; row++)
    for (size_t column = columns; column < padded(columns); column++)
      some[((count - 1) * rows + row) * PANEL + column % PANEL] = 0;
  return some;
}

static const size_t row_counts[] = {1, 2, 3, 5, 6, 7, 11, 12, 13, 24, 25, 31};
static const size_t widths[] = {1, 2, 3, 7, 15, 16, 17, 31, 33, 48, 49, 65, 130};
static const enum nn_activation activations[] = {
    NN_LINEAR, NN_RELU, NN_LEAKY_RELU, NN_SIGMOID, NN_TANH, NN_ELU, NN_GELU, NN_GELU_TANH, NN_SILU, NN_SOFTPLUS};
static const char *const activation_names[] = {
    "linear", "relu", "leaky-relu", "sigmoid", "tanh", "elu", "gelu", "gelu-tanh", "silu", "softplus"};
static const enum nn_optimizer optimizers[] = {NN_SGD, NN_MOMENTUM, NN_NESTEROV, NN_RMSPROP, NN_ADAGRAD, NN_ADAM};
static const char *const optimizer_names[] = {"sgd", "momentum", "nesterov", "rmsprop", "adagrad", "adam"};

static void product(size_t rows, size_t depth, size_t width, enum nn_activation activation, int has_bias) {
  const size_t x_stride = depth + word() % 5, y_stride = padded(width) + word() % 3 * PANEL;
  float *x = numbers(rows * x_stride), *w = panels(depth, width), *b = panels(1, width);
  float *y = numbers(rows * y_stride);
  const struct nn_product p = {
      .rows = rows, .depth = depth, .panels = padded(width) / PANEL, .x = x, .x_stride = x_stride, .weights = w,
      .weight_stride = depth * PANEL, .bias = has_bias ? b : NULL, .y = y, .y_stride = y_stride,
      .activation = activation, .slope = 0.01f};
  kernels->product(&p);
  for (size_t row = 0; row < rows; row++) take(y + row * y_stride, padded(width) * sizeof *y);
  free(x), free(w), free(b), free(y);
}

static void products(void) {
  begin();
  for (size_t r = 0; r < COUNT(row_counts); r++)
    for (size_t d = 0; d < COUNT(widths); d++)
      for (size_t w = 0; w < COUNT(widths); w++) product(row_counts[r], widths[d], widths[w], NN_LINEAR, (r + d + w) % 2);
  product(2, 4097, 17, NN_RELU, 1);  // more terms than are taken at once
  product(13, 8200, 40, NN_LINEAR, 0);
  end("product");
  for (size_t a = 0; a < COUNT(activations); a++) {
    char name[40];
    begin();
    for (size_t w = 0; w < COUNT(widths); w++) product(7, 9, widths[w], activations[a], 1);
    snprintf(name, sizeof name, "product, %s", activation_names[a]);
    end(name);
  }
}

static struct nn_step some_step(enum nn_optimizer kind, int is_plain) {
  return (struct nn_step){
      .kind = kind, .rate = -0.01f, .weight_decay = is_plain ? 0 : 0.1f, .shrink = kind == NN_ADAM && !is_plain ? 0.999f : 1,
      .scale = is_plain ? 1 : 0.75f, .clip = is_plain ? __builtin_inff() : 0.5f, .momentum = 0.9f, .rest1 = 0.1f,
      .decay = 0.99f, .rest2 = 0.01f, .root = 1.5f, .epsilon = 1e-8f};
}

// What an optimizer keeps of squares is never negative.
static void make_squares(float *some, size_t count) {
  for (size_t i = 0; i < count; i++) some[i] = some[i] < 0 ? -some[i] : some[i];
}

static void gradient(size_t rows, size_t inputs, size_t outputs, enum nn_optimizer kind, int keeps_gradient) {
  const size_t count = inputs * padded(outputs), x_stride = padded(inputs), transposed_stride = padded(outputs) * PANEL;
  float *x = numbers(rows * x_stride), *errors = numbers(rows * padded(outputs));
  for (size_t row = 0; row < rows; row++)
    memset(errors + row * padded(outputs) + outputs, 0, (padded(outputs) - outputs) * sizeof *errors);
  float *w = panels(inputs, outputs), *first = panels(inputs, outputs), *second = panels(inputs, outputs);
  make_squares(second, count);
  float *transposed = numbers(padded(inputs) * padded(outputs)), *kept = panels(inputs, outputs);
  memset(transposed, 0, padded(inputs) * padded(outputs) * sizeof *transposed);
  float *scratch = numbers(nn_scratch(rows));
  kernels->transpose(inputs, padded(outputs) / PANEL, w, transposed, transposed_stride);
  const struct nn_step step = some_step(kind, (rows + inputs) % 2);
  const struct nn_gradient g = {
      .rows = rows, .inputs = inputs, .x = x, .x_stride = x_stride, .errors = errors, .error_stride = padded(outputs),
      .share = 1 / (float)rows, .weights = w, .transposed = transposed, .transposed_stride = transposed_stride,
      .gradient = keeps_gradient ? kept : NULL, .first = first, .second = second, .step = &step, .scratch = scratch};
  const size_t all = padded(outputs) / PANEL;
  for (size_t panel = 0; panel < all; panel += 2) kernels->gradient(&g, panel, all - panel < 2 ? all - panel : 2);
  take(w, count * sizeof *w), take(first, count * sizeof *w), take(second, count * sizeof *w);
  take(kept, count * sizeof *w);
  take(transposed, padded(inputs) * padded(outputs) * sizeof *w);
  free(x), free(errors), free(w), free(first), free(second), free(transposed), free(kept), free(scratch);
}

static void gradients(void) {
  for (size_t k = 0; k < COUNT(optimizers); k++) {
    char name[40];
    begin();
    for (size_t r = 0; r < COUNT(row_counts); r += 2)
      for (size_t i = 0; i < COUNT(widths); i++)
        for (size_t o = 0; o < COUNT(widths); o += 2) gradient(row_counts[r], widths[i], widths[o], optimizers[k], 0);
    snprintf(name, sizeof name, "gradient, %s", optimizer_names[k]);
    end(name);
  }
  begin();
  for (size_t r = 0; r < COUNT(row_counts); r++)
    for (size_t i = 0; i < COUNT(widths); i++) gradient(row_counts[r], widths[i], widths[(i + r) % COUNT(widths)], NN_SGD, 1);
  end("gradient, kept");
}

static void steps(void) {
  for (size_t k = 0; k < COUNT(optimizers); k++) {
    char name[40];
    begin();
    for (int is_plain = 0; is_plain < 2; is_plain++)
      for (size_t count = PANEL; count <= 5 * PANEL; count += PANEL) {
        float *w = numbers(count), *first = numbers(count), *second = numbers(count);
        make_squares(second, count);
        const struct nn_step step = some_step(optimizers[k], is_plain);
        for (int i = 0; i < 20; i++) {
          float *g = numbers(count);
          kernels->step(&step, count, w, g, first, second);
          free(g);
        }
        take(w, count * sizeof *w), take(first, count * sizeof *w), take(second, count * sizeof *w);
        free(w), free(first), free(second);
      }
    snprintf(name, sizeof name, "step, %s", optimizer_names[k]);
    end(name);
  }
}

static void transposes(void) {
  begin();
  for (size_t i = 0; i < COUNT(widths); i++)
    for (size_t o = 0; o < COUNT(widths); o++) {
      const size_t count = padded(widths[i]) * padded(widths[o]);
      float *w = panels(widths[i], widths[o]), *to = malloc(count * sizeof *to);
      if (!to) abort();
      memset(to, 0, count * sizeof *to);
      kernels->transpose(widths[i], padded(widths[o]) / PANEL, w, to, padded(widths[o]) * PANEL);
      take(to, count * sizeof *to);
      free(w), free(to);
    }
  end("transpose");
}

static void sums(void) {
  begin();
  for (size_t r = 0; r < COUNT(row_counts); r++)
    for (size_t w = 0; w < COUNT(widths); w++) {
      const size_t stride = padded(widths[w]);
      float *values = numbers(row_counts[r] * stride), *to = numbers(stride);
      kernels->column_sums(row_counts[r], stride / PANEL, values, stride, 0.3f, to);
      take(to, stride * sizeof *to);
      free(values), free(to);
    }
  end("column sums");
}

static void activation(void) {
  for (size_t a = 0; a < COUNT(activations); a++) {
    char name[40];
    begin();
    for (size_t r = 0; r < COUNT(row_counts); r++)
      for (size_t w = 0; w < COUNT(widths); w++) {
        const size_t rows = row_counts[r], stride = padded(widths[w]), count = rows * stride;
        float *z = numbers(count), *y = copied(z, count), *dy = numbers(count);
        for (size_t i = 0; i < count; i++) z[i] *= (float)(i % 7);
        kernels->activate(activations[a], 0.2f, rows, stride / PANEL, z, stride, y, stride);
        take(y, count * sizeof *y);
        kernels->deactivate(activations[a], 0.2f, rows, stride / PANEL, dy, stride, y, z, stride);
        take(dy, count * sizeof *dy);
        free(z), free(y), free(dy);
      }
    snprintf(name, sizeof name, "activation, %s", activation_names[a]);
    end(name);
  }
}

static void softmax(void) {
  begin();
  for (size_t r = 0; r < COUNT(row_counts); r++)
    for (size_t w = 0; w < COUNT(widths); w++) {
      const size_t rows = row_counts[r], width = widths[w], stride = padded(width);
      float *z = numbers(rows * stride), *y = numbers(rows * stride), *dy = numbers(rows * stride);
      float *largest = numbers(rows), *sum = numbers(rows);
      kernels->softmax(rows, width, z, stride, y, stride, largest, sum);
      kernels->softmax_errors(rows, width, dy, stride, y, stride);
      for (size_t row = 0; row < rows; row++)
        take(y + row * stride, width * sizeof *y), take(dy + row * stride, width * sizeof *dy);
      take(largest, rows * sizeof *largest), take(sum, rows * sizeof *sum);
      free(z), free(y), free(dy), free(largest), free(sum);
    }
  end("softmax");
}

// Numbers of every exponent and sign, infinities and NaN among them.
static void functions(void) {
  static const char *const names[] = {"exp",      "expm1", "log",           "log1p",  "tanh",
                                      "logistic", "erf",   "log1p of exp", "normal", "gauss"};
  enum { STEP = 65521, ALL = 65536 };
  float *x = numbers(ALL), *y = numbers(ALL);
  for (int function = NN_EXP; function <= NN_GAUSS; function++) {
    char name[40];
    begin();
    for (size_t i = 0; i < ALL; i++) {
      const uint32_t bits = (uint32_t)(i * STEP);
      memcpy(x + i, &bits, sizeof bits);
    }
    kernels->map((enum nn_function)function, ALL - 3, x, y);
    for (size_t i = 0; i < ALL - 3; i++) {
      if (y[i] != y[i]) y[i] = __builtin_nanf("");
    }
    take(y, (ALL - 3) * sizeof *y);
    snprintf(name, sizeof name, "function, %s", names[function]);
    end(name);
  }
  free(x), free(y);
}

static void tiny(size_t inputs, size_t hidden, size_t outputs, enum nn_activation kind, enum nn_tiny_loss loss) {
  enum { ROWS = 9, STEPS = 60 };
  float *w[] = {panels(inputs, hidden), panels(hidden, outputs)}, *b[] = {panels(1, hidden), panels(1, outputs)};
  float *transposed = numbers(PANEL * PANEL);
  memset(transposed, 0, PANEL * PANEL * sizeof *transposed);
  kernels->transpose(hidden, 1, w[1], transposed, PANEL * PANEL);
  float *x = numbers(ROWS * inputs), *t = numbers(ROWS * outputs);
  for (size_t i = 0; i < ROWS * inputs; i++) x[i] = (float)(word() % 256) * 0x1p-7f - 1;
  for (size_t i = 0; i < ROWS * outputs; i++) t[i] = (float)(word() % 2);
  intptr_t order[STEPS], classes[ROWS], is_right[STEPS];
  double losses[STEPS];
  for (size_t i = 0; i < STEPS; i++) order[i] = (intptr_t)(word() % ROWS);
  for (size_t i = 0; i < ROWS; i++) classes[i] = (intptr_t)(word() % (outputs == 1 ? 2 : outputs));
  const struct nn_tiny_layer layer[] = {
      {.inputs = inputs, .outputs = hidden, .weights = w[0], .bias = b[0], .activation = kind, .slope = 0.01f},
      {.inputs = hidden, .outputs = outputs, .weights = w[1], .bias = hidden % 2 ? b[1] : NULL,
       .transposed = transposed, .activation = NN_SIGMOID}};
  const struct nn_tiny n = {
      .layers = 2, .layer = layer, .loss = loss, .share = 2 / (float)outputs, .rate = -0.1f, .count = STEPS,
      .order = order, .inputs = x, .targets = t, .classes = classes, .losses = losses, .is_right = is_right};
  kernels->tiny(&n);
  for (int l = 0; l < 2; l++) {
    take(w[l], layer[l].inputs * PANEL * sizeof(float)), take(b[l], PANEL * sizeof(float));
    free(w[l]), free(b[l]);
  }
  take(losses, sizeof losses), take(is_right, sizeof is_right);
  free(transposed), free(x), free(t);
}

static void tinies(void) {
  static const size_t narrow[] = {1, 2, 3, 4, 5, 8, 11, 16};
  for (size_t a = 0; a < COUNT(activations); a++) {
    char name[40];
    begin();
    for (size_t i = 0; i < COUNT(narrow); i++)
      for (size_t h = 0; h < COUNT(narrow); h++)
        tiny(narrow[i], narrow[h], narrow[(i + h) % COUNT(narrow)], activations[a],
             h % 2 ? NN_SQUARED_ERROR : NN_BINARY_CROSS_ENTROPY);
    snprintf(name, sizeof name, "tiny, %s", activation_names[a]);
    end(name);
  }
}

// Every implementation of the checksums; they belong to no tier of the rest.
static void checksums(void) {
  enum { LONGEST = 5000, ALIGNMENT = 64 };
  uint8_t bytes[LONGEST + ALIGNMENT];
  for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)word();
  begin();
  for (int i = 0; i < 2000; i++) {
    const uint8_t *some = bytes + word() % ALIGNMENT;
    const size_t count = word() % (LONGEST + 1);
    const uint32_t before = (uint32_t)word() % 65521;
    const uint32_t crc = nn_crc32(before, some, count), adler = nn_adler32(before, some, count);
    const struct nn_checksums *other;
    for (size_t k = 1; (other = nn_checksums(k)); k++)
      if (other->crc32(before, some, count) != crc || other->adler32(before, some, count) != adler) {
        fprintf(stderr, "digest: checksums of %zu bytes by %s are others\n", count, other->name);
        exit(1);
      }
    take(&crc, sizeof crc), take(&adler, sizeof adler);
  }
  end("checksums");
}

int main(int count, char **arguments) {
  static const char *const tiers[] = {"avx512", "avx2", "neon", "plain"};
  if (count < 2) {
    for (size_t i = 0; i < COUNT(tiers); i++)
      if (nn_kernels(tiers[i])) puts(tiers[i]);
    return 0;
  }
  kernels = nn_kernels(arguments[1]);
  if (!kernels) {
    fprintf(stderr, "digest: this processor has no %s\n", arguments[1]);
    return 1;
  }
  static void (*const parts[])(void) = {products, gradients, steps, transposes, sums, activation, softmax, functions, tinies, checksums};
  for (size_t i = 0; i < COUNT(parts); i++) {
    state = i;  // a part does not depend on those before it
    parts[i]();
  }
  return 0;
}

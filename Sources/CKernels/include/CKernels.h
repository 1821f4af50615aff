// What Swift was measured to be too slow for: the arithmetic of a network (matrix products, activations, the
// steps of optimizers), the checksums of a file, and to count its bytes and write their code words. Every tier gives
// the same bits (spec/arithmetic.md); a caller takes the best one that the processor has.
//
// Rows of numbers are padded to panels of 16. A weight matrix [inputs, outputs] lies in panels, too: for
// each 16 outputs all inputs in order, 16 numbers each. What fills up the last panel is zero and stays
// zero; no sum ever runs over it.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

enum nn_activation {
  NN_LINEAR,
  NN_SIGMOID,
  NN_TANH,
  NN_RELU,
  NN_LEAKY_RELU,
  NN_ELU,
  NN_GELU,
  NN_GELU_TANH,
  NN_SILU,
  NN_SOFTPLUS,
  NN_SOFTMAX,
};

enum nn_function {
  NN_EXP,
  NN_EXPM1,
  NN_LOG,
  NN_LOG1P,
  NN_FTANH,
  NN_LOGISTIC,
  NN_ERF,
  NN_LOG1P_EXP,       // log1p(exp(−|x|))
  NN_NORMAL,          // the normal distribution
  NN_GAUSS,           // its density
};

// y = f(x · W + b) for some rows; with a transposed W, no bias and no activation also the error of the
// inputs.
struct nn_product {
  size_t rows, depth, panels;
  const float *x;
  size_t x_stride;
  const float *weights;
  size_t weight_stride;         // from panel to panel
  const float *bias;            // or none
  float *y;
  size_t y_stride;
  enum nn_activation activation;  // not softmax
  float slope;
};

enum nn_optimizer { NN_SGD, NN_MOMENTUM, NN_NESTEROV, NN_RMSPROP, NN_ADAGRAD, NN_ADAM };

// How a gradient changes a parameter (rule A11).
struct nn_step {
  enum nn_optimizer kind;
  float rate;           // negative
  float weight_decay;   // added to the gradient, times the parameter
  float shrink;         // what the parameter is multiplied by before; 1 for none
  float scale;          // what the gradient is multiplied by before; 1 for none
  float clip;           // its largest magnitude; infinity for none
  float momentum;       // also β₁
  float rest1;          // 1 − β₁
  float decay, rest2;   // β₂ or α, and 1 less that
  float root;           // 1 ÷ √(1 − β₂ᵗ)
  float epsilon;
};

// The gradient of some panels of weights, summed over a batch, and what is done with it.
struct nn_gradient {
  size_t rows, inputs;
  const float *x;
  size_t x_stride;
  const float *errors;  // [rows, outputs]
  size_t error_stride;
  float share;          // what the sums are multiplied by: 1 ÷ rows
  float *weights;
  float *transposed;    // panels of the transposed weights, kept in step; or none
  size_t transposed_stride;  // from panel to panel
  float *gradient;      // where the gradient goes; none to take the step at once
  float *first, *second;  // what the optimizer remembers of the weights, where it does
  const struct nn_step *step;
  float *scratch;       // nn_scratch(rows) numbers
};

// A network whose layers are all dense and at most 16 wide.
#define NN_TINY_LAYERS 8
#define NN_TINY_WIDTH 16

struct nn_tiny_layer {
  size_t inputs, outputs;
  float *weights, *bias;  // one panel; the bias may be none
  float *transposed;      // one panel; none for the first layer
  enum nn_activation activation;  // not softmax, but for a squared error
  float slope;
};

enum nn_tiny_loss { NN_SQUARED_ERROR, NN_BINARY_CROSS_ENTROPY };

// An epoch of training, one sample a step.
struct nn_tiny {
  size_t layers;
  const struct nn_tiny_layer *layer;
  enum nn_tiny_loss loss;
  float share;              // what y − t is multiplied by
  float rate;               // negative
  size_t count;             // of samples
  const intptr_t *order;    // for each step the row of its sample
  const float *inputs;      // rows without padding
  const float *targets;
  const intptr_t *classes;  // of each row, or none
  double *losses;           // of each step
  intptr_t *is_right;       // of each step, if there are classes
};

struct nn_kernels {
  const char *name;
  void (*product)(const struct nn_product *);
  // Panels first … first + count − 1 of the weights.
  void (*gradient)(const struct nn_gradient *, size_t first, size_t count);
  // sums[column] = factor · Σ over rows, in order.
  void (*column_sums)(size_t rows, size_t panels, const float *values, size_t stride, float factor, float *sums);
  // Panels of the transposed weights, `stride` numbers from one to the next.
  void (*transpose)(size_t inputs, size_t panels, const float *weights, float *transposed, size_t stride);
  void (*step)(const struct nn_step *, size_t count, float *w, const float *g, float *first, float *second);
  // Rows of whole panels; y may be z.
  void (*activate)(enum nn_activation, float slope, size_t rows, size_t panels, const float *z, size_t z_stride,
                   float *y, size_t y_stride);
  // dz = dy ∘ f′ in place over dy; z is read by those whose f′ is not a function of y.
  void (*deactivate)(enum nn_activation, float slope, size_t rows, size_t panels, float *dy, size_t dy_stride,
                     const float *y, const float *z, size_t stride);
  // Along rows of `width` numbers; largest and sum, one a row each, may be none.
  void (*softmax)(size_t rows, size_t width, const float *z, size_t z_stride, float *y, size_t y_stride,
                  float *largest, float *sum);
  void (*softmax_errors)(size_t rows, size_t width, float *dy, size_t dy_stride, const float *y, size_t y_stride);
  void (*map)(enum nn_function, size_t count, const float *x, float *y);
  void (*tiny)(const struct nn_tiny *);
  // Little-endian elements of `size` bytes, 2, 4 or 8 of them, to their byte planes, rotated left by one bit if
  // asked for; and back.
  void (*split_planes)(size_t size, size_t count, int rotated, const uint8_t *raw, uint8_t *planes);
  void (*join_planes)(size_t size, size_t count, int rotated, const uint8_t *planes, uint8_t *raw);
};

// Rounds to nearest even, keeps subnormal numbers and masks exceptions on this thread; what was set before.
uint64_t nn_enter_standard_environment(void);
void nn_leave_standard_environment(uint64_t before);

// Tells the processor that this thread is looking for something another has yet to do.
static inline void nn_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb");
#endif
}

// Has the disk begin with a part of a file that is written, and does not wait for it.
void nn_start_flushing(int descriptor, int64_t offset, int64_t count);

// Whether something is mounted at a path, 0 or 1; a kernel before 5.8 does not tell, nor do headers older than that.
int nn_is_mounted(const char *path);

// What nn_gradient needs beside its operands.
size_t nn_scratch(size_t rows);

// The kernels of that name, or the best if it is none; none where the processor does not have them.
const struct nn_kernels *nn_kernels(const char *name);

// CRC-32 and Adler-32 as zlib has them: from the checksum of what came before (0 and 1 of nothing) to that
// of it and these bytes. Any address will do, and any number of bytes; with none of them there need be no address.
struct nn_checksums {
  const char *name;
  uint32_t (*crc32)(uint32_t crc, const uint8_t *bytes, size_t count);
  uint32_t (*adler32)(uint32_t adler, const uint8_t *bytes, size_t count);
};

// By the best tier that the processor has.
uint32_t nn_crc32(uint32_t crc, const uint8_t *bytes, size_t count);
uint32_t nn_adler32(uint32_t adler, const uint8_t *bytes, size_t count);

// All tiers that the processor has, the best first; none past their number.
const struct nn_checksums *nn_checksums(size_t index);

// Where bits are written, the first one lowest.
struct nn_bits {
  uint8_t *next;   // the first byte that is not full
  size_t room;     // the bytes there are from it on
  uint64_t bits;   // what it has already
  uint64_t count;  // so many bits, below 8
};

// Writes the code words of symbols as far as vectors can: how many, whole blocks of 64. The rest is the caller's.
// It begins where less than a block is left, or less than 128 bytes of room; with a block that has eight words of
// more than 64 bits and elsewhere four of less than 8; and on a processor without AVX-512 VBMI at once. There are
// 256 words, of at most 16 bits, none set above their lengths. What is in the room behind the last bit is not kept.
size_t nn_write_words(
    struct nn_bits *bits, const uint16_t *words, const uint8_t *lengths, const uint8_t *symbols, size_t count);

// Adds to the counts of all 256 bytes how often each occurs, as far as vectors can: in how many bytes that was. The
// rest is the caller's: less than 1024; or all, where no few bytes are most, or the processor has no AVX-512 VBMI.
size_t nn_count_bytes(const uint8_t *bytes, size_t count, uint32_t *counts);

#endif

// The matrix product in its one form: c[row, column] = Σₖ a(row, k) · b(k, column), each sum one chain
// of fused multiply-adds with k ascending, from +0. Rule A2 of spec/arithmetic.md.
//
// The vectors run over columns, never over k. `b` lies in panels: all rows k of 16 columns, then those
// of the next 16, so that one tile reads two unbroken streams.

// Where the operands lie; strides count floats.
struct operands {
  const float *a;
  size_t a_row, a_k;
  const float *b;
  size_t b_panel;
  float *c;
  size_t c_row, c_panel;
};

// What happens to the sums of a tile: they go on from what `c` holds, and are multiplied or added to.
struct finish {
  int carries;        // the sums begin with c instead of +0
  int is_last;        // no more terms will follow: apply what stands below
  const float *bias;  // one a column, or none
  float factor;       // 1 for none
};

// ROWS × COLUMNS panels in registers: ROWS · COLUMNS · VECTORS sums at a time. Both are constants
// wherever this is inlined, so every loop but the one over k unrolls.
INLINE void tile(const int ROWS, const int COLUMNS, size_t depth, struct operands o, struct finish f) {
  vf sum[ROWS][COLUMNS * VECTORS];
#pragma clang loop unroll(full)
  for (int r = 0; r < ROWS; r++)
#pragma clang loop unroll(full)
    for (int v = 0; v < COLUMNS * VECTORS; v++)
      sum[r][v] = f.carries
                      ? load(o.c + r * o.c_row + (v / VECTORS) * o.c_panel + (v % VECTORS) * LANES)
                      : splat(0);
  for (size_t k = 0; k < depth; k++) {
    vf b[COLUMNS * VECTORS];
#pragma clang loop unroll(full)
    for (int v = 0; v < COLUMNS * VECTORS; v++)
      b[v] = load(o.b + (v / VECTORS) * o.b_panel + k * PANEL + (v % VECTORS) * LANES);
#pragma clang loop unroll(full)
    for (int r = 0; r < ROWS; r++) {
      vf a = splat(o.a[r * o.a_row + k * o.a_k]);
#pragma clang loop unroll(full)
      for (int v = 0; v < COLUMNS * VECTORS; v++) sum[r][v] = fma(a, b[v], sum[r][v]);
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < ROWS; r++)
#pragma clang loop unroll(full)
    for (int v = 0; v < COLUMNS * VECTORS; v++) {
      vf s = sum[r][v];
      if (f.is_last) {
        s = s * f.factor;
        if (f.bias) s = s + load(f.bias + v * LANES);
      }
      store(o.c + r * o.c_row + (v / VECTORS) * o.c_panel + (v % VECTORS) * LANES, s);
    }
}

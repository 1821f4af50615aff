// The matrix product in its one form: c[row, column] = Σₖ a(row, k) · b(k, column), each sum one chain
// of fused multiply-adds with k ascending, from +0. Rule A2 of spec/arithmetic.md.
//
// The vectors run over columns, never over k. `b` lies in panels: all rows k of 16 columns, then those
// of the next 16, so that a tile reads unbroken streams.

// Where the operands lie; strides count floats.
struct operands {
  const float *a;
  size_t a_row, a_k;
  const float *b;
  size_t b_panel;
  float *c;
  size_t c_row, c_panel;
  int carries;        // the sums begin with c instead of +0
  const float *bias;  // added at the end, one a column; or none
  float factor;       // multiplied with at the end; 1 for none
};

// ROWS × COLUMNS panels of sums in registers. Both are constants wherever this is inlined, so every loop
// but the one over k unrolls.
INLINE void tile(const int ROWS, const int COLUMNS, size_t depth, const struct operands o) {
  vf sum[ROWS][COLUMNS * VECTORS];
#define EACH_SUM                 \
  UNROLL for (int r = 0; r < ROWS; r++) UNROLL for (int v = 0; v < COLUMNS * VECTORS; v++)
#define C_AT(r, v) (o.c + r * o.c_row + v / VECTORS * o.c_panel + v % VECTORS * LANES)
  EACH_SUM sum[r][v] = o.carries ? load(C_AT(r, v)) : splat(0);
  for (size_t k = 0; k < depth; k++) {
    vf b[COLUMNS * VECTORS];
    UNROLL for (int v = 0; v < COLUMNS * VECTORS; v++)
      b[v] = load(o.b + v / VECTORS * o.b_panel + k * PANEL + v % VECTORS * LANES);
    UNROLL for (int r = 0; r < ROWS; r++) {
      vf a = splat(o.a[r * o.a_row + k * o.a_k]);
      UNROLL for (int v = 0; v < COLUMNS * VECTORS; v++) sum[r][v] = fma(a, b[v], sum[r][v]);
    }
  }
  EACH_SUM {
    vf s = sum[r][v] * o.factor;
    if (o.bias) s = s + load(o.bias + v * LANES);
    store(C_AT(r, v), s);
  }
#undef C_AT
#undef EACH_SUM
}

// Tiles of `rows` rows, at most MAX_ROWS of them, by 1 panel or more: as many sums as it takes to keep the
// multipliers busy. `along` is the stride that is known to be 1: that of k, or that of the rows.
enum along { ALONG_K, ALONG_ROWS };

#define TILE(ROWS, COLUMNS)                          \
  case ROWS:                                         \
    tile(ROWS, COLUMNS, depth, o);                   \
    break;
#if MAX_ROWS >= 12
#define TILES(COLUMNS)                                                                                       \
  TILE(1, COLUMNS) TILE(2, COLUMNS) TILE(3, COLUMNS) TILE(4, COLUMNS) TILE(5, COLUMNS) TILE(6, COLUMNS)      \
  TILE(7, COLUMNS) TILE(8, COLUMNS) TILE(9, COLUMNS) TILE(10, COLUMNS) TILE(11, COLUMNS) TILE(12, COLUMNS)
#elif MAX_ROWS >= 6
#define TILES(COLUMNS)                                                                                       \
  TILE(1, COLUMNS) TILE(2, COLUMNS) TILE(3, COLUMNS) TILE(4, COLUMNS) TILE(5, COLUMNS) TILE(6, COLUMNS)
#else
#define TILES(COLUMNS) TILE(1, COLUMNS)
#endif

INLINE void tiles(const enum along along, int rows, int columns, size_t depth, struct operands o) {
  if (along == ALONG_K) o.a_k = 1;
  else o.a_row = 1;
#if MAX_ROWS > 1
  if (columns == 4 * MAX_COLUMNS) return tile(1, 4 * MAX_COLUMNS, depth, o);
#endif
#if MAX_COLUMNS == 2
  if (columns == 2) {
    switch (rows) { TILES(2) }
    return;
  }
#endif
  switch (rows) { TILES(1) }
}

static __attribute__((noinline)) void tiles_along_k(int rows, int columns, size_t depth, const struct operands *o) {
  tiles(ALONG_K, rows, columns, depth, *o);
}
static __attribute__((noinline)) void tiles_along_rows(int rows, int columns, size_t depth, const struct operands *o) {
  tiles(ALONG_ROWS, rows, columns, depth, *o);
}

// The number of panels that a tile of `rows` rows takes of those that are left.
INLINE size_t tile_columns(size_t rows, size_t left) {
  if (MAX_ROWS > 1 && rows == 1 && left >= 4 * MAX_COLUMNS) return 4 * MAX_COLUMNS;
  return left < MAX_COLUMNS ? left : MAX_COLUMNS;
}

// Terms of a sum that are taken at once: so many rows of a panel stay in the second level of the cache.
#define DEPTH_BLOCK 4096

static void product(const struct nn_product *p) {
  const size_t count = (p->rows + MAX_ROWS - 1) / MAX_ROWS;  // of tiles, whose heights differ by 1 at most
  for (size_t from = 0; from == 0 || from < p->depth; from += DEPTH_BLOCK) {
    const size_t depth = p->depth - from < DEPTH_BLOCK ? p->depth - from : DEPTH_BLOCK;
    const int is_last = from + depth == p->depth;
    for (size_t panel = 0, columns; panel < p->panels; panel += columns) {
      columns = tile_columns(p->rows, p->panels - panel);
      float *y = p->y + panel * PANEL;
      for (size_t t = 0, row = 0, rows; t < count; t++, row += rows) {
        rows = p->rows / count + (t < p->rows % count);
        struct operands o = {
            .a = p->x + row * p->x_stride + from, .a_row = p->x_stride,
            .b = p->weights + panel * p->weight_stride + from * PANEL, .b_panel = p->weight_stride,
            .c = y + row * p->y_stride, .c_row = p->y_stride, .c_panel = PANEL,
            .carries = from > 0, .bias = is_last && p->bias ? p->bias + panel * PANEL : NULL, .factor = 1};
        tiles_along_k((int)rows, (int)columns, depth, &o);
      }
      if (is_last && p->activation != NN_LINEAR)
        activate(p->activation, p->slope, p->rows, columns, y, p->y_stride, y, p->y_stride);
    }
  }
}

// LANES × LANES numbers: after log₂ LANES rounds of zipping the first half of the rows with the second,
// rows are columns.
INLINE void transpose_square(const float *from, float *to) {
#if LANES == 1
  *to = *from;
#else
  vf m[LANES], n[LANES];
  UNROLL for (int i = 0; i < LANES; i++) m[i] = load(from + i * PANEL);
  UNROLL for (int round = 1; round < LANES; round *= 2) {
    UNROLL for (int i = 0; i < LANES / 2; i++) {
      n[2 * i] = ZIP_LOW(m[i], m[i + LANES / 2]);
      n[2 * i + 1] = ZIP_HIGH(m[i], m[i + LANES / 2]);
    }
    UNROLL for (int i = 0; i < LANES; i++) m[i] = n[i];
  }
  UNROLL for (int i = 0; i < LANES; i++) store(to + i * PANEL, m[i]);
#endif
}

// Some rows of a panel of weights, `count` ≤ 16 of them from row 16 · n on, become columns of panel n of
// the transpose.
INLINE void transpose_rows(const float *from, size_t count, float *to) {
  if (count == PANEL) {
    for (size_t i = 0; i < PANEL; i += LANES)
      for (size_t j = 0; j < PANEL; j += LANES) transpose_square(from + i * PANEL + j, to + j * PANEL + i);
    return;
  }
  for (size_t j = 0; j < PANEL; j++)
    for (size_t i = 0; i < count; i++) to[j * PANEL + i] = from[i * PANEL + j];
}

static void transpose(size_t inputs, size_t panels, const float *weights, float *transposed, size_t stride) {
  for (size_t panel = 0; panel < panels; panel++)
    for (size_t i = 0; i < inputs; i += PANEL)
      transpose_rows(weights + (panel * inputs + i) * PANEL, inputs - i < PANEL ? inputs - i : PANEL,
                     transposed + i / PANEL * stride + panel * PANEL * PANEL);
}

// Inputs whose gradients are held in the first level of the cache while the step is taken: a multiple
// of the height of a tile, and of 16.
#define INPUT_BLOCK 48

static void gradient_block(const struct nn_gradient *g, size_t input, size_t inputs, size_t columns,
                           const float *errors, float *sums, size_t sums_panel) {
  for (size_t i = 0, rows; i < inputs; i += rows) {
    rows = inputs - i < MAX_ROWS ? inputs - i : MAX_ROWS;
    struct operands o = {
        .a = g->x + input + i, .a_k = g->x_stride,
        .b = errors, .b_panel = g->rows * PANEL,
        .c = sums + i * PANEL, .c_row = PANEL, .c_panel = sums_panel,
        .factor = g->share};
    tiles_along_rows((int)rows, (int)columns, g->rows, &o);
  }
}

static void gradient(const struct nn_gradient *g, size_t first, size_t count) {
  float *errors = g->scratch;
  float *sums = g->scratch + g->rows * MAX_COLUMNS * PANEL;
  for (size_t panel = first, columns; panel < first + count; panel += columns) {
    columns = first + count - panel < MAX_COLUMNS ? first + count - panel : MAX_COLUMNS;
    for (size_t c = 0; c < columns; c++)
      for (size_t row = 0; row < g->rows; row++)
        memcpy(errors + (c * g->rows + row) * PANEL, g->errors + row * g->error_stride + (panel + c) * PANEL,
               PANEL * sizeof(float));
    for (size_t input = 0; input < g->inputs; input += INPUT_BLOCK) {
      const size_t inputs = g->inputs - input < INPUT_BLOCK ? g->inputs - input : INPUT_BLOCK;
      if (g->gradient) {
        gradient_block(g, input, inputs, columns, errors, g->gradient + (panel * g->inputs + input) * PANEL,
                       g->inputs * PANEL);
        continue;
      }
      gradient_block(g, input, inputs, columns, errors, sums, INPUT_BLOCK * PANEL);
      for (size_t c = 0; c < columns; c++) {
        const size_t at = ((panel + c) * g->inputs + input) * PANEL;
        step(g->step, inputs * PANEL, g->weights + at, sums + c * INPUT_BLOCK * PANEL,
             g->first ? g->first + at : NULL, g->second ? g->second + at : NULL);
        if (!g->transposed) continue;
        float *to = g->transposed + (panel + c) * PANEL * PANEL;
        for (size_t i = 0; i < inputs; i += PANEL)
          transpose_rows(g->weights + at + i * PANEL, inputs - i < PANEL ? inputs - i : PANEL,
                         to + (input + i) / PANEL * g->transposed_stride);
      }
    }
  }
}

// For each column the sum over the rows in order, from +0.
static void column_sums(size_t rows, size_t panels, const float *values, size_t stride, float factor, float *sums) {
  for (size_t at = 0; at < panels * PANEL; at += LANES) {
    vf sum = splat(0);
    for (size_t row = 0; row < rows; row++) sum = sum + load(values + row * stride + at);
    store(sums + at, sum * factor);
  }
}

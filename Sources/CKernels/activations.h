// Activations and their derivatives (rule A13), and softmax along rows.

// gelu's tanh form: ½ z (1 + tanh(√(2/π) (z + 0.044715 z³))).
#define ROOT_2_OVER_PI 0x1.988454p-1f
#define CUBIC 0x1.6e4e26p-5f

INLINE vf activation(const enum nn_activation kind, float slope, vf z) {
  switch (kind) {
  case NN_SIGMOID: return vsigmoid(z);
  case NN_TANH: return vtanh(z);
  case NN_RELU: return choose(z > splat(0), z, splat(0));
  case NN_LEAKY_RELU: return choose(z > splat(0), z, z * slope);
  case NN_ELU: return choose(z > splat(0), z, vexpm1(z));
  case NN_GELU: return z * vnormal(z);
  case NN_GELU_TANH: {
    vf u = ROOT_2_OVER_PI * fma(CUBIC * (z * z), z, z);
    return (0.5f * z) * (1 + vtanh(u));
  }
  case NN_SILU: return z * vsigmoid(z);
  case NN_SOFTPLUS: return vsoftplus(z);
  default: return z;
  }
}

// dz from dy, with f′ written on y where it can be, else on z.
INLINE vf derivative(const enum nn_activation kind, float slope, vf dy, vf y, vf z) {
  switch (kind) {
  case NN_SIGMOID: return dy * (y * (1 - y));
  case NN_TANH: return dy * fma(-y, y, splat(1));
  case NN_RELU: return choose(y > splat(0), dy, splat(0));
  case NN_LEAKY_RELU: return choose(y > splat(0), dy, dy * slope);
  case NN_ELU: return choose(y > splat(0), dy, dy * (y + 1));
  case NN_GELU: return dy * fma(z, vgauss(z), vnormal(z));
  case NN_GELU_TANH: {
    vf square = z * z;
    vf t = vtanh(ROOT_2_OVER_PI * fma(CUBIC * square, z, z));
    vf slope_of_u = ROOT_2_OVER_PI * fma(splat(3 * CUBIC), square, splat(1));
    return dy * (0.5f * fma(z * fma(-t, t, splat(1)), slope_of_u, 1 + t));
  }
  case NN_SILU: {
    vf s = vsigmoid(z);
    return dy * (s * fma(z, 1 - s, splat(1)));
  }
  case NN_SOFTPLUS: return dy * vsigmoid(z);
  default: return dy;
  }
}

// Each kind has a loop of its own, in which it is a constant.
#define EACH_KIND(BODY)                                                                                     \
  switch (kind) {                                                                                           \
    BODY(NN_SIGMOID) BODY(NN_TANH) BODY(NN_RELU) BODY(NN_LEAKY_RELU) BODY(NN_ELU) BODY(NN_GELU)             \
    BODY(NN_GELU_TANH) BODY(NN_SILU) BODY(NN_SOFTPLUS) BODY(NN_LINEAR)                                      \
    default: break;                                                                                         \
  }

static void activate(enum nn_activation kind, float slope, size_t rows, size_t panels, const float *z,
                     size_t z_stride, float *y, size_t y_stride) {
#define BODY(KIND)                                                                        \
  case KIND:                                                                              \
    for (size_t row = 0; row < rows; row++)                                               \
      for (size_t i = 0; i < panels * PANEL; i += LANES)                                  \
        store(y + row * y_stride + i, activation(KIND, slope, load(z + row * z_stride + i))); \
    break;
  EACH_KIND(BODY)
#undef BODY
}

static void deactivate(enum nn_activation kind, float slope, size_t rows, size_t panels, float *dy, size_t dy_stride,
                       const float *y, const float *z, size_t stride) {
#define BODY(KIND)                                                                                        \
  case KIND:                                                                                              \
    for (size_t row = 0; row < rows; row++)                                                               \
      for (size_t i = 0; i < panels * PANEL; i += LANES) {                                                \
        float *at = dy + row * dy_stride + i;                                                             \
        const size_t from = row * stride + i;                                                             \
        store(at, derivative(KIND, slope, load(at), load(y + from), z ? load(z + from) : splat(0)));      \
      }                                                                                                   \
    break;
  EACH_KIND(BODY)
#undef BODY
}

// Sixteen partial results of a sum along a row, number i of the row in result i mod 16 (rule A4).
struct row_sum {
  vf partial[VECTORS];
};

INLINE float total(struct row_sum s) {
  float p[PANEL];
  memcpy(p, s.partial, sizeof p);
  for (int step = PANEL / 2; step > 0; step /= 2)
    for (int i = 0; i < step; i++) p[i] += p[i + step];
  return p[0];
}

// The numbers of a row from `at` on as one panel, `fill` where the row is over.
INLINE void load_panel(const float *row, size_t at, size_t width, float fill, vf panel[VECTORS]) {
  float whole_panel[PANEL];
  if (at + PANEL > width) {
    for (size_t i = 0; i < PANEL; i++) whole_panel[i] = at + i < width ? row[at + i] : fill;
    row = whole_panel;
    at = 0;
  }
  for (int v = 0; v < VECTORS; v++) panel[v] = load(row + at + v * LANES);
}

INLINE void store_panel(float *row, size_t at, size_t width, const vf panel[VECTORS]) {
  float whole_panel[PANEL];
  for (int v = 0; v < VECTORS; v++) store(whole_panel + v * LANES, panel[v]);
  memcpy(row + at, whole_panel, (width - at < PANEL ? width - at : PANEL) * sizeof(float));
}

static void softmax(size_t rows, size_t width, const float *z, size_t z_stride, float *y, size_t y_stride,
                    float *largest, float *sum) {
  for (size_t row = 0; row < rows; row++, z += z_stride, y += y_stride) {
    float most = z[0];
    for (size_t i = 1; i < width; i++) most = z[i] > most ? z[i] : most;
    struct row_sum s = {};
    for (size_t at = 0; at < width; at += PANEL) {
      vf panel[VECTORS];
      load_panel(z, at, width, -__builtin_inff(), panel);  // whose exponential is +0
      for (int v = 0; v < VECTORS; v++) {
        panel[v] = vexp(panel[v] - most);
        s.partial[v] = s.partial[v] + panel[v];
      }
      store_panel(y, at, width, panel);
    }
    const float all = total(s);
    for (size_t at = 0; at < width; at += PANEL) {
      vf panel[VECTORS];
      load_panel(y, at, width, 0, panel);
      for (int v = 0; v < VECTORS; v++) panel[v] = panel[v] / all;
      store_panel(y, at, width, panel);
    }
    if (largest) largest[row] = most;
    if (sum) sum[row] = all;
  }
}

static void softmax_errors(size_t rows, size_t width, float *dy, size_t dy_stride, const float *y, size_t y_stride) {
  for (size_t row = 0; row < rows; row++, dy += dy_stride, y += y_stride) {
    struct row_sum s = {};
    vf d[VECTORS], o[VECTORS];
    for (size_t at = 0; at < width; at += PANEL) {
      load_panel(dy, at, width, 0, d);
      load_panel(y, at, width, 0, o);
      for (int v = 0; v < VECTORS; v++) s.partial[v] = fma(d[v], o[v], s.partial[v]);
    }
    const float mean = total(s);
    for (size_t at = 0; at < width; at += PANEL) {
      load_panel(dy, at, width, 0, d);
      load_panel(y, at, width, 0, o);
      for (int v = 0; v < VECTORS; v++) d[v] = o[v] * (d[v] - mean);
      store_panel(dy, at, width, d);
    }
  }
}

INLINE vf function(const enum nn_function kind, vf x) {
  switch (kind) {
  case NN_EXP: return vexp(x);
  case NN_EXPM1: return vexpm1(x);
  case NN_LOG: return vlog(x);
  case NN_LOG1P: return vlog1p(x);
  case NN_FTANH: return vtanh(x);
  case NN_LOGISTIC: return vsigmoid(x);
  case NN_ERF: return verf(x);
  case NN_LOG1P_EXP: return vsoftplus_tail(x);
  case NN_NORMAL: return vnormal(x);
  case NN_GAUSS: return vgauss(x);
  }
}

static void map(enum nn_function kind, size_t count, const float *x, float *y) {
  for (size_t at = 0; at < count; at += PANEL) {
    vf panel[VECTORS];
    load_panel(x, at, count, 0, panel);
    for (int v = 0; v < VECTORS; v++) panel[v] = function(kind, panel[v]);
    store_panel(y, at, count, panel);
  }
}

// Training of a network whose layers are all dense and at most 16 wide, one sample a step, by plain
// gradient descent: a whole epoch in one call. A step of such a network takes less time than calling the
// kernels above for it; the operations are theirs, in the same order, so the bits are, too.

// As many vectors as hold 16 numbers; only the first ones are used where a layer is narrower.
INLINE size_t vectors(size_t width) { return (width + LANES - 1) / LANES; }

INLINE void tiny_forward(const struct nn_tiny_layer *l, const float *x, float *z, float *y) {
  for (size_t v = 0; v < vectors(l->outputs); v++) {
    vf sum = splat(0);
    for (size_t k = 0; k < l->inputs; k++) sum = fma(splat(x[k]), load(l->weights + k * PANEL + v * LANES), sum);
    if (l->bias) sum = sum + load(l->bias + v * LANES);
    store(z + v * LANES, sum);
    if (l->activation == NN_SIGMOID) store(y + v * LANES, vsigmoid(sum));  // the usual one, without a call
  }
  if (l->activation == NN_SOFTMAX) softmax(1, l->outputs, z, PANEL, y, PANEL, NULL, NULL);
  else if (l->activation != NN_SIGMOID) activate(l->activation, l->slope, 1, 1, z, PANEL, y, PANEL);
}

// The error of the inputs from dz, before the weights change; then their change.
INLINE void tiny_backward(const struct nn_tiny_layer *l, float rate, const float *x, const float *dz, float *dx) {
  if (dx)
    for (size_t v = 0; v < vectors(l->inputs); v++) {
      vf sum = splat(0);
      for (size_t j = 0; j < l->outputs; j++)
        sum = fma(splat(dz[j]), load(l->transposed + j * PANEL + v * LANES), sum);
      store(dx + v * LANES, sum);
    }
  // What fills up x is f(0), which need not be 0, and has a part in the transposed weights below. That
  // must not reach what fills up the weights: it stays zero.
  if (dx) memset(dx + l->inputs, 0, (PANEL - l->inputs) * sizeof(float));
  for (size_t v = 0; v < vectors(l->outputs); v++) {
    const vf d = load(dz + v * LANES);
    for (size_t k = 0; k < l->inputs; k++) {
      float *w = l->weights + k * PANEL + v * LANES;
      store(w, fma(splat(rate), fma(splat(x[k]), d, splat(0)), load(w)));
    }
    if (l->bias) store(l->bias + v * LANES, fma(splat(rate), splat(0) + d, load(l->bias + v * LANES)));
  }
  if (l->transposed)
    for (size_t v = 0; v < vectors(l->inputs); v++) {
      const vf from = load(x + v * LANES);
      for (size_t j = 0; j < l->outputs; j++) {
        float *w = l->transposed + j * PANEL + v * LANES;
        store(w, fma(splat(rate), fma(from, splat(dz[j]), splat(0)), load(w)));
      }
    }
}

// The loss of one sample in double precision (rule A6).
INLINE double tiny_loss(const struct nn_tiny *n, const float *y, const float *z, const float *t) {
  const size_t width = n->layer[n->layers - 1].outputs;
  double sum = 0;
  if (n->loss == NN_SQUARED_ERROR) {
    for (size_t j = 0; j < width; j++) {
      const double difference = (double)y[j] - (double)t[j];
      sum += difference * difference;
    }
    return sum / (double)width;
  }
  float tail[PANEL];
  for (size_t v = 0; v < vectors(width); v++) store(tail + v * LANES, vsoftplus_tail(load(z + v * LANES)));
  for (size_t j = 0; j < width; j++)
    sum += ((double)(z[j] > 0 ? z[j] : 0) - (double)z[j] * (double)t[j]) + (double)tail[j];
  return sum / (double)width;
}

// The class that outputs speak for: the first of the largest; of one output, 1 above a half.
INLINE intptr_t tiny_class(const float *y, size_t width) {
  if (width == 1) return y[0] > 0.5f;
  size_t best = 0;
  for (size_t j = 1; j < width; j++) best = y[j] > y[best] ? j : best;
  return (intptr_t)best;
}

static void tiny(const struct nn_tiny *n) {
  const size_t last = n->layers - 1, width = n->layer[last].outputs;
  float y[NN_TINY_LAYERS + 1][PANEL] = {}, z[NN_TINY_LAYERS + 1][PANEL] = {}, d[NN_TINY_LAYERS + 1][PANEL] = {};
  for (size_t i = 0; i < n->count; i++) {
    const size_t row = (size_t)n->order[i];
    const float *t = n->targets + row * width;
    memcpy(y[0], n->inputs + row * n->layer[0].inputs, n->layer[0].inputs * sizeof(float));
    for (size_t l = 0; l <= last; l++) tiny_forward(&n->layer[l], y[l], z[l + 1], y[l + 1]);
    const float *out = y[last + 1];
    n->losses[i] = tiny_loss(n, out, z[last + 1], t);
    for (size_t j = 0; j < width; j++) d[last + 1][j] = (out[j] - t[j]) * n->share;
    for (size_t l = last + 1; l-- > 0;) {
      if (l < last || n->loss == NN_SQUARED_ERROR) {
        if (n->layer[l].activation == NN_SIGMOID)
          for (size_t v = 0; v < vectors(n->layer[l].outputs); v++) {
            const vf o = load(y[l + 1] + v * LANES);
            store(d[l + 1] + v * LANES, derivative(NN_SIGMOID, 0, load(d[l + 1] + v * LANES), o, o));
          }
        else if (n->layer[l].activation == NN_SOFTMAX)
          softmax_errors(1, n->layer[l].outputs, d[l + 1], PANEL, y[l + 1], PANEL);
        else deactivate(n->layer[l].activation, n->layer[l].slope, 1, 1, d[l + 1], PANEL, y[l + 1], z[l + 1], PANEL);
      }
      tiny_backward(&n->layer[l], n->rate, y[l], d[l + 1], l > 0 ? d[l] : NULL);
    }
    if (n->is_right) n->is_right[i] = tiny_class(out, width) == n->classes[row];
  }
}

// Training of a network whose layers are all dense and at most 16 wide, one sample a step, by plain
// gradient descent: a whole epoch in one call. A step of such a network takes less time than calling the
// kernels above for it; the operations are theirs, in the same order, so the bits are, too.
//
// A step is one chain of operations that wait for each other, so what one layer hands to the next stays in
// registers: COUNT vectors, as many as the widest layer needs, and LAYERS layers, if their number is known.

struct tiny_panel {
  vf v[VECTORS];
};

#define EACH_VECTOR UNROLL for (int v = 0; v < COUNT; v++)

// z = x · W + b.
INLINE struct tiny_panel tiny_sums(const int COUNT, const struct nn_tiny_layer *l, const float *x) {
  struct tiny_panel sum;
  EACH_VECTOR sum.v[v] = splat(0);
  for (size_t k = 0; k < l->inputs; k++)
    EACH_VECTOR sum.v[v] = fma(splat(x[k]), load(l->weights + k * PANEL + v * LANES), sum.v[v]);
  if (l->bias) EACH_VECTOR sum.v[v] = sum.v[v] + load(l->bias + v * LANES);
  return sum;
}

INLINE struct tiny_panel tiny_outputs(const int COUNT, const struct nn_tiny_layer *l, struct tiny_panel z) {
  struct tiny_panel y;
  if (l->activation == NN_SIGMOID) {  // the usual one
    EACH_VECTOR y.v[v] = vsigmoid(z.v[v]);
    return y;
  }
  float sums[PANEL] = {}, outputs[PANEL] = {};
  EACH_VECTOR store(sums + v * LANES, z.v[v]);
  if (l->activation == NN_SOFTMAX) softmax(1, l->outputs, sums, PANEL, outputs, PANEL, NULL, NULL);
  else if (l->activation == NN_LINEAR) memcpy(outputs, sums, sizeof outputs);
  else activate(l->activation, l->slope, 1, 1, sums, PANEL, outputs, PANEL);
  EACH_VECTOR y.v[v] = load(outputs + v * LANES);
  return y;
}

INLINE struct tiny_panel tiny_slopes(const int COUNT, const struct nn_tiny_layer *l, struct tiny_panel d,
                                     struct tiny_panel y, struct tiny_panel z) {
  if (l->activation == NN_SIGMOID) {
    EACH_VECTOR d.v[v] = derivative(NN_SIGMOID, 0, d.v[v], y.v[v], z.v[v]);
    return d;
  }
  float sums[PANEL] = {}, outputs[PANEL] = {}, errors[PANEL] = {};
  EACH_VECTOR store(sums + v * LANES, z.v[v]);
  EACH_VECTOR store(outputs + v * LANES, y.v[v]);
  EACH_VECTOR store(errors + v * LANES, d.v[v]);
  if (l->activation == NN_SOFTMAX) softmax_errors(1, l->outputs, errors, PANEL, outputs, PANEL);
  else deactivate(l->activation, l->slope, 1, 1, errors, PANEL, outputs, sums, PANEL);
  EACH_VECTOR d.v[v] = load(errors + v * LANES);
  return d;
}

// w ← fma(−lr, g, w) with g = x · dz, a chain of one term.
INLINE void tiny_step(float *w, float rate, vf x, vf dz) {
  store(w, fma(splat(rate), fma(x, dz, splat(0)), load(w)));
}

// Vector `v` of some outputs of which `width` count: what fills up the panel becomes zero, as f(0) need not
// be. The weights behind would take it over, and by the error the padding of those before.
INLINE vf tiny_without_padding(vf y, int v, size_t width) {
  vi lane;
  for (int i = 0; i < LANES; i++) lane[i] = i + v * LANES;
  return choose(lane < splat_int((int32_t)width), y, splat(0));
}

// The error of the inputs, by the weights before their change; then the change.
INLINE struct tiny_panel tiny_backward(const int COUNT, const struct nn_tiny_layer *l, float rate, const float *x,
                                       struct tiny_panel inputs, struct tiny_panel d) {
  struct tiny_panel dx = {};
  if (l->transposed) {
    EACH_VECTOR inputs.v[v] = tiny_without_padding(inputs.v[v], v, l->inputs);
    float dz[PANEL];
    EACH_VECTOR store(dz + v * LANES, d.v[v]);
    for (size_t j = 0; j < l->outputs; j++)
      EACH_VECTOR {
        float *w = l->transposed + j * PANEL + v * LANES;
        dx.v[v] = fma(splat(dz[j]), load(w), dx.v[v]);
        tiny_step(w, rate, inputs.v[v], splat(dz[j]));
      }
  }
  for (size_t k = 0; k < l->inputs; k++)
    EACH_VECTOR tiny_step(l->weights + k * PANEL + v * LANES, rate, splat(x[k]), d.v[v]);
  if (l->bias) EACH_VECTOR store(l->bias + v * LANES, fma(splat(rate), d.v[v] + 0, load(l->bias + v * LANES)));
  return dx;
}

// The loss of one sample in double precision (rule A6).
INLINE double tiny_loss(const struct nn_tiny *n, size_t width, const float *y, const float *z, const float *t) {
  double sum = 0;
  if (n->loss == NN_SQUARED_ERROR) {
    for (size_t j = 0; j < width; j++) {
      const double difference = (double)y[j] - (double)t[j];
      sum += difference * difference;
    }
    return sum / (double)width;
  }
  float tail[PANEL];
  for (size_t at = 0; at < PANEL; at += LANES) store(tail + at, vsoftplus_tail(load(z + at)));
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

INLINE void tiny_epoch(const int COUNT, const size_t LAYERS, const struct nn_tiny *n) {
  const struct nn_tiny_layer *layer = n->layer;
  const size_t width = layer[LAYERS - 1].outputs;
  float is_output[PANEL] = {};  // 1 where there is one
  for (size_t j = 0; j < width; j++) is_output[j] = 1;
  for (size_t i = 0; i < n->count; i++) {
    const size_t row = (size_t)n->order[i];
    float x[NN_TINY_LAYERS + 1][PANEL], sums[PANEL] = {}, target[PANEL] = {};
    struct tiny_panel y[NN_TINY_LAYERS + 1], z[NN_TINY_LAYERS], d;
    y[0] = (struct tiny_panel){};  // only read where there is a layer before
    for (size_t k = 0; k < layer[0].inputs; k++) x[0][k] = n->inputs[row * layer[0].inputs + k];
    for (size_t j = 0; j < width; j++) target[j] = n->targets[row * width + j];
    for (size_t l = 0; l < LAYERS; l++) {
      z[l] = tiny_sums(COUNT, &layer[l], x[l]);
      y[l + 1] = tiny_outputs(COUNT, &layer[l], z[l]);
      EACH_VECTOR store(x[l + 1] + v * LANES, y[l + 1].v[v]);
    }
    EACH_VECTOR {
      store(sums + v * LANES, z[LAYERS - 1].v[v]);
      const vf error = (y[LAYERS].v[v] - load(target + v * LANES)) * n->share;
      d.v[v] = choose(load(is_output + v * LANES) > 0, error, splat(0));
    }
    n->losses[i] = tiny_loss(n, width, x[LAYERS], sums, target);
    if (n->is_right) n->is_right[i] = tiny_class(x[LAYERS], width) == n->classes[row];
    for (size_t back = 0; back < LAYERS; back++) {
      const size_t l = LAYERS - 1 - back;
      if (l < LAYERS - 1 || n->loss == NN_SQUARED_ERROR) d = tiny_slopes(COUNT, &layer[l], d, y[l + 1], z[l]);
      d = tiny_backward(COUNT, &layer[l], n->rate, x[l], y[l], d);
    }
  }
}

static void tiny(const struct nn_tiny *n) {
  size_t widest = n->layer[0].inputs;
  for (size_t l = 0; l < n->layers; l++) widest = n->layer[l].outputs > widest ? n->layer[l].outputs : widest;
#ifdef NARROW
  if (widest <= 4 && n->layers == 2) return NARROW(n);
#endif
  if (widest <= LANES && n->layers == 2) tiny_epoch(1, 2, n);
  else if (n->layers == 2) tiny_epoch(VECTORS, 2, n);
  else tiny_epoch(VECTORS, n->layers, n);
}
#undef EACH_VECTOR

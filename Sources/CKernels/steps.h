// One step of an optimizer over `count` numbers, a multiple of 16. Rule A11 of spec/arithmetic.md.

// The gradient as the optimizer takes it: scaled, bounded, with the decay of the weight.
INLINE vf prepared(const struct nn_step *s, vf g, vf w) {
  g = g * s->scale;
  g = choose(g > splat(s->clip), splat(s->clip), g);
  g = choose(g < splat(-s->clip), splat(-s->clip), g);
  return fma(splat(s->weight_decay), w, g);
}

// What is remembered of a gradient that has become zero would shrink for ever, at the speed of subnormal
// numbers, some hundred times that of others: too small for a normal number is 0.
INLINE vf without_subnormal(vf v) { return choose(magnitude(v) < splat(0x1p-126f), splat(0), v); }

// A running mean: v ← fma(1 − β, x, β · v).
INLINE vf blended(vf mean, float keep, float rest, vf value) {
  return without_subnormal(fma(splat(rest), value, mean * keep));
}

static void step(const struct nn_step *s, size_t count, float *w, const float *g, float *first, float *second) {
  const vf rate = splat(s->rate);
  const int is_plain = s->scale == 1 && s->clip == __builtin_inff() && s->weight_decay == 0;
#define EACH for (size_t i = 0; i < count; i += LANES)
#define GRADIENT (is_plain ? load(g + i) : prepared(s, load(g + i), load(w + i)))
  switch (s->kind) {
  case NN_SGD:
    EACH store(w + i, fma(rate, GRADIENT, load(w + i)));
    break;
  case NN_MOMENTUM:
    EACH {
      vf velocity = without_subnormal(fma(splat(s->momentum), load(first + i), GRADIENT));
      store(first + i, velocity);
      store(w + i, fma(rate, velocity, load(w + i)));
    }
    break;
  case NN_NESTEROV:
    EACH {
      vf d = GRADIENT;
      vf velocity = without_subnormal(fma(splat(s->momentum), load(first + i), d));
      store(first + i, velocity);
      store(w + i, fma(rate, fma(splat(s->momentum), velocity, d), load(w + i)));
    }
    break;
  case NN_RMSPROP:
    EACH {
      vf d = GRADIENT;
      vf square = blended(load(second + i), s->decay, s->rest2, d * d);
      store(second + i, square);
      store(w + i, fma(rate, d / (root(square) + s->epsilon), load(w + i)));
    }
    break;
  case NN_ADAGRAD:
    EACH {
      vf d = GRADIENT;
      vf square = fma(d, d, load(second + i));
      store(second + i, square);
      store(w + i, fma(rate, d / (root(square) + s->epsilon), load(w + i)));
    }
    break;
  case NN_ADAM:
    EACH {
      vf d = GRADIENT;
      vf mean = blended(load(first + i), s->momentum, s->rest1, d);
      vf square = blended(load(second + i), s->decay, s->rest2, d * d);
      store(first + i, mean);
      store(second + i, square);
      vf size = fma(root(square), splat(s->root), splat(s->epsilon));
      store(w + i, fma(rate, mean / size, load(w + i) * s->shrink));
    }
    break;
  }
#undef GRADIENT
#undef EACH
}

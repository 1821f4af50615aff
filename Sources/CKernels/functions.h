// exp, log, tanh and their relatives for vectors, without a branch and without a library: rule A7 of
// spec/arithmetic.md. Each is within 2 units in the last place for every number there is, and gives
// 0x7FC00000 for a NaN; scripts/functions tries all of them.
//
// Polynomials are evaluated as trees (Estrin's scheme), since a small network waits for one chain of
// these operations after another.

typedef uint32_t vu __attribute__((vector_size(4 * LANES), aligned(4)));

#define NOT_A_NUMBER splat_int(0x7FC00000)
#define INFINITE __builtin_inff()
#define LN2 0x1.62e43p-1f
#define LN2_EXCESS 0x1.05c61p-29f  // LN2 less the true logarithm of 2
#define LOG2E 0x1.715476p+0f
#define SHIFT 0x1.8p+23f  // added to a number and taken away again, it leaves the nearest whole one

// a + b and a − b modulo 2³²: lanes that are not chosen in the end may hold any number.
INLINE vi plus(vi a, vi b) { return (vi)((vu)a + (vu)b); }
INLINE vi minus(vi a, vi b) { return (vi)((vu)a - (vu)b); }

// 2ⁿ, for n of a normal number; (n << 23), of which the bits on top are lost.
INLINE vi shifted_to_exponent(vi n) { return (vi)((vu)n << 23); }
INLINE vf power_of_two(vi n) { return number(shifted_to_exponent(plus(n, splat_int(127)))); }

// 2ⁿ, for n < 128, subnormal or 0 where it must be.
INLINE vf any_power_of_two(vi n) { return power_of_two(n >> 1) * power_of_two(n - (n >> 1)); }

INLINE vi sign(vf x) { return bits(x) & INT32_MIN; }
INLINE vf with_sign_of(vf x, vf y) { return number(bits(y) | sign(x)); }

// `y` where `inside`; otherwise `right` of +∞, `left` of −∞ and NaN of NaN, as x tends.
INLINE vf bounded(vf x, vi inside, vf y, float left, float right) {
  vf limit = choose(x > 0, splat(right), splat(left));
  return choose(inside, y, choose(x == x, limit, number(NOT_A_NUMBER)));
}

// exp(v + low) = 2ⁿ · (1 + m), for |v| < 170 and a small `low`: m = r + q · r².
struct power {
  vi n;
  vf r, q;
};

// n, by which `shifted` exceeds SHIFT, is v · log₂e, rounded.
INLINE struct power power(vf v, vf shifted, vf low) {
  vf n = shifted - SHIFT;
  vf first = fma(n, splat(-LN2), v);  // exact
  vf r = first + fma(n, splat(LN2_EXCESS), low);
  vf square = first * first;
  vf c01 = fma(splat(0x1.555554p-3f), r, splat(0x1p-1f));
  vf c23 = fma(splat(0x1.11131p-7f), first, splat(0x1.5554e8p-5f));
  vf c45 = fma(splat(0x1.9df77cp-13f), first, splat(0x1.6d4ccap-10f));
  vf q = fma(fma(c45, square, c23), square, c01);
  return (struct power){minus(bits(shifted), bits(splat(SHIFT))), r, q};
}

INLINE struct power power_of_e(vf v, vf low) { return power(v, fma(v, splat(LOG2E), splat(SHIFT)), low); }
INLINE vf excess(struct power p) { return fma(p.q, p.r * p.r, p.r); }  // m

// exp(x) − less, for −104 ≤ x < 128 · ln 2. The power of two waits for nothing but n; of 2¹²⁸, one doubling
// is left to the exponent of the result.
INLINE vf power_less(vf x, float less) {
  struct power p = power_of_e(x, splat(0));
  vi over = p.n > 127;
  vf scale = any_power_of_two(p.n + over);
  return number(plus(bits(fma(scale, excess(p), scale - less)), shifted_to_exponent(-over)));
}

INLINE vi has_power(vf x) { return (x >= -104) & (x < 0x1.62e43p+6f); }

INLINE vf vexp(vf x) { return bounded(x, has_power(x), power_less(x, 0), 0, INFINITE); }

INLINE vf vexpm1(vf x) {
  return bounded(x, has_power(x), with_sign_of(x, power_less(x, 1)), -1, INFINITE);
}

// k · ln 2 + log(1 + f), for |f| ≤ 1/3.
INLINE vf logarithm(vi k, vf f) {
  vf f2 = f * f, f4 = f2 * f2;
  vf c01 = fma(splat(0x1.555506p-2f), f, splat(-0x1p-1f));
  vf c23 = fma(splat(0x1.99d054p-3f), f, splat(-0x1.fffefap-3f));
  vf c45 = fma(splat(0x1.1ed508p-3f), f, splat(-0x1.559c54p-3f));
  vf c67 = fma(splat(0x1.1e6eb6p-3f), f, splat(-0x1.f335dp-4f));
  vf high = fma(splat(-0x1.07bc3cp-3f), f4, fma(c67, f2, c45));
  vf g = fma(high, f4, fma(c23, f2, c01));
  return fma(real(k), splat(LN2), fma(f2, g, f));
}

// x = 2ᵏ · mantissa, 2/3 ≤ mantissa < 4/3, for a normal x > 0.
INLINE vi exponent(vf x) { return minus(bits(x), splat_int(0x3F2AAAAB)) >> 23; }
INLINE vf mantissa(vf x, vi k) { return number(minus(bits(x), shifted_to_exponent(k))); }

INLINE vf vlog(vf x) {
  vi subnormal = x < 0x1p-126f;
  vf normal = choose(subnormal, x * 0x1p+25f, x);
  vi k = exponent(normal);
  vf y = logarithm(k - (subnormal & 25), mantissa(normal, k) - 1);
  vf limit = choose(x == 0, splat(-INFINITE), choose(x > 0, x, number(NOT_A_NUMBER)));
  return choose((x > 0) & (x < INFINITE), y, limit);
}

INLINE vf vlog1p(vf x) {
  vf sum = x + 1;
  vf lost = choose(x > 1, 1 - (sum - x), x - (sum - 1));
  vi k = exponent(sum);
  vi inverse = 127 - k;  // of a subnormal power of two, which is taken for 0, at the upper end
  vf f = fma(lost, number(shifted_to_exponent(inverse & ~(inverse >> 31))), mantissa(sum, k) - 1);
  vf limit = choose(x == -1, splat(-INFINITE), choose(x > 0, x, number(NOT_A_NUMBER)));
  return choose((x > -1) & (x < INFINITE), with_sign_of(x, logarithm(k, f)), limit);
}

// A polynomial where x is small, otherwise 1 − 2 ÷ (exp(2x) + 1).
INLINE vf vtanh(vf x) {
  vf size = magnitude(x);
  struct power p = power(size + size, fma(size, splat(2 * LOG2E), splat(SHIFT)), splat(0));
  vf scale = power_of_two(p.n);
  vf large = 1 - 2 / fma(scale, excess(p), scale + 1);
  vf u = x * x;
  vf c01 = fma(splat(0x1.110ceep-3f), u, splat(-0x1.55554ap-2f));
  vf c23 = fma(splat(0x1.58e518p-6f), u, splat(-0x1.b91e7ep-5f));
  vf c = fma(fma(splat(-0x1.9921a2p-8f), u * u, c23), u * u, c01);
  vf y = choose(size < 0.55f, fma(size * u, c, size), large);
  return bounded(x, size <= 10, with_sign_of(x, y), -1, 1);
}

// 1 ÷ (1 + exp(−x)), in which the sum is rounded once: 2ⁿ · m + (2ⁿ + 1). From 2²⁴ on that 1 would be
// lost; it is added to m instead, and both sides of the division are made smaller.
INLINE vf vsigmoid(vf x) {
  struct power p = power(-x, fma(x, splat(-LOG2E), splat(SHIFT)), splat(0));
  vi large = p.n > 23, one = bits(splat(1));
  vi inverse = shifted_to_exponent(__builtin_elementwise_max(minus(splat_int(127), p.n), splat_int(0)));
  vf m = fma(p.q, p.r * p.r, p.r + number(inverse & large));
  vf scale = power_of_two(p.n - (large & 64));
  vf sum = fma(scale, m, scale + number(one & ~large));
  return bounded(x, magnitude(x + 8.5f) <= 95.5f, number(one - shifted_to_exponent(large & 64)) / sum, 0, 1);
}

// exp(−x²/2 + low), without the error of the square.
INLINE struct power gauss(vf x, vf low) {
  vf square = x * x;
  return power_of_e(square * -0.5f, fma(fma(x, x, -square), splat(-0.5f), low));
}

// 2ⁿ · (1 + m) · factor, plus what the factor has lost, with m in its two parts, and in two steps, so that
// subnormal results are right.
INLINE vf scaled(struct power p, vf factor, vf lost) {
  vi half = p.n >> 1;
  vf more = fma(factor, p.r, fma(factor * (p.r * p.r), p.q, lost));
  return (power_of_two(half) * (factor + more)) * power_of_two(p.n - half);
}

// exp(−x²/2) ÷ √(2π).
INLINE vf vgauss(vf x) {
  vf y = scaled(gauss(x, splat(0)), splat(0x1.988454p-2f), splat(-0x1.857936p-27f));
  return bounded(x, magnitude(x) <= 15, y, 0, 0);
}

// The normal distribution below −x, for 0 ≤ x ≤ 15: exp(−x²/2) · s · (1/4 + W(1 − 2s)), s = 1 ÷ (1 + x/2).
// What the sum and the division have lost goes into the argument of exp, what the product has lost is
// added last.
INLINE vf normal_tail(vf x) {
  vf below = fma(x, splat(0.5f), splat(1));
  vf s = 1 / below;
  vf q = fma(splat(-2), s, splat(1));
  vf q2 = q * q, q4 = q2 * q2;
  vf c01 = fma(splat(-0x1.535bbp-3f), q, splat(0x1.611772p-4f));
  vf c23 = fma(splat(0x1.2ccc98p-6f), q, splat(0x1.d7d23ap-7f));
  vf c45 = fma(splat(-0x1.b9103cp-9f), q, splat(-0x1.efc0fap-13f));
  vf c67 = fma(splat(0x1.ab4fb6p-12f), q, splat(-0x1.fc93eep-11f));
  vf c89 = fma(splat(0x1.1e571p-14f), q, splat(0x1.ac7814p-12f));
  vf c1011 = fma(splat(-0x1.06f5cep-15f), q, splat(-0x1.1f742ep-14f));
  vf high = fma(fma(c1011, q2, c89), q4, fma(c67, q2, c45));
  vf w = fma(high, q4, fma(c23, q2, c01));
  vf quarter = s * 0.25f;
  vf product = fma(s, w, quarter);
  vf rest = fma(s, w, quarter - product);
  vf lost = fma(-s, fma(x, splat(0.5f), 1 - below), fma(-s, below, splat(1)));
  return scaled(gauss(x, lost * fma(s, splat(0.5f), splat(1.12f))), product, rest);
}

INLINE vf vnormal(vf x) {
  vf size = magnitude(x);
  vf tail = normal_tail(size);
  return bounded(x, size <= 15, choose(x > 0, 1 - tail, tail), 0, 1);
}

INLINE vf verf(vf x) {
  vf size = magnitude(x);
  vf u = x * x, u2 = u * u;
  vf c01 = fma(splat(-0x1.81273ep-2f), u, splat(0x1.06eba8p-3f));
  vf c23 = fma(splat(-0x1.b7f71ap-6f), u, splat(0x1.ce2ce6p-4f));
  vf c45 = fma(splat(-0x1.a35188p-11f), u, splat(0x1.53f226p-8f));
  vf p = fma(fma(splat(0x1.4772d2p-14f), u2, c45), u2 * u2, fma(c23, u2, c01));
  vf tail = normal_tail(size * 0x1.6a09e6p+0f);
  vf y = choose(size < 1, fma(p, size, size), fma(splat(-2), tail, splat(1)));
  return bounded(x, size <= 4, with_sign_of(x, y), -1, 1);
}

// log1p(exp(−|x|)). Above ln 3 the sum is below 4/3; otherwise it is halved: f = (exp − 1) / 2.
INLINE vf vsoftplus_tail(vf x) {
  vf size = magnitude(x);
  struct power p = power_of_e(-size, splat(0));
  vi near = size < 0x1.193ea8p+0f;
  vf scale = any_power_of_two(p.n);
  vf f = fma(scale, excess(p), scale - number(bits(splat(1)) & near)) * power_of_two(near);
  return bounded(x, size <= 104, logarithm(-near, f), 0, 0);
}

INLINE vf vsoftplus(vf x) { return choose(x > 0, x, splat(0)) + vsoftplus_tail(x); }

INLINE vf vexp(vf x) { vf y; for (int i=0;i<LANES;i++) y[i]=__builtin_expf(x[i]); return y; }
INLINE vf vexpm1(vf x) { vf y; for (int i=0;i<LANES;i++) y[i]=__builtin_expm1f(x[i]); return y; }
INLINE vf vlog(vf x) { vf y; for (int i=0;i<LANES;i++) y[i]=__builtin_logf(x[i]); return y; }
INLINE vf vlog1p(vf x) { vf y; for (int i=0;i<LANES;i++) y[i]=__builtin_log1pf(x[i]); return y; }
INLINE vf vtanh(vf x) { vf y; for (int i=0;i<LANES;i++) y[i]=__builtin_tanhf(x[i]); return y; }
INLINE vf verf(vf x) { vf y; for (int i=0;i<LANES;i++) y[i]=__builtin_erff(x[i]); return y; }
INLINE vf vsigmoid(vf x){ vf y; for(int i=0;i<LANES;i++) y[i]=1/(1+__builtin_expf(-x[i])); return y;}
INLINE vf vsoftplus_tail(vf x){ vf y; for(int i=0;i<LANES;i++) y[i]=__builtin_log1pf(__builtin_expf(-__builtin_fabsf(x[i]))); return y;}
INLINE vf vsoftplus(vf x){ vf y; for(int i=0;i<LANES;i++) y[i]=__builtin_fmaxf(x[i],0)+__builtin_log1pf(__builtin_expf(-__builtin_fabsf(x[i]))); return y;}
INLINE vf vnormal(vf x){ vf y; for(int i=0;i<LANES;i++) y[i]=.5f*__builtin_erfcf(-x[i]*.70710678f); return y;}
INLINE vf vgauss(vf x){ vf y; for(int i=0;i<LANES;i++) y[i]=.39894228f*__builtin_expf(-.5f*x[i]*x[i]); return y;}

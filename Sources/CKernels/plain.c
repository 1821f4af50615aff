// Any processor: no vectors, and no fused multiply-add but our own.
#pragma STDC FP_CONTRACT OFF
#define LANES 1
#define MAX_ROWS 1
#define MAX_COLUMNS 1
#define SOFTWARE_FMA
#define TIER nn_plain
#define NAME "plain"
#include "tier.h"

// One tier: everything, compiled for its LANES. MAX_ROWS and MAX_COLUMNS are the height of the largest
// tile and its width in panels, as many sums as the registers hold. NARROW may name another unit's epoch
// of a tiny network that is at most 4 wide.
#include "include/CKernels.h"
#include "vector.h"
#include "functions.h"
#include "activations.h"
#include "steps.h"
#include "products.h"
#include "tiny.h"
#include "planes.h"

const struct nn_kernels TIER = {
    .name = NAME, .product = product, .gradient = gradient, .column_sums = column_sums, .transpose = transpose, .step = step,
    .activate = activate, .deactivate = deactivate, .softmax = softmax, .softmax_errors = softmax_errors, .map = map, .tiny = tiny,
    .split_planes = split_planes, .join_planes = join_planes};

// FANN, in its build for floats: a sample a step, and predictions one by one.
//
// usage: fann [--threads 1] ROW…
//        fann save FILE INPUTS HIDDEN OUTPUTS
//        fann predict FILE
#include <floatfann.h>

#include "networks.h"

static struct fann *network;
static float *x, *y;
static int inputs, hidden, outputs;

static void trainAll(void) {
  for (int s = 0; s < samples; s++) fann_train(network, x + s * inputs, y + s * outputs);
}

static volatile float sink;

static void predictAll(void) {
  for (int s = 0; s < samples; s++) sink = *fann_run(network, x + s * inputs);
}

static struct fann *made(unsigned a, unsigned b, unsigned c) {
  unsigned layers[] = {a, b, c};
  struct fann *result = fann_create_standard_array(3, layers);
  fann_set_training_algorithm(result, FANN_TRAIN_INCREMENTAL);
  fann_set_train_error_function(result, FANN_ERRORFUNC_LINEAR);
  fann_set_activation_function_hidden(result, FANN_SIGMOID);
  fann_set_activation_function_output(result, FANN_SIGMOID);
  fann_set_learning_rate(result, 0.1f);
  return result;
}

static void measure(const char *row, int threads) {
  if (threads != 1 || !widths(row, &inputs, &hidden, &outputs)) return;
  network = made(inputs, hidden, outputs);
  x = malloc(sizeof *x * samples * inputs);
  y = malloc(sizeof *y * samples * outputs);
  FILL(x, y, inputs, outputs)
  int trains = row[0] == 't';
  double rate = samples * callsPerSecond(trains ? trainAll : predictAll);
  report(row, 1, "FANN", trains ? rate : 1e6 / rate, trains ? "samples/s" : "us");
  free(x);
  free(y);
  fann_destroy(network);
}

int main(int count, char **arguments) {
  if (count == 6 && !strcmp(arguments[1], "save"))
    return fann_save(made(atoi(arguments[3]), atoi(arguments[4]), atoi(arguments[5])), arguments[2]) ? 1 : 0;
  if (count == 3 && !strcmp(arguments[1], "predict")) {
    network = fann_create_from_file(arguments[2]);
    if (!network) return 1;
    int width = fann_get_num_input(network);
    float *ones = malloc(sizeof *ones * width);
    for (int i = 0; i < width; i++) ones[i] = 1;
    printf("%g\n", *fann_run(network, ones));
    return 0;
  }
  return measureRows(count, arguments, measure);
}

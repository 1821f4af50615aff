// codeplea/genann, whose source is found by its folder: a sample a step, and predictions one by one.
//
// usage: genann [--threads 1] ROW…
//        genann save FILE INPUTS HIDDEN OUTPUTS
//        genann predict FILE
#include "genann.h"
#include "networks.h"

#ifndef VARIANT
#define VARIANT ""
#endif

static genann *network;
static double *x, *y;

static void trainAll(void) {
  for (int s = 0; s < samples; s++) genann_train(network, x + s * network->inputs, y + s * network->outputs, 0.1);
}

static volatile double sink;

static void predictAll(void) {
  for (int s = 0; s < samples; s++) sink = *genann_run(network, x + s * network->inputs);
}

static void measure(const char *row, int threads) {
  int inputs, hidden, outputs;
  if (threads != 1 || !widths(row, &inputs, &hidden, &outputs)) return;
  network = genann_init(inputs, 1, hidden, outputs);
  x = malloc(sizeof *x * samples * inputs);
  y = malloc(sizeof *y * samples * outputs);
  FILL(x, y, inputs, outputs)
  int trains = row[0] == 't';
  double table = samples * callsPerSecond(trains ? trainAll : predictAll);
  network->activation_hidden = network->activation_output = genann_act_sigmoid;
  double exact = samples * callsPerSecond(trains ? trainAll : predictAll);
  report(row, 1, "genann, table" VARIANT, trains ? table : 1e6 / table, trains ? "samples/s" : "us");
  report(row, 1, "genann, exact" VARIANT, trains ? exact : 1e6 / exact, trains ? "samples/s" : "us");
  free(x);
  free(y);
  genann_free(network);
}

int main(int count, char **arguments) {
  if (count == 6 && !strcmp(arguments[1], "save")) {
    FILE *file = fopen(arguments[2], "w");
    if (!file) return 1;
    genann_write(genann_init(atoi(arguments[3]), 1, atoi(arguments[4]), atoi(arguments[5])), file);
    return fclose(file);
  }
  if (count == 3 && !strcmp(arguments[1], "predict")) {
    FILE *file = fopen(arguments[2], "r");
    network = file ? genann_read(file) : NULL;
    if (!network) return 1;
    double *ones = malloc(sizeof *ones * network->inputs);
    for (int i = 0; i < network->inputs; i++) ones[i] = 1;
    printf("%g\n", *genann_run(network, ones));
    return 0;
  }
  return measureRows(count, arguments, measure);
}

// Runs a network of FANN over rows: fann_run NETWORK INPUTS OUTPUTS < rows of numbers; a line of outputs a row.
// Where the file has a scaling, rows are scaled and outputs told unscaled, as a program of FANN's does it.
#ifdef DOUBLE
#include <doublefann.h>
#define NUMBER "%lf"
#else
#include <floatfann.h>
#define NUMBER "%f"
#endif
#include <stdio.h>
#include <stdlib.h>

int main(int count, char **words) {
  if (count != 4) return 64;
  struct fann *network = fann_create_from_file(words[1]);
  if (network == NULL) return 65;
  unsigned inputs = atoi(words[2]), outputs = atoi(words[3]);
  if (fann_get_num_input(network) != inputs || fann_get_num_output(network) != outputs) return 65;
  fann_type *row = calloc(inputs, sizeof *row), *answer = calloc(outputs, sizeof *answer);
  for (;;) {
    for (unsigned i = 0; i < inputs; i++)
      if (scanf(NUMBER, &row[i]) != 1) return i == 0 ? 0 : 65;
    if (network->scale_mean_in != NULL) fann_scale_input(network, row);
    fann_type *found = fann_run(network, row);
    for (unsigned i = 0; i < outputs; i++) answer[i] = found[i];
    if (network->scale_mean_in != NULL) fann_descale_output(network, answer);
    for (unsigned i = 0; i < outputs; i++) printf("%.17g%c", answer[i], i + 1 < outputs ? ' ' : '\n');
  }
}

// Runs a network in JSON over rows: json_networks.js FORMAT NETWORK < rows of numbers; a line of outputs a row.
// The formulas are those that Toy-Neural-Network-JS ("toynn") and brain.js ("brainjs") compute, written here.
"use strict";
const fs = require("fs");
const [format, path] = process.argv.slice(2);
const file = JSON.parse(fs.readFileSync(path, "utf8"));

const functions = {
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  relu: (x) => (x < 0 ? 0 : x),
};

// As `deserialize` takes the members, with its default or the activation that is set afterwards.
function toynn(row) {
  const activation = functions[process.env.ACTIVATION ?? "sigmoid"];
  let values = row.map((x) => [x]);
  for (const [weights, bias] of [["weights_ih", "bias_h"], ["weights_ho", "bias_o"]]) {
    const matrix = file[weights];
    if (matrix.data.length !== matrix.rows || matrix.cols !== values.length) throw new Error(weights);
    values = matrix.data.map((line, i) => {
      let sum = 0;
      for (let k = 0; k < matrix.cols; k++) sum += line[k] * values[k][0];
      return [activation(sum + file[bias].data[i][0])];
    });
  }
  return values.map((value) => value[0]);
}

// As `fromJSON` and `run`: parameters and what leaves a layer are of single precision, sums are not.
function brainjs(row) {
  const { activation, leakyReluAlpha } = file.trainOpts;
  const apply = activation === "leaky-relu" ? (x) => Math.max(x, leakyReluAlpha * x) : functions[activation];
  let values = Float32Array.from(row);
  file.layers.slice(1).forEach((layer, index) => {
    if (layer.weights.length !== file.sizes[index + 1]) throw new Error("sizes");
    const outputs = new Float32Array(layer.weights.length);
    layer.weights.forEach((line, node) => {
      const weights = Float32Array.from(line);
      let sum = Math.fround(layer.biases[node]);
      for (let k = 0; k < weights.length; k++) sum += weights[k] * values[k];
      outputs[node] = apply(sum);
    });
    values = outputs;
  });
  return Array.from(values);
}

const run = { toynn, brainjs }[format];
for (const line of fs.readFileSync(0, "utf8").split("\n")) {
  if (line) console.log(run(line.split(" ").map(Number)).join(" "));
}

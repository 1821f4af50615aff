// Writes xor-trace.json: what the library of the video lesson makes of a 2-4-1 network, call by call.
// Run: node trace.js FOLDER    (the folder with its matrix.js and nn.js, which are not part of this project)
const fs = require('fs');
const path = require('path');
const vm = require('vm');

const folder = process.argv[2];
const source = ['matrix.js', 'nn.js'].map(name => fs.readFileSync(path.join(folder, name), 'utf8')).join('\n');
vm.runInThisContext(source + '\nglobalThis.NeuralNetwork = NeuralNetwork;');

// A linear congruential generator, modulo 2^32: the upper 24 bits are a number in [0, 1).
let state = 20261124;
function draw() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return (state >>> 8) / 2 ** 24;
}

const LEARNING_RATE = 0.5;
const CALLS = 10000;
const SHOWN = 40;
const corners = [[0, 0], [0, 1], [1, 0], [1, 1]];
const targets = [[0], [1], [1], [0]];

// The library draws its first weights from [-1, 1); these are multiples of 2^-12, exact in binary32.
Math.random = () => Math.floor(draw() * 2 ** 13) / 2 ** 13;
const network = new NeuralNetwork(2, 4, 1);
network.setLearningRate(LEARNING_RATE);

function parameters() {
  return {
    'layers.0.weight': network.weights_ih.toArray(),
    'layers.0.bias': network.bias_h.toArray(),
    'layers.1.weight': network.weights_ho.toArray(),
    'layers.1.bias': network.bias_o.toArray(),
  };
}

const trace = {
  layers: [2, 4, 1], activation: 'sigmoid', learningRate: LEARNING_RATE, inputs: corners, targets,
  parameters: parameters(),
};
let samples = '';
const steps = [];
for (let call = 1; call <= CALLS; call++) {
  const sample = Math.floor(draw() * 4);
  samples += sample;
  const before = network.predict(corners[sample]);
  network.train(corners[sample], targets[sample]);
  if (call <= SHOWN || call === CALLS) {
    steps.push({
      call, sample, before, after: network.predict(corners[sample]), parameters: parameters(),
    });
  }
}
Object.assign(trace, { samples, steps, outputs: corners.map(corner => network.predict(corner)) });

function members(object, indent) {
  return '{\n' + Object.entries(object).map(([name, value]) => {
    if (name === 'steps') {
      const lines = value.map(step => indent + ' ' + members(step, indent + '  '));
      return indent + '"steps": [\n' + lines.join(',\n') + '\n' + indent + ']';
    }
    const text = name === 'parameters' ? members(value, indent + ' ') : JSON.stringify(value);
    return indent + JSON.stringify(name) + ': ' + text;
  }).join(',\n') + '\n' + indent.slice(1) + '}';
}
fs.writeFileSync(path.join(__dirname, 'xor-trace.json'), members(trace, ' ') + '\n');

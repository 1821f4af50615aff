// The library of the video lesson, whose two files are found by their folder: a sample a step.
//
// usage: node toynn.js FOLDER ROW…
'use strict';
const fs = require('fs');
const vm = require('vm');
const [folder, ...rows] = process.argv.slice(2);
const source = ['matrix.js', 'nn.js'].map(name => fs.readFileSync(folder + '/' + name, 'utf8')).join('\n');
vm.runInThisContext(source + '\nglobalThis.NeuralNetwork = NeuralNetwork;');

const seconds = () => Number(process.hrtime.bigint()) * 1e-9;

function callsPerSecond(work) {
  const start = seconds();
  let calls = 0;
  for (; seconds() - start < 0.3; calls++) work();
  const each = Math.floor(calls / 30) + 1;
  const blocks = [];
  for (const end = seconds() + 0.4; blocks.length < 5 || seconds() < end;) {
    const begin = seconds();
    for (let call = 0; call < each; call++) work();
    blocks.push(each / (seconds() - begin));
  }
  return blocks.sort((a, b) => a - b)[blocks.length >> 1];
}

for (const row of rows) {
  const layers = row === 'train-xor' ? [2, 4, 1] : (row.match(/^train-(\d+)-(\d+)-(\d+)$/) || []).slice(1).map(Number);
  if (layers.length !== 3) continue;
  const network = new NeuralNetwork(...layers);
  const x = [], y = [];
  for (let s = 0; s < 16; s++) {
    x.push(Array.from({ length: layers[0] }, (_, i) => layers[0] === 2 ? (s >> (1 - i)) & 1 : Math.random()));
    y.push(Array.from({ length: layers[2] }, (_, o) => layers[0] === 2 ? (s ^ (s >> 1)) & 1 : Number(s % layers[2] === o)));
  }
  const rate = 16 * callsPerSecond(() => { for (let s = 0; s < 16; s++) network.train(x[s], y[s]); });
  console.log(JSON.stringify({ row, threads: 1, peer: 'Toy-NN JS', value: rate, unit: 'samples/s' }));
}

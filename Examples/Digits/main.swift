import NeuralNetwork

// 1,797 handwritten digits: 64 pixels each, and the digit that they show.
let data = try Dataset(csv: "Fixtures/data/digits.csv", target: "digit")
let (training, held) = try data.split(holdingBack: 0.2, seed: 42)

// Two layers, trained with Adam.
let network = Network(inputs: 64, layers: [.dense(128, .relu), .dense(10, .softmax)], seed: 42)
var trainer = Trainer(network, loss: .crossEntropy, optimizer: .adam(learningRate: 5e-3), seed: 42)
try trainer.fit(training, epochs: 30)

// The file holds all that a prediction needs: weights, scaling, names of columns and classes.
try trainer.model().write(to: "digits.nnmodel")
let model = try Model(contentsOf: "digits.nnmodel")

print(try model.evaluate(held))
print("the first digit held back is a", try model.predict(Array(held.row(0))).label ?? "?")

import Testing

@testable import NeuralNetwork

@Suite struct OptimizerTests {
  /// Five steps of PyTorch's formulas in numpy, in double precision, from w = [0.5, −1.5] with
  /// g = w · [2, 0.5] + [0.1, −0.2] · t.
  @Test(arguments: [
    (
      Optimizer.sgd(learningRate: 0.1),
      [
        0.39, -1.405, 0.292, -1.29475, 0.2036, -1.1700125, 0.12288, -1.031511875, 0.048304,
        -0.87993628125,
      ]
    ),
    (
      .adam(learningRate: 0.01),
      [
        0.4900000000909091, -1.4900000001052631, 0.47998786989916514, -1.4799947229048975,
        0.4699561508492786, -1.4699728749909706, 0.4598978890662962, -1.4599223174812976,
        0.4498066441999743, -1.449831485658097,
      ]
    ),
  ])
  func stepsAreThoseOfPyTorch(optimizer: Optimizer, expected: [Double]) {
    var parameters: [[[Float]]] = [[[0.5, -1.5]]]
    var state = OptimizerState()
    for step in 1...5 {
      let w = parameters[0][0]
      let t = Float(step)
      state.update(
        &parameters, gradients: [[[w[0] * 2 + 0.1 * t, w[1] * 0.5 - 0.2 * t]]],
        optimizer: optimizer)
      for lane in 0..<2 {
        let wanted = expected[2 * (step - 1) + lane]
        #expect(abs(Double(parameters[0][0][lane]) - wanted) < 1e-5 * abs(wanted))
      }
    }
    #expect(state.step == 5)
  }

  /// The tree of operations of one step, written with its own constants.
  @Test func adamIsItsFormula() {
    var parameters: [[[Float]]] = [[[0.3]]]
    var state = OptimizerState()
    let gradient: Float = 0.7
    state.update(&parameters, gradients: [[[gradient]]], optimizer: .adam(learningRate: 0.02))
    let m = (Float(0.9) * 0).addingProduct(Float(1 - 0.9), gradient)
    let v = (Float(0.999) * 0).addingProduct(Float(1 - 0.999), gradient * gradient)
    let root = Float((1 - 0.999).squareRoot())
    let step = m / (v.squareRoot() / root + Float(1e-8))
    let expected = Float(0.3).addingProduct(-Float(0.02 / (1 - 0.9)), step)
    #expect(parameters[0][0][0].bitPattern == expected.bitPattern)
  }

  /// βᵗ as a product of t factors, not as a power.
  @Test func powersOfBetaAreRunningProducts() {
    var parameters: [[[Float]]] = [[[1]]]
    var state = OptimizerState()
    var product = 1.0
    for _ in 0..<100 {
      state.update(
        &parameters, gradients: [[[0.1]]],
        optimizer: .adam(learningRate: 0.1, beta1: 0.7, beta2: 0.9))
      product *= 0.7
    }
    #expect(state.beta1Power == product)
  }

  @Test(arguments: [
    (Optimizer.sgd(learningRate: 0), "learning rate"),
    (.sgd(learningRate: .nan), "learning rate"),
    (.adam(learningRate: .infinity), "learning rate"),
    (.adam(learningRate: 1, beta1: 1), "beta1"),
    (.adam(learningRate: 1, beta2: -0.1), "beta2"),
    (.adam(learningRate: 1, epsilon: 0), "epsilon"),
  ])
  func hyperparametersOutsideTheirDomain(optimizer: Optimizer, field: String) {
    #expect(failure { try optimizer.validate() }?.field == field)
  }
}

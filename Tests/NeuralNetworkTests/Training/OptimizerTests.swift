import Testing

@testable import NeuralNetwork

@Suite struct OptimizerTests {
  /// One optimizer and a row of parameters.
  private struct Run {
    var state = OptimizerState()
    let optimizer: Optimizer
    let weights: FloatBuffer
    let first, second: FloatBuffer?

    init(_ optimizer: Optimizer, _ weights: [Float]) {
      self.optimizer = optimizer
      self.weights = FloatBuffer(weights)
      first = optimizer.keeps.first ? FloatBuffer(count: 16) : nil
      second = optimizer.keeps.second ? FloatBuffer(count: 16) : nil
    }

    mutating func step(_ gradient: [Float]) {
      let step = state.next(optimizer, rate: optimizer.learningRate, clipping: nil)
      Kernels.current.step(
        step, weights, gradient: FloatBuffer(gradient), first: first, second: second)
    }
  }

  /// Five steps of PyTorch's formulas in numpy, in double precision, from w = [0.5, −1.5] with
  /// g = w · [2, 0.5] + [0.1, −0.2] · t.
  private static let figures: [(Optimizer, [Double])] = [
    (
      Optimizer.sgd(learningRate: 0.1),
      [
        0.39, -1.405, 0.292, -1.29475, 0.2036, -1.1700125, 0.12288, -1.031511875,
        0.048304, -0.87993628125,
      ]
    ),
    (
      .sgd(learningRate: 0.1, weightDecay: 0.2),
      [
        0.38, -1.375, 0.2764, -1.23875, 0.185592, -1.0920375, 0.10476176, -0.935594875,
        0.0317141728, -0.77010323375,
      ]
    ),
    (
      .sgd(learningRate: 0.1, momentum: 0.9),
      [
        0.39, -1.405, 0.193, -1.20925, -0.0529, -0.9126125, -0.30363, -0.520008125,
        -0.518561, -0.04066378125,
      ]
    ),
    (
      .sgd(learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.1),
      [
        0.2815, -1.291, 0.0380315, -0.978726, -0.1820612185, -0.577818636, -0.3493142854685,
        -0.10598188789599966, -0.45387521613471854, 0.4175509142737445,
      ]
    ),
    (
      .rmsprop(learningRate: 0.01, weightDecay: 0.1),
      [
        0.40000000869565144, -1.4000000090909084, 0.3327403158103339, -1.3250272834100294,
        0.2782900500422454, -1.2603642563899202, 0.23081704292499852, -1.2016682338977656,
        0.18774426165163444, -1.1470292625998955,
      ]
    ),
    (
      .rmsprop(learningRate: 0.01, decay: 0.5),
      [
        0.4858578645580872, -1.4858578645867955, 0.4740754814604161, -1.4736656657194673,
        0.4630148147879298, -1.4620866682076206, 0.45224471369550706, -1.4507951232228886,
        0.4416102525418264, -1.4396756874039063,
      ]
    ),
    (
      .adagrad(learningRate: 0.1, weightDecay: 0.1),
      [
        0.4000000000086956, -1.4000000000090909, 0.33292555698363024, -1.3251925361759516,
        0.2787584030344876, -1.2607991794154652, 0.23163893540448172, -1.2024536119435292,
        0.18897719878767372, -1.1482324487357827,
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
    (
      .adam(learningRate: 0.01, beta1: 0.8, beta2: 0.9, epsilon: 0.01),
      [
        0.4900900900900901, -1.4901041666666666, 0.48016257631082976, -1.4801865574600914,
        0.4702092377221109, -1.470235137962478, 0.46022293898793953, -1.4602381865735352,
        0.4501977215290182, -1.450185809809595,
      ]
    ),
    (
      .adam(learningRate: 0.01, weightDecay: 0.1),
      [
        0.49000000008695654, -1.490000000090909, 0.47998820748540233, -1.4799905654232721,
        0.46995737860693026, -1.469961311027738, 0.4599007569543988, -1.4599015012653211,
        0.4498120781064181, -1.4498009261224063,
      ]
    ),
    (
      .adamw(learningRate: 0.01, weightDecay: 0.1),
      [
        0.4895000000909091, -1.488500000105263, 0.4789984428238245, -1.4770060921622707,
        0.4684879160763039, -1.4655070071218068, 0.4579615144976573, -1.4539906544929768,
        0.44741284693383504, -1.44244552657494,
      ]
    ),
  ]

  @Test(arguments: figures)
  func stepsAreThoseOfPyTorch(optimizer: Optimizer, expected: [Double]) {
    var run = Run(optimizer, [0.5, -1.5])
    for step in 1...5 {
      let (w, t) = (run.weights, Float(step))
      run.step([w[0] * 2 + 0.1 * t, w[1] * 0.5 - 0.2 * t])
      for lane in 0..<2 {
        let wanted = expected[2 * (step - 1) + lane]
        #expect(abs(Double(w[lane]) - wanted) < 1e-6 + 1e-5 * abs(wanted))
      }
    }
    #expect(run.state.step == 5)
  }

  /// The tree of operations of one step, written with its own constants.
  @Test func adamIsItsFormula() {
    let gradient: Float = 0.7
    let m = (Float(0.9) * 0).addingProduct(Float(1 - 0.9), gradient)
    let v = (Float(0.999) * 0).addingProduct(Float(1 - 0.999), gradient * gradient)
    let root = Float(1 / (1 - 0.999).squareRoot())
    let size = m / Float(1e-8).addingProduct(v.squareRoot(), root)
    for (optimizer, start) in [
      (Optimizer.adam(learningRate: 0.02), Float(0.3)),
      (.adamw(learningRate: 0.02, weightDecay: 0.5), Float(0.3) * Float(1 - 0.02 * 0.5)),
    ] {
      var run = Run(optimizer, [0.3])
      run.step([gradient])
      let expected = start.addingProduct(-Float(0.02 / (1 - 0.9)), size)
      #expect(run.weights[0].bitPattern == expected.bitPattern)
    }
  }

  /// βᵗ as a product of t factors, not as a power.
  @Test func powersOfBetaAreRunningProducts() {
    var run = Run(.adam(learningRate: 0.1, beta1: 0.7, beta2: 0.9), [1])
    var product = 1.0
    for _ in 0..<100 {
      run.step([0.1])
      product *= 0.7
    }
    #expect(run.state.beta1Power == product)
  }

  /// What is remembered of a gradient that has become zero is soon nothing, not a subnormal number.
  @Test(arguments: [
    Optimizer.sgd(learningRate: 0.1, momentum: 0.5), .adam(learningRate: 0.1, beta2: 0.5),
  ])
  func memoryEndsAtZero(optimizer: Optimizer) {
    var run = Run(optimizer, [1])
    run.step([1])
    for _ in 0..<1000 { run.step([0]) }
    #expect(run.first?[0].bitPattern == 0)
    if let second = run.second { #expect(second[0].bitPattern == 0) }
  }

  @Test func wordsAndRates() {
    let optimizers = ReferenceStep.optimizers
    #expect(
      Set(optimizers.map(\.word)) == ["sgd", "rmsprop", "adagrad", "adam", "adamw"])
    #expect(optimizers.allSatisfy { fault(of: $0) == nil })
    #expect(Optimizer.rmsprop(learningRate: 0.25).learningRate == 0.25)
    #expect(Defaults.optimizer.word == "adamw" && fault(of: Defaults.optimizer) == nil)
  }

  private func fault(of optimizer: Optimizer) -> NetworkError? {
    failure { try optimizer.validate() }
  }

  @Test(arguments: [
    (Optimizer.sgd(learningRate: 0), "learning rate"), (.sgd(learningRate: .nan), "learning rate"),
    (.sgd(learningRate: 1, momentum: 1), "momentum"),
    (.sgd(learningRate: 1, nesterov: true), "nesterov"),
    (.sgd(learningRate: 1, weightDecay: -1), "weight decay"),
    (.rmsprop(learningRate: 1, decay: 1), "alpha"),
    (.rmsprop(learningRate: 1, epsilon: 0), "epsilon"),
    (.adagrad(learningRate: 1, epsilon: -1), "epsilon"),
    (.adagrad(learningRate: 1, weightDecay: .infinity), "weight decay"),
    (.adam(learningRate: .infinity), "learning rate"), (.adam(learningRate: 1, beta1: 1), "beta1"),
    (.adam(learningRate: 1, beta2: -0.1), "beta2"), (.adam(learningRate: 1, epsilon: 0), "epsilon"),
    (.adamw(learningRate: 1, beta2: 1), "beta2"),
    (.adamw(learningRate: 1, weightDecay: .nan), "weight decay"),
  ])
  func hyperparametersOutsideTheirDomain(optimizer: Optimizer, field: String) {
    #expect(fault(of: optimizer)?.field == field)
  }
}

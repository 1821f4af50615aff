import Foundation
import TestSupport
import Testing

@testable import NeuralNetwork

/// Training as the library of the video lesson does it, call by call.
@Suite struct HiddenErrorsTests {
  /// `Fixtures/peers/toynn/xor-trace.json`, as its README tells.
  private struct Trace: Decodable {
    struct Step: Decodable {
      let call, sample: Int
      let before, after: [Double]
      let parameters: [String: [Double]]
    }

    let layers: [Int]
    let learningRate: Double
    let inputs, targets, outputs: [[Double]]
    let parameters: [String: [Double]]
    let samples: String
    let steps: [Step]
  }

  @Test func everyCallIsThatOfTheLesson() throws {
    let trace = try JSONDecoder().decode(
      Trace.self, from: Data(Fixtures.bytes("peers/toynn/xor-trace.json")))
    let steps = Dictionary(uniqueKeysWithValues: trace.steps.map { ($0.call, $0) })
    let outputs = trace.layers[2]
    // The slope of the squared error has a factor 2 / outputs that the lesson leaves out.
    let rate = trace.learningRate * Double(outputs) / 2
    var trainer = try Trainer(
      Topology(
        inputs: trace.layers[0],
        layers: [.dense(trace.layers[1], .sigmoid), .dense(outputs, .sigmoid)]
      ).network(trace.parameters), settings: settings(rate: rate, .simplified), threads: 1)
    let corners = try zip(trace.inputs, trace.targets).map {
      try Dataset.of([$0], values: [$1])
    }
    for (place, digit) in trace.samples.utf8.enumerated() {
      let sample = Int(digit) - 48
      let before = trainer.network
      try trainer.fit(corners[sample], epochs: 1)
      // At first bit for bit but for rounding; after thousands of calls roundings have grown.
      guard let step = steps[place + 1], step.call <= 40 else { continue }
      #expect(step.sample == sample)
      let x = trace.inputs[sample].map { Float($0) }
      #expect(distance(try before.predict(x).map(Double.init), step.before) <= 1e-5)
      #expect(distance(try trainer.network.predict(x).map(Double.init), step.after) <= 1e-5)
      for (name, values) in step.parameters {
        #expect(
          distance(trainer.network.named[name] ?? [], values) <= 1e-5, "\(name), \(step.call)")
      }
    }
    #expect(trainer.steps == 10_000)
    for (x, expected) in zip(trace.inputs, trace.outputs) {
      let found = try trainer.network.predict(x.map { Float($0) }).map(Double.init)
      #expect(distance(found, expected) <= 1e-3)
    }
  }

  /// With the slope of the loss instead, the trace is another one.
  @Test func theSlopeIsAnother() throws {
    let corner = try Dataset.of([[1, 0]], values: [[1]])
    let first = Network(inputs: 2, layers: [.dense(4, .sigmoid), .dense(1, .sigmoid)], seed: 3)
    let networks = try [HiddenErrors.slope, .simplified].map { errors in
      var trainer = Trainer(first, settings: settings(rate: 0.25, errors), threads: 1)
      try trainer.fit(corner, epochs: 1)
      return trainer.network
    }
    #expect(networks[0].weights(ofLayer: 0) != networks[1].weights(ofLayer: 0))
    #expect(networks[0].weights(ofLayer: 1) == networks[1].weights(ofLayer: 1))
  }

  private func settings(rate: Double, _ errors: HiddenErrors) -> TrainingSettings {
    var settings = TrainingSettings(loss: .meanSquaredError)
    settings.optimizer = .sgd(learningRate: rate)
    settings.batchSize = .count(1)
    settings.scaling = .none
    settings.hiddenErrors = errors
    return settings
  }

  private func distance(_ a: [Double], _ b: [Double]) -> Double {
    a.count == b.count ? zip(a, b).map { abs($0 - $1) }.max() ?? 0 : .infinity
  }
}

import Testing

@testable import NeuralNetwork

/// A network, a loss and rows of which the gradient is checked.
struct GradientCase: CustomTestStringConvertible, Sendable {
  let inputs: Int
  let layers: [Layer]
  let loss: Loss
  /// How much each row counts; none where all count alike.
  var weights: [Double]?

  var testDescription: String {
    let layers = layers.map { "\($0)" }.joined(separator: ", ")
    return "\(inputs), \(layers); \(loss.kind.rawValue)\(weights == nil ? "" : ", weighted")"
  }

  static let all = dense + norms + others

  private static let slope = Activation.leakyRelu(slope: 0.3)
  private static let activations = Activation.all + [slope]
  private static let losses: [Loss] = [
    .meanSquaredError, .meanAbsoluteError, .huber(), .huber(delta: 0.25), .binaryCrossEntropy,
    .crossEntropy, .crossEntropy(labelSmoothing: 0.2),
  ]

  /// Every hidden and every last activation with every loss that it admits; each second without bias.
  private static let dense: [GradientCase] = activations.enumerated().flatMap { number, hidden in
    activations.flatMap { output in
      losses.enumerated().compactMap { place, loss in
        valid(
          4, [.dense(5, hidden, bias: (number + place) % 2 == 0), .dense(3, output)], loss)
      }
    }
  }

  /// Every normalisation before every activation, at the front and at the end.
  private static let norms: [GradientCase] = [
    Layer.layerNorm(), .batchNorm(), .layerNorm(epsilon: 0.1),
    .batchNorm(momentum: 0.3, epsilon: 0.1),
  ].flatMap { norm in
    activations.flatMap { activation in
      [Loss.meanSquaredError, .crossEntropy].compactMap { loss in
        valid(
          4,
          [
            .dense(6, .linear), norm, .activation(activation),
            .dense(3, loss.isForClasses ? .softmax : .linear),
          ], loss)
      }
    }
      + [
        valid(4, [norm, .dense(3, .softmax)], .crossEntropy),
        valid(4, [.dense(3, .tanh), norm], .meanSquaredError),
        valid(4, [norm], .huber()),
        valid(4, [norm, norm, .dense(2, .sigmoid)], .binaryCrossEntropy),
        valid(
          19,
          [
            .dense(35, .gelu), norm, .dense(18, .silu), norm, .activation(.elu),
            .dense(17, .softmax),
          ],
          .crossEntropy),
      ].compactMap { $0 }
  }

  /// Activations by themselves, dropout, widths of several panels, rows that count differently.
  private static let others: [GradientCase] =
    losses.flatMap { loss in
      let last: Activation =
        switch loss.kind {
        case .binaryCrossEntropy: .sigmoid
        case .crossEntropy: .softmax
        case .meanSquaredError, .meanAbsoluteError, .huber: .linear
        }
      let weights = [0.5, 2, 1, 0.25, 3, 1, 1.75]
      return [
        valid(4, [.dense(3, .linear), .activation(last)], loss),
        valid(4, [.activation(.tanh), .dense(3, last)], loss),
        valid(4, [.dense(5, .tanh), .dropout(rate: 0.5), .dense(3, last)], loss),
        valid(
          4,
          [
            .dropout(rate: 0.25), .dense(5, .linear), .dropout(rate: 0.4), .activation(.gelu),
            .dense(3, last),
          ],
          loss),
        valid(37, [.dense(50, .tanh), .dense(33, slope), .dense(20, last)], loss),
        valid(4, [.dense(5, .tanh), .dense(3, last)], loss, weights),
        valid(
          4, [.dense(5, .linear), .batchNorm(), .activation(.silu), .dense(3, last)], loss, weights),
        valid(
          4, [.dense(5, .linear), .layerNorm(), .activation(.silu), .dense(3, last)], loss, weights),
        valid(1, [.dense(1, .tanh), .dense(1, last)], loss),
      ].compactMap { $0 }
    }

  /// The case, if the loss is defined on such outputs.
  private static func valid(
    _ inputs: Int, _ layers: [Layer], _ loss: Loss, _ weights: [Double]? = nil
  ) -> GradientCase? {
    guard let topology = try? Topology(inputs: inputs, layers: layers),
      (try? loss.validate(for: topology)) != nil
    else { return nil }
    return GradientCase(inputs: inputs, layers: layers, loss: loss, weights: weights)
  }
}

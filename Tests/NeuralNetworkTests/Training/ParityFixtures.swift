import Foundation
import TestSupport
import Testing

@testable import NeuralNetwork

/// What `Fixtures/parity` holds: values computed by PyTorch, as its README tells.
enum ParityFixtures {
  static let layers: [LayersCase] = decoded(CaseList.self, "layers.json").cases
  static let optimizers = decoded(OptimizersFile.self, "optimizers.json")

  private struct CaseList: Decodable { let cases: [LayersCase] }

  private static func decoded<Value: Decodable>(_ type: Value.Type, _ name: String) -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(Fixtures.bytes("parity/" + name)))
    } catch {
      fatalError("Fixtures/parity/\(name): \(error)")
    }
  }

  /// A network and one batch.
  struct LayersCase: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let inputs, rows: Int
    let layers: [LayerEntry]
    let loss: LossEntry
    let x: [Double]
    let targets: [Double]?
    let classes: [Int]?
    let sampleWeights: [Double]?
    let parameters: [String: [Double]]
    let float64: Pass

    var testDescription: String { name }
    var topology: Topology {
      get throws { try Topology(inputs: inputs, layers: layers.map { try $0.layer }) }
    }
    var data: Dataset {
      get throws {
        let outputs = try topology.outputs
        if let classes { return try .of(x.inRows(rows), classes: classes, of: outputs) }
        return try .of(x.inRows(rows), values: #require(targets).inRows(rows))
      }
    }
    /// The weight of each row: that of its class times its own.
    var weights: [Double]? {
      guard let byClass = loss.classWeights, let classes else { return sampleWeights }
      return classes.enumerated().map { byClass[$1] * (sampleWeights?[$0] ?? 1) }
    }
  }

  /// What a pass comes to.
  struct Pass: Decodable, Sendable {
    struct Evaluation: Decodable, Sendable {
      let outputs: [Double]
      let loss: Double
    }

    let outputs: [Double]
    let loss: Double
    let gradients: [String: [Double]]
    let running: [String: [Double]]?
    let evaluation: Evaluation?
  }

  /// Ten batches and what each optimizer makes of them.
  struct OptimizersFile: Decodable, Sendable {
    struct Batch: Decodable, Sendable { let x, targets: [Double] }

    let inputs, rows: Int
    let layers: [LayerEntry]
    let parameters: [String: [Double]]
    let batches: [Batch]
    let cases: [OptimizerCase]
  }

  struct OptimizerCase: Decodable, Sendable, CustomTestStringConvertible {
    struct Clipping: Decodable, Sendable {
      let kind: String
      let limit: Double
    }
    struct After: Decodable, Sendable { let after1, after10: [String: [Double]] }

    let name: String
    let learningRate: Double
    let optimizer: OptimizerEntry
    let clipping: Clipping?
    let float64: After

    var testDescription: String { name }
    var bound: GradientClipping? {
      clipping.map { $0.kind == "norm" ? .norm($0.limit) : .value($0.limit) }
    }
  }

  /// A layer as a header spells it.
  struct LayerEntry: Decodable, Sendable {
    let kind: String
    let activation: String?
    let bias: Bool?
    let units: Int?
    let slope, epsilon, momentum: Double?

    var layer: Layer {
      get throws {
        switch kind {
        case "dense":
          .dense(try #require(units), try spelledActivation, bias: try #require(bias as Bool?))
        case "activation": .activation(try spelledActivation)
        case "layer-norm": .layerNorm(epsilon: try #require(epsilon))
        default: .batchNorm(momentum: try #require(momentum), epsilon: try #require(epsilon))
        }
      }
    }

    private var spelledActivation: Activation {
      get throws {
        if activation == "leaky-relu" { return .leakyRelu(slope: try #require(slope)) }
        return try Activation(word: #require(activation))
      }
    }
  }

  struct LossEntry: Decodable, Sendable {
    let kind: String
    let delta, labelSmoothing: Double?
    let classWeights: [Double]?

    var loss: Loss {
      get throws {
        Loss(
          try #require(Loss.Kind(rawValue: kind)), delta: delta ?? 1,
          labelSmoothing: labelSmoothing ?? 0)
      }
    }
  }

  struct OptimizerEntry: Decodable, Sendable {
    let kind: String
    let momentum, weightDecay, alpha, epsilon, beta1, beta2: Double?
    let nesterov: Bool?

    func optimizer(rate: Double) throws -> Optimizer {
      let decay = try #require(weightDecay)
      switch kind {
      case "sgd":
        return .sgd(
          learningRate: rate, momentum: try #require(momentum),
          nesterov: try #require(nesterov as Bool?),
          weightDecay: decay)
      case "rmsprop":
        return .rmsprop(
          learningRate: rate, decay: try #require(alpha), epsilon: try #require(epsilon),
          weightDecay: decay)
      case "adagrad":
        return .adagrad(learningRate: rate, epsilon: try #require(epsilon), weightDecay: decay)
      default:
        let (beta1, beta2) = (try #require(beta1), try #require(beta2))
        let epsilon = try #require(epsilon)
        return kind == "adam"
          ? .adam(
            learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: decay)
          : .adamw(
            learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: decay)
      }
    }
  }
}

extension [Double] {
  /// The numbers as so many rows.
  func inRows(_ rows: Int) -> [[Double]] {
    let width = count / rows
    return (0..<rows).map { Array(self[($0 * width)..<(($0 + 1) * width)]) }
  }
}

import ModelFormat
import NeuralNetwork

/// Arithmetic with constants before the first layer or behind the last: what models here keep as scaling
/// (spec/format.md §9).
struct ONNXScaling {
  /// Arithmetic with a constant.
  enum Operation {
    case add, subtract, multiply, divide

    /// That of an op of ONNX.
    init?(op: String) {
      switch op {
      case "Add": self = .add
      case "Sub": self = .subtract
      case "Mul": self = .multiply
      case "Div": self = .divide
      default: return nil
      }
    }

    /// Whether the constant may come first.
    var isCommutative: Bool { self == .add || self == .multiply }
  }

  private var steps: [(operation: Operation, values: [Double])] = []
  /// The node of the first step.
  private(set) var node: ONNXNode?

  /// Programs write two to four.
  private static let maximumSteps = 16

  /// Whether nothing is scaled.
  var isEmpty: Bool { steps.isEmpty }

  /// Adds a step behind those before.
  ///
  /// - Parameter values: one for all columns, or one a column.
  /// - Throws: `FormatError` with `limit-exceeded`.
  mutating func add(
    _ operation: Operation, _ values: [Double], by node: ONNXNode
  ) throws(FormatError) {
    guard steps.count < Self.maximumSteps else {
      throw node.error(
        .limitExceeded(
          expected: "at most \(Self.maximumSteps) operations with constants", found: "more"),
        "input")
    }
    steps.append((operation, values))
    self.node = self.node ?? node
  }

  /// Whether the steps are those that a scaling is made of, so that its figures are the constants themselves.
  func isExact(forInputs: Bool) -> Bool {
    let order: [Operation] = forInputs ? [.subtract, .divide] : [.multiply, .add]
    let operations = steps.map(\.operation)
    return operations == order || operations.count == 1 && order.contains(operations[0])
  }

  /// Mean and deviation of each of `width` columns, of which the steps make (x − mean) / deviation of an input, or
  /// y · deviation + mean of an output.
  ///
  /// - Throws: `FormatError` with `invalid-value` where there are none.
  func figures(forInputs: Bool, width: Int) throws(FormatError) -> Scaling {
    var mean = [Double](repeating: 0, count: width)
    var deviation = [Double](repeating: 1, count: width)
    for (operation, values) in steps {
      for column in 0..<width {
        let value = values[values.count == 1 ? 0 : column]
        let unit = forInputs ? deviation[column] : 1
        switch operation {
        case .add: mean[column] += forInputs ? -value * unit : value
        case .subtract: mean[column] += forInputs ? value * unit : -value
        case .multiply where forInputs: deviation[column] /= value
        case .divide where forInputs: deviation[column] *= value
        case .multiply:
          deviation[column] *= value
          mean[column] *= value
        case .divide:
          deviation[column] /= value
          mean[column] /= value
        }
      }
    }
    do throws(NetworkError) {
      return try Scaling(mean: mean, deviation: deviation)
    } catch {
      let reason = FormatError.Reason.invalidValue(
        expected: "arithmetic that is a scaling", found: "\(error)")
      throw node?.error(reason, "input") ?? FormatError(reason, field: "scaling")
    }
  }
}

public import ModelFormat
import NeuralNetwork

/// The text of genann: four whole numbers, then every weight (github.com/codeplea/genann, genann.c).
///
/// `inputs hidden_layers hidden outputs`, then neuron by neuron its bias and its weights. The bias is multiplied
/// with −1, so ours has the other sign. No activation is told: genann takes sigmoid, which it reads from a
/// table of 4096 values, some 0.001 off at worst.
public enum Genann {
  private static let program = "genann"

  /// Whether a text begins with four whole numbers and a number.
  ///
  /// - Parameter bytes: the first bytes of the file, 64 if it has as many.
  public static func recognises(_ bytes: ArraySlice<UInt8>) -> Bool {
    var scanner = TextScanner(bytes)
    // Of hidden layers, and so of hidden nodes, there may be none.
    for least in [1, 0, 0, 1] {
      guard let number = TextScanner.wholeNumber(scanner.token()), number >= least else {
        return false
      }
    }
    let token = scanner.token()
    // The last of the bytes may be the midst of a number.
    return token.endIndex == bytes.endIndex
      ? token.first.map { "+-.0123456789".utf8.contains($0) } ?? false
      : TextScanner.number(token) != nil
  }

  /// Reads a network.
  ///
  /// - Parameter options: activations, one a layer; else sigmoid is taken.
  /// - Throws: `FormatError` for another number of weights than declared, what is no finite number, or `system`.
  public static func read(
    _ path: String, _ options: ImportOptions
  ) throws(FormatError) -> ImportedModel {
    try TextFile.read(path) { (bytes) throws(FormatError) in try read(bytes, options) }
  }

  private static func read(
    _ bytes: [UInt8], _ options: ImportOptions
  ) throws(FormatError) -> ImportedModel {
    var scanner = TextScanner(bytes[...])
    let sizes = try sizes(&scanner)
    let values = try weights(&scanner, of: sizes)
    let (activations, assumptions) = try options.activations(
      of: sizes.count - 1, else: .sigmoid, in: program)
    var layers: [DenseNetwork.Layer] = []
    var rest = values[...]
    for (index, activation) in activations.enumerated() {
      let (inputs, outputs) = (sizes[index], sizes[index + 1])
      var layer = DenseNetwork.Layer(
        inputs: inputs, activation: activation, weights: [], biases: [])
      try layer.weights.requireRoom(for: inputs * outputs)
      layer.weights.reserveCapacity(inputs * outputs)
      for _ in 0..<outputs {
        layer.biases.append(-rest.removeFirst())
        layer.weights += rest.prefix(inputs)
        rest = rest.dropFirst(inputs)
      }
      layers.append(layer)
    }
    var model = try DenseNetwork(layers: layers).imported()
    model.assumptions = assumptions
    return model
  }

  /// Inputs, then the outputs of each layer, as the first four numbers tell.
  private static func sizes(_ scanner: inout TextScanner) throws(FormatError) -> [Int] {
    let inputs = try scanner.wholeNumber("inputs")
    let hiddenLayers = try scanner.wholeNumber("hidden layers")
    let hidden = try scanner.wholeNumber("hidden")
    let outputs = try scanner.wholeNumber("outputs")
    guard hiddenLayers < Topology.maximumLayers else {
      throw FormatError(
        .limitExceeded(
          expected: "fewer than \(Topology.maximumLayers)", found: "\(hiddenLayers)"),
        field: "hidden layers")
    }
    let sizes = [inputs] + [Int](repeating: hidden, count: hiddenLayers) + [outputs]
    guard sizes.allSatisfy({ (1...Topology.maximumWidth).contains($0) }) else {
      throw FormatError(
        .outOfRange(
          expected: "inputs, hidden and outputs from 1 to \(Topology.maximumWidth)",
          found: "\(inputs), \(hidden) and \(outputs)"), field: "sizes", offset: 0)
    }
    return sizes
  }

  /// All weights: as many as the sizes say, and nothing else.
  private static func weights(
    _ scanner: inout TextScanner, of sizes: [Int]
  ) throws(FormatError) -> [Double] {
    // At most 2^24 · 2^24 a layer, and 2^12 layers.
    let count = zip(sizes, sizes.dropFirst()).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
    var values: [Double] = []
    var found = 0
    while !scanner.isAtEnd() {
      found += 1
      let value = try scanner.number("weights[\(found - 1)]")
      guard found <= count else { continue }
      try values.requireRoom(for: 1)
      values.append(value)
    }
    guard found == count else {
      throw FormatError(
        .inconsistent(
          expected: "\(count) weights, as the first four numbers declare,", found: "\(found)"),
        field: "weights", offset: UInt64(scanner.position))
    }
    return values
  }
}

extension Genann {
  /// The activations that genann has functions for.
  private static let activations: [Activation] = [.sigmoid, .tanh, .relu, .linear]

  /// Writes a network of dense layers whose hidden ones are all alike.
  ///
  /// - Returns: what is left out; activations, if they are not all sigmoid, since the program has to be told.
  /// - Throws: `FormatError` for another network, or `system`.
  public static func write(
    _ model: ExportedModel, to path: String
  ) throws(FormatError) -> [ModelPart] {
    let network = try DenseNetwork(model, for: program)
    let hidden = network.layers.dropLast()
    let width = hidden.first?.outputs ?? 0
    guard hidden.allSatisfy({ $0.outputs == width }) else {
      throw FormatError(
        .inconsistent(
          expected: "hidden layers of one width, as \(program) has,",
          found: "\(hidden.map(\.outputs))"), field: "header.model.layers")
    }
    let words = hidden.map(\.activation)
    guard words.allSatisfy({ $0 == words[0] }) else {
      throw FormatError(
        .inconsistent(
          expected: "one activation of all hidden layers, as \(program) has,",
          found: words.map(\.word).joined(separator: ", ")), field: "header.model.layers")
    }
    if let other = network.layers.first(where: { !activations.contains($0.activation) }) {
      throw FormatError(
        .unknownWord(other.activation.word, known: activations.map(\.word)),
        field: "header.model.layers")
    }
    var text = GrowingText(for: path)
    try text.append(
      "\(network.layers[0].inputs) \(hidden.count) \(width) \(network.sizes.last ?? 0)")
    for layer in network.layers {
      for output in 0..<layer.outputs {
        try text.append(" \(exponentForm(of: -layer.biases[output]))")
        for weight in layer.weights[output * layer.inputs..<(output + 1) * layer.inputs] {
          try text.append(" \(exponentForm(of: weight))")
        }
      }
    }
    try text.write()
    let isSigmoid = network.layers.allSatisfy { $0.activation == .sigmoid }
    return model.parts(but: []) + (isSigmoid ? [] : [.activations])
  }
}

public import ModelFormat
import NeuralNetwork

extension BrainJS {
  /// Writes a network of dense layers that all have one activation, in the layout of version 2.
  ///
  /// Columns of numbers, and the labels of classes where there is an output a label, become lookups.
  ///
  /// - Returns: what is left out.
  /// - Throws: `FormatError` for another network, numbers of 2^53 and above, or `system`.
  public static func write(
    _ model: ExportedModel, to path: String
  ) throws(FormatError) -> [ModelPart] {
    let network = try DenseNetwork(model, for: program, below: 0x1p53)
    let (word, slope) = try terms(network.layers.map(\.activation))
    let sizes = network.sizes
    let inputs = names(model.summary?.inputs, count: sizes[0])
    let outputs = names(model.summary?.outputs, count: sizes[sizes.count - 1])

    var text = JSONText()
    text.append(#"{"type":"NeuralNetwork","sizes":"#)
    text.append(.array(sizes.map { JSON($0) }))
    text.append(#","layers":[{"weights":[],"biases":[]}"#)
    for layer in network.layers {
      text.append(#",{"weights":"#)
      try text.append(layer.weights, rowsOf: layer.inputs)
      text.append(#","biases":"#)
      text.append(layer.biases[...])
      text.append("}")
      try text.makeRoom()
    }
    text.append("]")
    write(inputs, "inputLookup", to: &text)
    write(outputs, "outputLookup", to: &text)
    text.append(#","options":{"inputSize":\#(sizes[0]),"outputSize":\#(sizes[sizes.count - 1])"#)
    text.append(#","binaryThresh":0.5,"hiddenLayers":"#)
    text.append(.array(sizes.dropFirst().dropLast().map { JSON($0) }))
    text.append(#"},"trainOpts":{"activation":"\#(word)","iterations":20000,"errorThresh":0.005"#)
    text.append(#","log":false,"logPeriod":10,"leakyReluAlpha":"#)
    text.append(slope)
    text.append(#","learningRate":"#)
    // The library refuses others.
    text.append(model.learningRate.flatMap { $0 < 1 ? $0 : nil } ?? 0.3)
    text.append(#","momentum":0.1,"callbackPeriod":10,"timeout":"Infinity""#)
    text.append(#","beta1":0.9,"beta2":0.999,"epsilon":1e-8}}"#)
    try text.write(to: path)

    let areNamed =
      (inputs != nil || model.summary?.inputs == nil)
      && (outputs != nil || model.summary?.outputs == nil)
    return model.parts(but: areNamed ? [.columns] : [])
  }

  /// The word for the one activation of all layers, and the slope of a leaky relu.
  private static func terms(
    _ activations: [Activation]
  ) throws(FormatError) -> (word: String, slope: Double) {
    let usual = 0.01
    guard activations.allSatisfy({ $0 == activations[0] }) else {
      throw FormatError(
        .inconsistent(
          expected: "one activation of all layers, as \(program) has,",
          found: activations.map(\.word).joined(separator: ", ")), field: "header.model.layers")
    }
    switch activations[0] {
    case .sigmoid, .relu, .tanh: return (activations[0].word, usual)
    case .leakyRelu(let slope):
      guard slope > 0, slope < 1 else {
        throw FormatError(
          .outOfRange(
            expected: "a slope between 0 and 1, as \(program) takes,", found: "\(slope)"),
          field: "header.model.layers")
      }
      return (activations[0].word, slope)
    default:
      throw FormatError(
        .unknownWord(activations[0].word, known: ["sigmoid", "relu", "leaky-relu", "tanh"]),
        field: "header.model.layers")
    }
  }

  /// A name for each of `count` inputs or outputs; nil where there is none.
  private static func names(_ columns: [Column]?, count: Int) -> [String]? {
    guard let columns else { return nil }
    if columns.allSatisfy({ $0.labels == nil }) { return columns.map(\.name) }
    // Of several columns, labels of one and names of others would meet; of one output, there are two labels.
    guard columns.count == 1, let labels = columns[0].labels, labels.count == count else {
      return nil
    }
    return labels
  }

  /// Writes a lookup and its length.
  private static func write(_ names: [String]?, _ member: String, to text: inout JSONText) {
    text.append(#","\#(member)":"#)
    if let names {
      for (index, name) in names.enumerated() {
        text.append(index == 0 ? "{" : ",")
        text.append(.string(name))
        text.append(":\(index)")
      }
      text.append("}")
    } else {
      text.append("null")
    }
    text.append(#","\#(member)Length":\#(names?.count ?? 0)"#)
  }
}

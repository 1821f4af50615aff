public import ModelFormat
import NeuralNetwork

/// The JSON of Toy-Neural-Network-JS, the library of the Coding Train's lessons: one hidden layer, one activation.
///
/// `JSON.stringify` of its `NeuralNetwork` (github.com/CodingTrain/Toy-Neural-Network-JS, lib/nn.js). The
/// activation is a function there and vanishes, so the file says sigmoid and tanh alike: none. The form of
/// MultiLayerNN.js, of any number of hidden layers, is read too.
public enum ToyNeuralNetwork {
  private static let program = "Toy-Neural-Network-JS"

  /// Whether an object has the members that name its inputs and outputs.
  public static func recognises(_ json: JSON) -> Bool {
    guard case .object(let object) = json else { return false }
    return object["input_nodes"] != nil && object["output_nodes"] != nil
  }

  /// Reads a network.
  ///
  /// - Parameter options: activations, one for the whole network or one a layer; else sigmoid is taken.
  /// - Throws: `FormatError` for matrices that do not fit the numbers of nodes or their own, what is not JSON, or
  ///   `system`.
  public static func read(
    _ path: String, _ options: ImportOptions
  ) throws(FormatError) -> ImportedModel {
    try JSONFile(reading: path, limits: options.limits).naming { (fields) throws(FormatError) in
      let inputs = try fields.integer("input_nodes")
      let outputs = try fields.integer("output_nodes")
      let isMultiLayer = fields.object["hiddenLayersConfig"] != nil
      var layers =
        isMultiLayer
        ? try multiLayer(fields, inputs, outputs) : try oneHidden(fields, inputs, outputs)
      var options = options
      if options.activations.count == 1 {
        options.activations = [Activation](repeating: options.activations[0], count: layers.count)
      }
      let (activations, assumptions) = try options.activations(
        of: layers.count, else: .sigmoid, in: program)
      for index in layers.indices { layers[index].activation = activations[index] }
      var model = try DenseNetwork(layers: layers).imported()
      model.assumptions = assumptions
      if fields.object["learning_rate"] != nil {
        let rate = canonicalSpelling(of: try fields.real("learning_rate"))
        model.metadata.append(("learning_rate", rate))
      }
      return model
    }
  }

  /// `{input_nodes, hidden_nodes, output_nodes, weights_ih, weights_ho, bias_h, bias_o, …}`.
  private static func oneHidden(
    _ fields: HeaderFields, _ inputs: Int, _ outputs: Int
  ) throws(FormatError) -> [DenseNetwork.Layer] {
    let hidden = try fields.integer("hidden_nodes")
    // Of later versions, and always empty: functions are not written.
    if fields.object["activation_function"] != nil {
      _ = try fields.fields("activation_function")
    }
    return [
      DenseNetwork.Layer(
        inputs: inputs, activation: .linear,
        weights: try ToyMatrix.read(fields, "weights_ih", rows: hidden, columns: inputs),
        biases: try ToyMatrix.read(fields, "bias_h", rows: hidden, columns: 1)),
      DenseNetwork.Layer(
        inputs: hidden, activation: .linear,
        weights: try ToyMatrix.read(fields, "weights_ho", rows: outputs, columns: hidden),
        biases: try ToyMatrix.read(fields, "bias_o", rows: outputs, columns: 1)),
    ]
  }

  /// `{input_nodes, output_nodes, hiddenLayers: [inputs, hidden, …], hiddenLayersConfig: [{layerBias, layerWeight}]}`
  /// of MultiLayerNN.js, where the last of the layers is that of the outputs.
  private static func multiLayer(
    _ fields: HeaderFields, _ inputs: Int, _ outputs: Int
  ) throws(FormatError) -> [DenseNetwork.Layer] {
    let entries = try fields.fieldsArray("hiddenLayersConfig")
    let sizes = try fields.integers("hiddenLayers") + [outputs]
    guard sizes.count == entries.count + 1, sizes.count > 1, sizes[0] == inputs else {
      throw fields.error(
        .inconsistent(
          expected: "\(inputs) inputs and the nodes of \(entries.count) layers, less one,",
          found: "\(sizes.dropLast())"), at: "hiddenLayers")
    }
    var layers: [DenseNetwork.Layer] = []
    for (index, entry) in entries.enumerated() {
      let (rows, columns) = (sizes[index + 1], sizes[index])
      layers.append(
        DenseNetwork.Layer(
          inputs: columns, activation: .linear,
          weights: try ToyMatrix.read(entry, "layerWeight", rows: rows, columns: columns),
          biases: try ToyMatrix.read(entry, "layerBias", rows: rows, columns: 1)))
    }
    return layers
  }

  /// Writes a network of one hidden layer, whose two activations are the same: sigmoid or tanh.
  ///
  /// Members stand in the order in which the library writes them.
  ///
  /// - Returns: what is left out; activations, if they are tanh, since `deserialize` takes sigmoid.
  /// - Throws: `FormatError` for another network, numbers of 2^53 and above, or `system`.
  public static func write(
    _ model: ExportedModel, to path: String
  ) throws(FormatError) -> [ModelPart] {
    let network = try DenseNetwork(model, for: program, below: 0x1p53)
    let activation = try activation(of: network)
    var text = JSONText()
    for (name, size) in zip(["input", "hidden", "output"], network.sizes) {
      text.append(#"\#(text.bytes.isEmpty ? "{" : ",")"\#(name)_nodes":\#(size)"#)
    }
    for (layer, name) in zip(network.layers, ["weights_ih", "weights_ho"]) {
      try ToyMatrix.write(layer.weights, name, columns: layer.inputs, to: &text)
    }
    for (layer, name) in zip(network.layers, ["bias_h", "bias_o"]) {
      try ToyMatrix.write(layer.biases, name, columns: 1, to: &text)
    }
    text.append(#","learning_rate":"#)
    text.append(model.learningRate ?? 0.1)
    text.append(#","activation_function":{}}"#)
    try text.write(to: path)
    return model.parts(but: []) + (activation == .sigmoid ? [] : [.activations])
  }

  private static func activation(
    of network: DenseNetwork
  ) throws(FormatError) -> Activation {
    guard network.layers.count == 2 else {
      throw FormatError(
        .inconsistent(
          expected: "one hidden layer, as \(program) has,",
          found: "the layers \(network.sizes.map(String.init).joined(separator: "-"))"),
        field: "header.model.layers")
    }
    let activations = network.layers.map(\.activation)
    guard activations[0] == activations[1], [.sigmoid, .tanh].contains(activations[0]) else {
      throw FormatError(
        .inconsistent(
          expected: "sigmoid twice or tanh twice, as \(program) has,",
          found: "\(activations[0].word) and \(activations[1].word)"), field: "header.model.layers")
    }
    return activations[0]
  }
}

import ModelFormat
import NeuralNetwork

/// What a .net file says of its network, connection by connection (fann_io.c, `fann_create_from_fd`).
///
/// Every layer ends in a bias neuron of value 1, the last one in one that nobody uses; indices count them all. In
/// a standard network each neuron lists all of the layer before it, in order, the bias last. Other networks, such
/// as sparse ones and shortcuts across layers, are not read.
struct FANNNetwork {
  /// A neuron as the file describes it.
  private struct Neuron {
    var inputs: Int
    var activation: FANNActivation
    var steepness: Double
  }

  /// The sizes of the layers without their biases.
  private let sizes: [Int]
  /// Of each neuron that is no input or bias, layer by layer.
  private var neurons: [[Neuron]] = []
  private var weights: [Double] = []

  /// Reads versions 2.0 and 2.1.
  init(_ parameters: FANNParameters) throws(FormatError) {
    try Self.check(
      type: try parameters.wholeNumber("network_type"),
      rate: try parameters.number("connection_rate"))
    var scanner = try parameters.scanner("layer_sizes")
    var sizes: [Int] = []
    while !scanner.isAtEnd() {
      try sizes.requireRoom(for: 1)
      sizes.append(try scanner.wholeNumber("layer_sizes"))
    }
    self.sizes = try Self.checked(sizes, count: try parameters.wholeNumber("num_layers"))

    var lists = try parameters.lists()
    try readNeurons(&lists.neurons) { (scanner, field) throws(FormatError) in
      try scanner.expect("(", in: field)
      let inputs = try scanner.wholeNumber(field)
      try scanner.expect(",", in: field)
      let activation = FANNActivation(number: try scanner.wholeNumber(field))
      try scanner.expect(",", in: field)
      let steepness = try scanner.number(field)
      try scanner.expect(")", in: field)
      return Neuron(inputs: inputs, activation: activation, steepness: steepness)
    }
    try Self.expectEnd(&lists.neurons, "neurons")
    try readConnections(&lists.connections, separator: ",")
  }

  /// Reads version 1.1, whose numbers have no names, from behind the first line.
  init(version1 scanner: inout TextScanner) throws(FormatError) {
    let count = try scanner.wholeNumber("num_layers")
    _ = try scanner.number("learning_rate")
    let rate = try scanner.number("connection_rate")
    try Self.check(type: try scanner.wholeNumber("network_type"), rate: rate)
    let hidden = FANNActivation(number: try scanner.wholeNumber("activation_function_hidden"))
    let output = FANNActivation(number: try scanner.wholeNumber("activation_function_output"))
    let hiddenSteepness = try scanner.number("activation_steepness_hidden")
    let outputSteepness = try scanner.number("activation_steepness_output")
    var sizes: [Int] = []
    while sizes.count < min(count, Topology.maximumLayers + 2) {
      sizes.append(try scanner.wholeNumber("layer_sizes"))
    }
    self.sizes = try Self.checked(sizes, count: count)
    try readNeurons(&scanner) { (scanner, field) throws(FormatError) in
      Neuron(
        inputs: try scanner.wholeNumber(field), activation: hidden, steepness: hiddenSteepness)
    }
    for index in neurons[neurons.count - 1].indices {
      neurons[neurons.count - 1][index].activation = output
      neurons[neurons.count - 1][index].steepness = outputSteepness
    }
    try readConnections(&scanner, separator: "")
  }

  private static func check(type: Int, rate: Double) throws(FormatError) {
    guard type == 0 else {
      throw FormatError(
        .invalidValue(
          expected: "0, a network of layers", found: type == 1 ? "1, one with shortcuts" : "\(type)"
        ),
        field: "network_type")
    }
    guard rate >= 1 else {
      throw FormatError(
        .invalidValue(expected: "1, a fully connected network", found: "\(rate), a sparse one"),
        field: "connection_rate")
    }
  }

  /// The sizes of layers without their biases.
  private static func checked(_ sizes: [Int], count: Int) throws(FormatError) -> [Int] {
    guard sizes.count == count, (2...Topology.maximumLayers + 1).contains(count) else {
      throw FormatError(
        .inconsistent(
          expected: "2 to \(Topology.maximumLayers + 1) layers, as many as num_layers says,",
          found: "\(sizes.count) where that is \(count)"), field: "layer_sizes")
    }
    guard sizes.allSatisfy({ (2...Topology.maximumWidth + 1).contains($0) }) else {
      throw FormatError(
        .outOfRange(
          expected: "layers of 1 to \(Topology.maximumWidth) neurons and a bias",
          found: "\(sizes.prefix(8))"), field: "layer_sizes")
    }
    return sizes.map { $0 - 1 }
  }

  /// Reads all neurons; those of the first layer and biases have no connections and are dropped.
  private mutating func readNeurons(
    _ scanner: inout TextScanner,
    _ read: (inout TextScanner, String) throws(FormatError) -> Neuron
  ) throws(FormatError) {
    var number = 0
    for (layer, size) in sizes.enumerated() {
      var found: [Neuron] = []
      for index in 0...size {
        let place = UInt64(scanner.position)
        let neuron = try Self.entry(number, of: "neurons", &scanner) {
          (scanner) throws(FormatError) in try read(&scanner, "neurons[\(number)]")
        }
        let isPlain = layer > 0 && index < size
        let expected = isPlain ? sizes[layer - 1] + 1 : 0
        guard neuron.inputs == expected else {
          throw FormatError(
            .inconsistent(
              expected: "\(expected) inputs, the whole layer before and its bias,",
              found: "\(neuron.inputs)"), field: "neurons[\(number)].num_inputs", offset: place)
        }
        if isPlain {
          try found.requireRoom(for: 1)
          found.append(try Self.checked(neuron, number, place))
        }
        number += 1
      }
      if let other = found.first(where: { $0.activation != found[0].activation }) {
        throw FormatError(
          .inconsistent(
            expected: "one activation in a layer",
            found: "\(found[0].activation.name) and "
              + other.activation.name), field: "layer \(layer)")
      }
      if layer > 0 { neurons.append(found) }
    }
  }

  private static func checked(
    _ neuron: Neuron, _ number: Int, _ place: UInt64
  ) throws(FormatError) -> Neuron {
    guard neuron.activation.counterpart != nil else {
      throw FormatError(
        .unknownWord(neuron.activation.name, known: FANNActivation.readable),
        field: "neurons[\(number)].activation_function", offset: place)
    }
    guard neuron.steepness > 0 else {
      throw FormatError(
        .outOfRange(expected: "a number above 0", found: "\(neuron.steepness)"),
        field: "neurons[\(number)].activation_steepness", offset: place)
    }
    return neuron
  }

  /// Reads all connections, in the order in which a standard network has them.
  private mutating func readConnections(
    _ scanner: inout TextScanner, separator: String
  ) throws(FormatError) {
    var start = 0
    for layer in sizes.indices.dropFirst() {
      let width = sizes[layer - 1] + 1
      for _ in 0..<sizes[layer] {
        for source in start..<start + width {
          let number = weights.count
          let weight = try Self.entry(number, of: "connections", &scanner) {
            (scanner) throws(FormatError) in
            try scanner.expect("(", in: "connections[\(number)]")
            let place = UInt64(scanner.position)
            let found = try scanner.wholeNumber("connections[\(number)]")
            guard found == source else {
              throw FormatError(
                .inconsistent(
                  expected: "neuron \(source), in the order of a fully connected network,",
                  found: "\(found)"), field: "connections[\(number)]", offset: place)
            }
            try scanner.expect(separator, in: "connections[\(number)]")
            let weight = try scanner.number("connections[\(number)]")
            try scanner.expect(")", in: "connections[\(number)]")
            return weight
          }
          try weights.requireRoom(for: 1)
          weights.append(weight)
        }
      }
      start += width
    }
    try Self.expectEnd(&scanner, "connections")
  }

  /// What is read of an entry of a list, unless the list ends before it or within.
  private static func entry<Entry>(
    _ number: Int, of list: String, _ scanner: inout TextScanner,
    _ read: (inout TextScanner) throws(FormatError) -> Entry
  ) throws(FormatError) -> Entry {
    do throws(FormatError) {
      return try read(&scanner)
    } catch {
      guard scanner.isAtEnd() else { throw error }
      throw FormatError(
        .inconsistent(
          expected: "more \(list), as the layers have,", found: "\(number): the list ends early"),
        field: list, offset: UInt64(scanner.position))
    }
  }

  private static func expectEnd(
    _ scanner: inout TextScanner, _ list: String
  ) throws(FormatError) {
    guard scanner.isAtEnd() else {
      throw FormatError(
        .inconsistent(expected: "no more \(list) than the layers have", found: "more"),
        field: list, offset: UInt64(scanner.position))
    }
  }
}

extension FANNNetwork {
  /// Whether values that FANN bounds are not bounded here.
  var showsBounds: Bool {
    neurons.joined().contains { $0.activation.showsBounds(steepness: $0.steepness) }
  }

  /// The same network with the steepness of every neuron in its weights.
  ///
  /// - Throws: `FormatError` with `out-of-range` where a weight becomes too large for a double, or `system`.
  func folded() throws(FormatError) -> DenseNetwork {
    var layers: [DenseNetwork.Layer] = []
    var rest = weights[...]
    for (index, neurons) in neurons.enumerated() {
      let (activation, factor) = neurons[0].activation.counterpart ?? (.linear, 1)
      var layer = DenseNetwork.Layer(
        inputs: sizes[index], activation: activation, weights: [], biases: [])
      try layer.weights.requireRoom(for: layer.inputs * neurons.count)
      layer.weights.reserveCapacity(layer.inputs * neurons.count)
      for neuron in neurons {
        let scale = factor * neuron.steepness
        for weight in rest.prefix(layer.inputs) { layer.weights.append(weight * scale) }
        rest = rest.dropFirst(layer.inputs)
        layer.biases.append(rest.removeFirst() * scale)
      }
      guard layer.weights.allSatisfy(\.isFinite), layer.biases.allSatisfy(\.isFinite) else {
        throw FormatError(
          .outOfRange(expected: "weights times steepness below 2^1024", found: "infinity"),
          field: "layer \(index + 1)")
      }
      layers.append(layer)
    }
    return DenseNetwork(layers: layers)
  }
}

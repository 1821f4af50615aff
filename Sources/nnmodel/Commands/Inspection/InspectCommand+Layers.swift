import NeuralNetwork

/// What `nnmodel inspect` draws of a network: a row a layer.
extension InspectCommand {
  /// The layers, and how wide what passes through them is.
  static func table(of topology: Topology) -> Table {
    var table = Table("layer", "kind", "in", "", "out", "activation", "parameters")
    var width = topology.inputs
    for (index, layer) in topology.layers.enumerated() {
      let parameters = (try? Topology(inputs: width, layers: [layer]))?.parameterCount ?? 0
      let inputs = width
      if case .dense(let units, _, _) = layer { width = units }
      table.add(
        "\(index)", kind(layer), NumberFormat.grouped(inputs), "→", NumberFormat.grouped(width),
        layer.activation.map(LayerList.text) ?? "",
        parameters == 0 ? "" : NumberFormat.grouped(parameters))
    }
    return table
  }

  private static func kind(_ layer: Layer) -> String {
    switch layer {
    case .dense(_, _, let hasBias): hasBias ? "dense" : "dense, no bias"
    case .activation: "activation"
    case .dropout(let rate): "dropout \(NumberFormat.shortest(rate))"
    case .layerNorm: "layer-norm"
    case .batchNorm: "batch-norm"
    }
  }
}

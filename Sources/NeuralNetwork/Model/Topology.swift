/// The shape of a network: how many inputs, then which layers.
///
/// A value of this type is always sound: its widths are within limits and the number of its
/// parameters is known not to overflow, so nothing built from it needs to check again.
public struct Topology: Equatable, Sendable {
  /// The largest width of a layer or an input: 2²⁴, up to which a whole number is exact in fp32.
  public static let maximumWidth = 1 << 24
  /// The largest number of layers.
  public static let maximumLayers = 4096
  /// The largest number of parameters: 16 GiB of them.
  public static let maximumParameters = 1 << 32

  /// The width of a row of input.
  public let inputs: Int
  /// The layers, in the order the data passes them.
  public let layers: [Layer]
  /// The number of parameters: weights, biases, gains and shifts.
  public let parameterCount: Int

  /// A checked topology.
  ///
  /// - Throws: `invalid` for a width that is not 1 … 2²⁴, a setting of a layer outside its domain, or no
  ///   layer at all; `overLimit` for
  ///   too many layers or parameters. The field names the layer.
  public init(inputs: Int, layers: [Layer]) throws(NetworkError) {
    try Self.check(width: inputs, field: "inputs")
    guard !layers.isEmpty else {
      throw NetworkError(.invalid(expected: "at least one layer", found: "none"), field: "layers")
    }
    guard layers.count <= Self.maximumLayers else {
      throw NetworkError(.overLimit(limit: Self.maximumLayers), field: "layers")
    }
    var width = inputs
    var count = 0
    for (index, layer) in layers.enumerated() {
      try Self.check(width: layer.outputs(inputs: width), field: "layers[\(index)].units")
      do { try layer.validate() } catch {
        throw NetworkError(error.reason, field: "layers[\(index)], \(error.field)")
      }
      for tensor in layer.tensors(inputs: width) where tensor.isTrained {
        // At most 2⁴⁸ a layer and 2³² before it: no overflow.
        count += tensor.count
        guard count <= Self.maximumParameters else {
          throw NetworkError(
            .overLimit(limit: Self.maximumParameters), field: "parameters up to layers[\(index)]")
        }
      }
      width = layer.outputs(inputs: width)
    }
    self.inputs = inputs
    self.layers = layers
    parameterCount = count
  }

  /// The width of a row of output.
  public var outputs: Int { inputWidth(ofLayer: layers.count) }

  /// The activation of the last layer that has one.
  public var outputActivation: Activation {
    layers.last { $0.activation != nil }?.activation ?? .linear
  }

  /// The width of what enters layer `index`; with `layers.count`, of what leaves the network.
  func inputWidth(ofLayer index: Int) -> Int {
    layers[..<index].reduce(inputs) { $1.outputs(inputs: $0) }
  }

  /// The width of what enters each layer, and of what leaves the last.
  var widths: [Int] {
    layers.reduce(into: [inputs]) { $0.append($1.outputs(inputs: $0[$0.count - 1])) }
  }

  private static func check(width: Int, field: String) throws(NetworkError) {
    guard (1...maximumWidth).contains(width) else {
      throw NetworkError(
        .invalid(expected: "a whole number of 1 … \(maximumWidth)", found: String(width)),
        field: field)
    }
  }
}

import NeuralNetwork
import Testing

@Suite struct TopologyTests {
  @Test func sizes() throws {
    let topology = try Topology(
      inputs: 64, layers: [.dense(32, .relu), .dense(16, .tanh, bias: false), .dense(10, .softmax)])
    #expect(topology.parameterCount == 64 * 32 + 32 + 32 * 16 + 16 * 10 + 10)
    #expect(topology.outputs == 10)
    #expect(topology.outputActivation == .softmax)
  }

  @Test(arguments: [0, -1, Topology.maximumWidth + 1, .min, .max])
  func widthsOutsideTheLimits(width: Int) {
    let units = failure {
      _ = try Topology(inputs: 1, layers: [.dense(2, .relu), .dense(width, .relu)])
    }
    #expect(units?.field == "layers[1].units")
    #expect(
      failure { _ = try Topology(inputs: width, layers: [.dense(1, .relu)]) }?.field == "inputs")
  }

  @Test func tooMuch() {
    let wide = Layer.dense(Topology.maximumWidth, .linear)
    #expect(
      failure { _ = try Topology(inputs: Topology.maximumWidth, layers: [wide]) }?.reason
        == .overLimit(limit: Topology.maximumParameters))
    let many = [Layer](repeating: .dense(1, .linear), count: Topology.maximumLayers + 1)
    #expect(
      failure { _ = try Topology(inputs: 1, layers: many) }?.reason
        == .overLimit(limit: Topology.maximumLayers))
    #expect(failure { _ = try Topology(inputs: 1, layers: []) }?.field == "layers")
  }
}

import Glibc

@testable import NeuralNetwork

/// A slow network in double precision that shares no formula with the library: losses of the
/// outputs rather than of the sums, and whole Jacobians rather than their diagonals.
struct ReferenceNetwork {
  var topology: Topology
  /// In file order, `[out][in]`.
  var weights: [[[Double]]]
  var biases: [[Double]]
  let loss: Loss

  init(_ network: Network, loss: Loss) {
    topology = network.topology
    self.loss = loss
    weights = topology.layers.indices.map {
      network.weights(ofLayer: $0).rowArrays.map { $0.map(Double.init) }
    }
    biases = topology.layers.indices.map { layer in
      let units = network.weights(ofLayer: layer).rows
      return (network.bias(ofLayer: layer) ?? Array(repeating: 0, count: units)).map(Double.init)
    }
  }

  func activate(_ z: [Double], _ activation: Activation) -> [Double] {
    switch activation {
    case .linear: return z
    case .sigmoid: return z.map { 1 / (1 + exp(-$0)) }
    case .tanh: return z.map { sinh($0) / cosh($0) }
    case .relu: return z.map { max($0, 0) }
    case .softmax:
      let total = z.map { exp($0) }.reduce(0, +)
      return z.map { exp($0) / total }
    }
  }

  /// ∂y[i] / ∂z[j].
  func jacobian(_ z: [Double], _ activation: Activation) -> [[Double]] {
    let y = activate(z, activation)
    return z.indices.map { i in
      z.indices.map { j in
        let same = i == j ? 1.0 : 0.0
        switch activation {
        case .linear: return same
        case .sigmoid: return same * exp(-z[i]) / pow(1 + exp(-z[i]), 2)
        case .tanh: return same / pow(cosh(z[i]), 2)
        case .relu: return z[i] > 0 ? same : 0
        case .softmax: return y[i] * (same - y[j])
        }
      }
    }
  }

  func value(_ y: [Double], _ t: [Double]) -> Double {
    let n = Double(y.count)
    switch loss {
    case .meanSquaredError: return zip(y, t).map { ($0 - $1) * ($0 - $1) }.reduce(0, +) / n
    case .binaryCrossEntropy:
      return zip(y, t).map { -$1 * log($0) - (1 - $1) * log(1 - $0) }.reduce(0, +) / n
    case .crossEntropy: return zip(y, t).map { -$1 * log($0) }.reduce(0, +)
    }
  }

  func outputError(_ y: [Double], _ t: [Double]) -> [Double] {
    let n = Double(y.count)
    return zip(y, t).map { y, t in
      switch loss {
      case .meanSquaredError: 2 * (y - t) / n
      case .binaryCrossEntropy: ((1 - t) / (1 - y) - t / y) / n
      case .crossEntropy: -t / y
      }
    }
  }

  /// The mean loss of a batch.
  func meanLoss(_ inputs: [[Double]], _ targets: [[Double]]) -> Double {
    var sum = 0.0
    for (x, t) in zip(inputs, targets) {
      var y = x
      for layer in weights.indices {
        y = activate(
          sums(y, layer), topology.layers[layer].activation ?? .linear)
      }
      sum += value(y, t)
    }
    return sum / Double(inputs.count)
  }

  func sums(_ x: [Double], _ layer: Int) -> [Double] {
    weights[layer].indices.map { j in
      zip(weights[layer][j], x).map(*).reduce(0, +) + biases[layer][j]
    }
  }

  /// The gradient of the mean loss by every weight `[layer][out][in]` and bias.
  func gradient(
    _ inputs: [[Double]], _ targets: [[Double]]
  ) -> (weights: [[[Double]]], biases: [[Double]]) {
    var byWeight = weights.map { $0.map { $0.map { _ in 0.0 } } }
    var byBias = biases.map { $0.map { _ in 0.0 } }
    for (x, t) in zip(inputs, targets) {
      var entering = [x]
      var allSums: [[Double]] = []
      for layer in weights.indices {
        allSums.append(sums(entering[layer], layer))
        entering.append(activate(allSums[layer], topology.layers[layer].activation ?? .linear))
      }
      var dy = outputError(entering[weights.count], t)
      for layer in weights.indices.reversed() {
        let slopes = jacobian(allSums[layer], topology.layers[layer].activation ?? .linear)
        let dz = dy.indices.map { j in dy.indices.map { dy[$0] * slopes[$0][j] }.reduce(0, +) }
        for j in dz.indices {
          byBias[layer][j] += dz[j] / Double(inputs.count)
          for k in entering[layer].indices {
            byWeight[layer][j][k] += dz[j] * entering[layer][k] / Double(inputs.count)
          }
        }
        dy = entering[layer].indices.map { k in
          dz.indices.map { dz[$0] * weights[layer][$0][k] }.reduce(0, +)
        }
      }
    }
    return (byWeight, byBias)
  }
}

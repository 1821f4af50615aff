import Glibc

@testable import NeuralNetwork

/// A slow network in double precision that shares no formula with the library: losses of the
/// outputs rather than of the sums, and whole Jacobians rather than their short forms.
struct ReferenceNetwork {
  let topology: Topology
  let loss: Loss
  /// For each layer its tensors with a gradient, elements in the order of files.
  var tensors: [[[Double]]]
  /// What each input of a dropout layer is multiplied by, `[layer: [row][input]]`.
  var masks: [Int: [[Double]]] = [:]

  init(_ network: Network, loss: Loss) {
    topology = network.topology
    self.loss = loss
    tensors = topology.layers.indices.map { layer in
      zip(network.tensorKinds(ofLayer: layer), network.tensors[layer])
        .filter { $0.0.isTrained }.map { $0.elements($1).map(Double.init) }
    }
  }

  /// What enters each layer, row by row, and at the end what leaves the last.
  func values(_ rows: [[Double]]) -> [[[Double]]] {
    var values = [rows]
    for (index, layer) in topology.layers.enumerated() {
      let x = values[index]
      switch layer {
      case .dense(_, let activation, _):
        values.append(x.map { activation.reference(sums($0, index)) })
      case .activation(let activation): values.append(x.map(activation.reference))
      case .dropout: values.append(zip(x, masks[index] ?? []).map { zip($0, $1).map(*) })
      case .layerNorm(let epsilon):
        values.append(x.map { applyGain(normalized($0, epsilon), index) })
      case .batchNorm(_, let epsilon):
        let hats = columns(x).map { normalized($0, epsilon) }
        values.append(columns(hats).map { applyGain($0, index) })
      }
    }
    return values
  }

  /// The weighted mean of the losses of the rows.
  func meanLoss(_ rows: [[Double]], _ targets: [[Double]], _ weights: [Double]) -> Double {
    let outputs = values(rows)[topology.layers.count]
    var sum = 0.0
    for row in rows.indices { sum += weights[row] * value(outputs[row], targets[row]) }
    return sum / weights.reduce(0, +)
  }

  /// The gradient of ``meanLoss``, shaped as ``tensors``.
  func gradient(_ rows: [[Double]], _ targets: [[Double]], _ weights: [Double]) -> [[[Double]]] {
    let values = values(rows)
    let all = weights.reduce(0, +)
    var gradient = tensors.map { $0.map { $0.map { _ in 0.0 } } }
    var dy = rows.indices.map { row in
      outputError(values[topology.layers.count][row], targets[row]).map { $0 * weights[row] / all }
    }
    for index in topology.layers.indices.reversed() {
      let x = values[index]
      switch topology.layers[index] {
      case .dense(let units, let activation, let bias):
        let inputs = x[0].count
        for row in rows.indices {
          let dz = product(dy[row], activation.referenceJacobian(sums(x[row], index)))
          for j in 0..<units {
            if bias { gradient[index][1][j] += dz[j] }
            for k in 0..<inputs { gradient[index][0][j * inputs + k] += dz[j] * x[row][k] }
          }
          dy[row] = (0..<inputs).map { (k: Int) -> Double in
            var sum = 0.0
            for j in 0..<units { sum += dz[j] * tensors[index][0][j * inputs + k] }
            return sum
          }
        }
      case .activation(let activation):
        for row in rows.indices { dy[row] = product(dy[row], activation.referenceJacobian(x[row])) }
      case .dropout: dy = zip(dy, masks[index] ?? []).map { zip($0, $1).map(*) }
      case .layerNorm(let epsilon):
        let hats = x.map { normalized($0, epsilon) }
        gradient[index] = gainGradient(dy, hats)
        for row in rows.indices {
          dy[row] = product(
            zip(dy[row], tensors[index][0]).map(*), normalizedJacobian(x[row], epsilon))
        }
      case .batchNorm(_, let epsilon):
        let hats = columns(columns(x).map { normalized($0, epsilon) })
        gradient[index] = gainGradient(dy, hats)
        let gain = tensors[index][0]
        dy = columns(
          zip(columns(x), columns(dy)).enumerated().map { column, pair in
            product(pair.1.map { $0 * gain[column] }, normalizedJacobian(pair.0, epsilon))
          })
      }
    }
    return gradient
  }
}

extension ReferenceNetwork {
  private func sums(_ x: [Double], _ layer: Int) -> [Double] {
    let weights = tensors[layer][0]
    return (0..<weights.count / x.count).map { j in
      let terms = x.indices.map { weights[j * x.count + $0] * x[$0] }
      return terms.reduce(0, +) + (tensors[layer].count > 1 ? tensors[layer][1][j] : 0)
    }
  }

  private func applyGain(_ hat: [Double], _ layer: Int) -> [Double] {
    hat.indices.map { hat[$0] * tensors[layer][0][$0] + tensors[layer][1][$0] }
  }

  private func gainGradient(_ dy: [[Double]], _ hats: [[Double]]) -> [[Double]] {
    let byGain = columns(zip(dy, hats).map { zip($0, $1).map(*) }).map { $0.reduce(0, +) }
    return [byGain, columns(dy).map { $0.reduce(0, +) }]
  }

  /// The numbers brought to mean 0 and variance 1.
  private func normalized(_ v: [Double], _ epsilon: Double) -> [Double] {
    let (mean, deviation) = moments(v, epsilon)
    return v.map { ($0 - mean) / deviation }
  }

  /// ∂x̂[i] / ∂x[j]: a shift of x[j] moves the number itself, the mean, and the deviation.
  private func normalizedJacobian(_ v: [Double], _ epsilon: Double) -> [[Double]] {
    let (mean, deviation) = moments(v, epsilon)
    let n = Double(v.count)
    return v.indices.map { i in
      v.indices.map { j in
        let byDeviation = (v[j] - mean) / (n * deviation)
        return ((i == j ? 1 : 0) - 1 / n) / deviation
          - (v[i] - mean) / (deviation * deviation) * byDeviation
      }
    }
  }

  private func moments(_ v: [Double], _ epsilon: Double) -> (mean: Double, deviation: Double) {
    let n = Double(v.count)
    let mean = v.reduce(0, +) / n
    return (mean, (v.map { $0 * $0 }.reduce(0, +) / n - mean * mean + epsilon).squareRoot())
  }

  private func value(_ y: [Double], _ target: [Double]) -> Double {
    let n = Double(y.count)
    let t = smoothed(target)
    let parts = zip(y, t).map { y, t in
      switch loss.kind {
      case .meanSquaredError: (y - t) * (y - t) / n
      case .meanAbsoluteError: abs(y - t) / n
      case .huber:
        (abs(y - t) <= loss.delta
          ? (y - t) * (y - t) / 2 : loss.delta * (abs(y - t) - loss.delta / 2)) / n
      case .binaryCrossEntropy: (-t * log(y) - (1 - t) * log(1 - y)) / n
      case .crossEntropy: -t * log(y)
      }
    }
    return parts.reduce(0, +)
  }

  private func outputError(_ y: [Double], _ target: [Double]) -> [Double] {
    let n = Double(y.count)
    return zip(y, smoothed(target)).map { y, t in
      switch loss.kind {
      case .meanSquaredError: 2 * (y - t) / n
      case .meanAbsoluteError: (y > t ? 1 : -1) / n
      case .huber: max(-loss.delta, min(loss.delta, y - t)) / n
      case .binaryCrossEntropy: ((1 - t) / (1 - y) - t / y) / n
      case .crossEntropy: -t / y
      }
    }
  }

  private func smoothed(_ t: [Double]) -> [Double] {
    let s = loss.labelSmoothing
    return t.map { (1 - s) * $0 + s / Double(t.count) }
  }
}

/// A row times a matrix.
private func product(_ row: [Double], _ matrix: [[Double]]) -> [Double] {
  matrix[0].indices.map { j in row.indices.map { row[$0] * matrix[$0][j] }.reduce(0, +) }
}

/// Columns for rows, and rows for columns.
private func columns(_ rows: [[Double]]) -> [[Double]] {
  rows[0].indices.map { column in rows.map { $0[column] } }
}

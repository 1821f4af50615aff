import NeuralNetwork

/// A network from top to bottom: a row of neurons for the inputs and for each dense layer, and a pill for what
/// changes their numbers on the way.
///
/// From top to bottom, so that it is as wide for thirty layers as for one, and can be read on a phone. Of many neurons
/// some are drawn; many layers become bars, and of very many the middle is left out.
struct TopologyDiagram: Sendable {
  let topology: Topology

  private enum Stage {
    case neurons(Int, title: String, detail: String)
    case pill(String)
    case omission(Int)

    func height(asBars: Bool) -> Double {
      switch self {
      case .neurons: asBars ? 44 : 78
      case .pill: asBars ? 34 : 44
      case .omission: 44
      }
    }
  }

  private static let width = 400.0
  private static let (neuronsLeft, neuronsRight) = (150.0, 394.0)
  private static let mostNeurons = 10
  private static let neuronSpacing = 25.0
  private static let mostRowsOfNeurons = 9
  private static let (mostStages, firstStages, lastStages) = (48, 24, 12)

  var picture: Picture {
    var stages = self.stages
    let rows = stages.count { if case .neurons = $0 { true } else { false } }
    let asBars = rows > Self.mostRowsOfNeurons
    if stages.count > Self.mostStages {
      let left = stages.count - Self.firstStages - Self.lastStages
      stages =
        stages.prefix(Self.firstStages) + [.omission(left)] + stages.suffix(Self.lastStages)
    }
    let heights = stages.map { $0.height(asBars: asBars) }
    var picture = Picture(
      width: Self.width, height: heights.reduce(8, +), title: "the layers of the network")
    var middles: [Double] = []
    var y = 4.0
    for height in heights {
      middles.append(y + height / 2)
      y += height
    }
    if asBars {
      drawSpine(stages, middles, on: &picture)
    } else {
      drawLinks(stages, middles, on: &picture)
    }
    for (stage, middle) in zip(stages, middles) {
      switch stage {
      case .neurons(let count, let title, let detail):
        let room = Self.neuronsLeft - 12
        picture.text(Picture.fitted(title, to: room), 6, middle - 2, .start, "strong")
        picture.text(Picture.fitted(detail, to: room * 1.2), 6, middle + 14, .start, "quiet small")
        if asBars {
          drawBar(count, middle, on: &picture)
        } else {
          draw(count, middle, on: &picture)
        }
      case .pill(let text): drawPill(text, middle, on: &picture)
      case .omission(let count):
        picture.box(
          "empty", Self.neuronsLeft, middle - 14, width: Self.neuronsRight - Self.neuronsLeft,
          height: 28)
        picture.text("… \(count) more …", Self.centre, middle + 4.5, .middle, "quiet")
      }
    }
    return picture
  }

  private static var centre: Double { (neuronsLeft + neuronsRight) / 2 }

  private var stages: [Stage] {
    var width = topology.inputs
    var stages: [Stage] = [
      .neurons(width, title: "input", detail: Wording.counted(width, "number"))
    ]
    func parameters(_ count: Int) -> String { Wording.counted(count, "parameter") }
    for layer in topology.layers {
      switch layer {
      case .dense(let units, let activation, let bias):
        let weights = width * units
        stages.append(
          .neurons(
            units, title: "\(NumberFormat.grouped(units)) \(LayerList.text(activation))",
            detail: bias
              ? parameters(weights + units) : Wording.counted(weights, "weight") + ", no bias"))
        width = units
      case .activation(let activation): stages.append(.pill(LayerList.text(activation)))
      case .dropout(let rate):
        stages.append(.pill("dropout \(NumberFormat.shortest(rate))"))
      case .layerNorm: stages.append(.pill("layer-norm, \(parameters(2 * width))"))
      case .batchNorm: stages.append(.pill("batch-norm, \(parameters(2 * width))"))
      }
    }
    return stages
  }

  /// Where the neurons of a row stand that are drawn: all, or the first and the last.
  private static func places(_ count: Int) -> [Double] {
    // Of many there is an odd number of places, and none in the middle, where dots stand.
    let isWhole = count <= mostNeurons
    let slots = isWhole ? count : (mostNeurons - 1) / 2 * 2 + 1
    return (0..<slots).filter { isWhole || $0 != slots / 2 }
      .map { centre + (Double($0) - Double(slots - 1) / 2) * neuronSpacing }
  }

  private func drawLinks(_ stages: [Stage], _ middles: [Double], on picture: inout Picture) {
    var above: (places: [Double], y: Double)?
    for (stage, middle) in zip(stages, middles) {
      guard case .neurons(let count, _, _) = stage else { continue }
      let here = Self.places(count)
      if let above {
        var steps: Markup = ""
        for from in above.places {
          for to in here { steps += "M\(from) \(above.y)L\(to) \(middle)" }
        }
        picture.path("link", steps)
      }
      above = (here, middle)
    }
    // Layers behind the last row, which join nothing.
    if let above, let last = middles.last, last > above.y {
      let steps = above.places.map { "M\($0) \(above.y)V\(last)" as Markup }
      picture.path("link", steps.joined())
    }
  }

  private func draw(_ count: Int, _ middle: Double, on picture: inout Picture) {
    for x in Self.places(count) { picture.circle("neuron", x, middle, radius: 9) }
    if count > Self.mostNeurons {
      picture.text("…", Self.centre, middle + 4, .middle, "strong")
    }
  }

  private func drawSpine(_ stages: [Stage], _ middles: [Double], on picture: inout Picture) {
    guard let first = middles.first, let last = middles.last, first < last else { return }
    picture.line("axis", from: Self.centre, first, to: Self.centre, last)
  }

  /// A bar that is the longer the more neurons there are, by the number of their digits.
  private func drawBar(_ count: Int, _ middle: Double, on picture: inout Picture) {
    let most = topology.layers.reduce(topology.inputs) { most, layer in
      if case .dense(let units, _, _) = layer { max(most, units) } else { most }
    }
    let length = Self.neuronsRight - Self.neuronsLeft
    let part = Double(String(count, radix: 2).count) / Double(String(most, radix: 2).count)
    let width = max(length * part, 18)
    picture.box("neuron", Self.centre - width / 2, middle - 9, width: width, height: 18, corner: 9)
  }

  private func drawPill(_ text: String, _ middle: Double, on picture: inout Picture) {
    let width = Picture.width(of: text) + 28
    picture.box("pill", Self.centre - width / 2, middle - 13, width: width, height: 26, corner: 13)
    picture.text(text, Self.centre, middle + 4.5, .middle)
  }
}

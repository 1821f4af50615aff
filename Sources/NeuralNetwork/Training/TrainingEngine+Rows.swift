extension TrainingEngine {
  /// Rows that go forward and back together: few enough that what they leave stays in the cache, and
  /// that several threads end at about the same time.
  private func blockRows(_ count: Int, threads: Int) -> Int {
    threads == 1 ? 96 : max(16, min(96, count / (2 * threads)))
  }

  /// Forward and loss, and unless it is done otherwise backward, for the first `count` rows of ``order``.
  func passRows(
    _ count: Int, of data: PreparedRows, step: Int, threads: Int, goesBack: Bool = true
  ) {
    for (place, segment) in segments.enumerated() where place < segments.count - 1 {
      switch segment {
      case .batchNorm(let index):
        if place == 0 { gather(0..<count, data) }
        batchNorm(index, count)
      case .rows(let layers):
        onEachPart(of: count, threads: threads) { part in
          if place == 0 { gather(part, data) }
          forward(layers, part, step)
        }
      }
    }
    switch segments[segments.count - 1] {
    case .batchNorm(let index):
      if segments.count == 1 { gather(0..<count, data) }
      batchNorm(index, count)
      judge(0..<count, data)
      batchNormErrors(index, count)
    case .rows(let layers):
      let isWhole = segments.count == 1
      let blocks = Blocks(of: count, size: blockRows(count, threads: threads))
      onEachThread(of: threads) { _ in
        while let block = blocks.next() {
          if isWhole { gather(block, data) }
          forward(layers, block, step)
          judge(block, data)
          if goesBack { backward(layers, block) }
        }
      }
    }
    guard goesBack else { return }
    for segment in segments.dropLast().reversed() {
      switch segment {
      case .batchNorm(let index): batchNormErrors(index, count)
      case .rows(let layers):
        onEachPart(of: count, threads: threads) { backward(layers, $0) }
      }
    }
  }

  private func gather(_ rows: Range<Int>, _ data: PreparedRows) {
    let width = topology.inputs
    for row in rows {
      inputs.buffer.assign(
        data.inputs, from: order[row] * width, length: width, at: row * inputs.stride)
    }
  }

  /// Some rows through some layers: in training by the random numbers of `step`, otherwise without any,
  /// and by running statistics.
  private func forward(_ layers: Range<Int>, _ rows: Range<Int>, _ step: Int?) {
    let kernels = Kernels.current
    for index in layers {
      let memory = self.layers[index]
      let x = entering(index)
      switch topology.layers[index] {
      case .dense(let units, let activation, let hasBias):
        let sums = memory.sums ?? memory.outputs
        kernels.product(
          x, rows: rows, weights: tensors[index][0],
          layout: PanelLayout(rows: x.width, columns: units),
          bias: hasBias ? tensors[index][1] : nil,
          activation: memory.sums == nil ? activation : .linear, into: sums)
        if memory.sums != nil { activate(activation, sums, rows, memory, index) }
      case .activation(let activation): activate(activation, x, rows, memory, index)
      case .dropout(let rate):
        if let step, let mask = memory.mask {
          dropout(x, rows, rate: rate, mask, memory.outputs, index, step)
        } else {
          memory.outputs.assign(x, rows: rows)
        }
      case .layerNorm:
        memory.normalization?.layerNorm(
          x, rows: rows, gain: tensors[index][0], shift: tensors[index][1], into: memory.outputs)
      case .batchNorm(_, let epsilon):
        if step == nil {
          Normalization.batchNorm(
            x, rows: rows, tensors: tensors[index], epsilon: epsilon, into: memory.outputs)
        }
      }
    }
  }

  private func activate(
    _ activation: Activation, _ sums: Rows, _ rows: Range<Int>, _ memory: LayerMemory, _ index: Int
  ) {
    if activation == .softmax, index == topology.layers.count - 1 {
      Kernels.current.softmax(
        sums, rows: rows, into: memory.outputs, largest: losses.largest, sum: losses.logarithm)
    } else {
      Kernels.current.activate(activation, sums, rows: rows, into: memory.outputs)
    }
  }

  /// Rule A17: number `row` · padded width + `column` of the sequence (seed, dropout, step) decides, in the
  /// part of it that belongs to the layer.
  private func dropout(
    _ x: Rows, _ rows: Range<Int>, rate: Double, _ mask: Rows, _ y: Rows, _ layer: Int, _ step: Int
  ) {
    let (threshold, scale) = (Float(rate), Float(1 / (1 - rate)))
    for row in rows {
      var random = RandomSequence(
        seed: seed, stream: .dropout, index: step, part: layer, position: row * mask.stride)
      mask.withRow(row) { mask in
        x.withRow(row) { x in
          y.withRow(row) { y in
            for i in 0..<mask.count {
              mask[i] = random.nextUnit() >= threshold ? scale : 0
              y[i] = x[i] * mask[i]
            }
          }
        }
      }
    }
  }

  private func judge(_ rows: Range<Int>, _ data: PreparedRows, wantsErrors: Bool = true) {
    let last = layers.count - 1
    losses.judge(
      rows, outputs: layers[last].outputs, sums: layers[last].sums ?? entering(last),
      targets: data.targets, order: order, errors: wantsErrors ? layers[last].errors : nil)
  }

  /// The loss of every row of `data` as the network is now, how many are told rightly, and the outputs.
  func evaluate(_ data: PreparedRows) -> Judgement {
    let width = topology.outputs
    var judgement = Judgement()
    judgement.outputs.reserveCapacity(data.count * width)
    let capacity = inputs.buffer.count / inputs.stride
    for start in stride(from: 0, to: data.count, by: capacity) {
      let count = min(capacity, data.count - start)
      for row in 0..<count { order[row] = start + row }
      let threads = count * topology.parameterCount < minimumParallelWork ? 1 : threads
      onEachPart(of: count, threads: threads) { part in
        gather(part, data)
        forward(0..<layers.count, part, nil)
        judge(part, data, wantsErrors: false)
      }
      judgement.add(
        losses.values, losses.isRight, count: count, targets: data.targets, order: order)
      let outputs = layers[layers.count - 1].outputs
      for row in 0..<count {
        for column in 0..<width { judgement.outputs.append(outputs[row, column]) }
      }
    }
    return judgement
  }

  /// The errors of some rows from the outputs of some layers down to what enters them.
  private func backward(_ layers: Range<Int>, _ rows: Range<Int>) {
    let kernels = Kernels.current
    for index in layers.reversed() {
      let memory = self.layers[index]
      let isFused = index == topology.layers.count - 1 && losses.loss.isFused
      switch topology.layers[index] {
      case .dense(let units, let activation, _):
        if !isFused {
          kernels.deactivate(
            activation, memory.errors, rows: rows, outputs: memory.outputs, sums: memory.sums)
        }
        if let transposed = transposed[index] {
          let width = entering(index).width
          kernels.product(
            memory.errors, rows: rows, weights: transposed,
            layout: PanelLayout(rows: units, columns: width),
            panelStride: memory.errors.stride * FloatBuffer.panel,
            into: self.layers[index - 1].errors)
        }
      case .activation(let activation):
        if !isFused {
          kernels.deactivate(
            activation, memory.errors, rows: rows, outputs: memory.outputs, sums: entering(index))
        }
      case .dropout:
        for row in rows {
          memory.errors.withRow(row) { d in
            memory.mask?.withRow(row) { mask in for i in 0..<d.count { d[i] *= mask[i] } }
          }
        }
      case .layerNorm:
        if index > 0 {
          let below = self.layers[index - 1].errors
          below.assign(memory.errors, rows: rows)
          memory.normalization?.layerNormErrors(below, rows: rows, gain: tensors[index][0])
        }
      case .batchNorm: break
      }
    }
  }

  private func batchNorm(_ index: Int, _ count: Int) {
    guard case .batchNorm(let momentum, _) = topology.layers[index] else { return }
    let tensors = tensors[index]
    layers[index].normalization?.batchNorm(
      entering(index), count: count, gain: tensors[0], shift: tensors[1], mean: tensors[2],
      variance: tensors[3], momentum: momentum, into: layers[index].outputs)
  }

  private func batchNormErrors(_ index: Int, _ count: Int) {
    guard index > 0 else { return }
    let below = layers[index - 1].errors
    below.assign(layers[index].errors, rows: 0..<count)
    layers[index].normalization?.batchNormErrors(below, count: count, gain: tensors[index][0])
  }
}

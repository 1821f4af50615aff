import CKernels
import Glibc

/// The kernels of one tier: AVX-512, AVX2, NEON or plain C, all with the same bits.
///
/// Swift's side of CKernels: every address that goes there is checked here to lie in its buffer.
/// Rule A2 of spec/arithmetic.md and those after it.
@safe struct Kernels: @unchecked Sendable {
  let table: UnsafePointer<nn_kernels>

  /// What the environment variable `NNMODEL_KERNEL` names, or the best that the processor has.
  static let current: Kernels = named(requestedName) ?? best

  /// The best that the processor has.
  static let best: Kernels = {
    guard let best = named(nil) else { preconditionFailure("every processor has the plain tier") }
    return best
  }()

  /// The name that the environment asks for, if it does.
  static var requestedName: String? {
    guard let value = unsafe getenv("NNMODEL_KERNEL") else { return nil }
    return unsafe String(cString: value)
  }

  /// What is wrong with what the environment asks for, if anything is.
  private static let requestError: NetworkError? =
    if let name = requestedName, named(name) == nil {
      NetworkError(.unknownWord(name, known: available.map(\.name)), field: "NNMODEL_KERNEL")
    } else {
      nil
    }

  /// Refuses a tier that the environment asks for and this processor does not have.
  ///
  /// - Throws: `unknownWord`, with those that it has.
  static func validateRequest() throws(NetworkError) {
    if let requestError { throw requestError }
  }

  /// The tiers that this processor has.
  static var available: [Kernels] {
    ["avx512", "avx2", "neon", "plain"].compactMap { named($0) }
  }

  /// The tier of that name, or the best; `nil` where the processor does not have it.
  static func named(_ name: String?) -> Kernels? {
    let found =
      if let name { unsafe name.withCString { unsafe nn_kernels($0) } } else {
        unsafe nn_kernels(nil)
      }
    guard let table = unsafe found else { return nil }
    return unsafe Kernels(table: table)
  }

  /// The name of the tier.
  var name: String { unsafe String(cString: table.pointee.name) }

  /// y = f(x · W + b) for some rows, f an activation that is not softmax.
  ///
  /// - Parameters:
  ///   - x: at least `layout.rows` numbers a row.
  ///   - y: whole panels a row, enough for the columns of `layout`.
  ///   - weights: the panels of W.
  ///   - panelStride: the distance between them, if it is not that of `layout`.
  func product(
    _ x: Rows, rows: Range<Int>, weights: FloatBuffer, layout: PanelLayout, panelStride: Int? = nil,
    bias: FloatBuffer? = nil, activation: Activation = .linear, into y: Rows,
    at firstRow: Int? = nil
  ) {
    guard !rows.isEmpty else { return }
    let panelStride = panelStride ?? layout.stride
    let width = layout.panels * FloatBuffer.panel
    let target = firstRow ?? rows.lowerBound
    precondition(layout.rows <= x.stride && width <= y.stride, "rows of another width")
    unsafe withUnsafePointer(
      to: nn_product(
        rows: rows.count, depth: layout.rows, panels: layout.panels,
        x: x.buffer.pointer(
          at: rows.lowerBound * x.stride, length: (rows.count - 1) * x.stride + layout.rows),
        x_stride: x.stride,
        weights: weights.pointer(
          at: 0, length: (layout.panels - 1) * panelStride + layout.stride),
        weight_stride: panelStride, bias: bias?.pointer(at: 0, length: width),
        y: y.buffer.pointer(at: target * y.stride, length: (rows.count - 1) * y.stride + width),
        y_stride: y.stride, activation: activation.kernel, slope: activation.slopeParameter)
    ) { unsafe table.pointee.product($0) }
  }

  /// y = f(z) for some rows, along them for softmax; y and z may be one.
  func activate(_ activation: Activation, _ z: Rows, rows: Range<Int>, into y: Rows) {
    guard !rows.isEmpty else { return }
    if activation == .softmax { return softmax(z, rows: rows, into: y) }
    let width = z.panels * FloatBuffer.panel
    let length = (rows.count - 1) * z.stride + width
    precondition(z.stride == y.stride, "rows of another width")
    unsafe table.pointee.activate(
      activation.kernel, activation.slopeParameter, rows.count, z.panels,
      z.buffer.pointer(at: rows.lowerBound * z.stride, length: length), z.stride,
      y.buffer.pointer(at: rows.lowerBound * y.stride, length: length), y.stride)
  }

  /// dz = dy ∘ f′ for some rows, in place; `z` where f′ is written on it.
  func deactivate(
    _ activation: Activation, _ errors: Rows, rows: Range<Int>, outputs: Rows, sums: Rows?
  ) {
    guard !rows.isEmpty, activation != .linear else { return }
    let width = errors.panels * FloatBuffer.panel
    let start = rows.lowerBound * errors.stride
    let length = (rows.count - 1) * errors.stride + width
    precondition(
      outputs.stride == errors.stride && (sums?.stride ?? errors.stride) == errors.stride,
      "rows of another width")
    let dy = unsafe errors.buffer.pointer(at: start, length: length)
    let y = unsafe outputs.buffer.pointer(at: start, length: length)
    if activation == .softmax {
      unsafe table.pointee.softmax_errors(
        rows.count, errors.width, dy, errors.stride, y, outputs.stride)
    } else {
      unsafe table.pointee.deactivate(
        activation.kernel, activation.slopeParameter, rows.count, errors.panels, dy, errors.stride,
        y, sums?.buffer.pointer(at: start, length: length), outputs.stride)
    }
  }

  /// Softmax along some rows; where they are wanted, also the largest of each row and Σ eᶻ⁻ᵐ.
  func softmax(
    _ z: Rows, rows: Range<Int>, into y: Rows, largest: FloatBuffer? = nil, sum: FloatBuffer? = nil
  ) {
    guard !rows.isEmpty else { return }
    unsafe table.pointee.softmax(
      rows.count, z.width,
      z.buffer.pointer(
        at: rows.lowerBound * z.stride, length: (rows.count - 1) * z.stride + z.width),
      z.stride,
      y.buffer.pointer(
        at: rows.lowerBound * y.stride, length: (rows.count - 1) * y.stride + y.width),
      y.stride, largest?.pointer(at: rows.lowerBound, length: rows.count),
      sum?.pointer(at: rows.lowerBound, length: rows.count))
  }

  /// sums[column] = factor · Σ over the first `count` rows, in order.
  func columnSums(_ values: Rows, count: Int, factor: Float, into sums: FloatBuffer) {
    let width = values.panels * FloatBuffer.panel
    unsafe table.pointee.column_sums(
      count, values.panels,
      values.buffer.pointer(at: 0, length: count == 0 ? 0 : (count - 1) * values.stride + width),
      values.stride, factor, sums.pointer(at: 0, length: width))
  }

  /// A function of some numbers (rule A7), into the same places of `y`, which may be `x`.
  func map(_ function: nn_function, _ x: FloatBuffer, _ range: Range<Int>, into y: FloatBuffer) {
    unsafe table.pointee.map(
      function, range.count, x.pointer(at: range.lowerBound, length: range.count),
      y.pointer(at: range.lowerBound, length: range.count))
  }
}

extension PanelLayout {
  /// How the transpose lies in memory: the panels of a matrix with a row for each output, padding
  /// included, and a column for each input.
  var transposed: PanelLayout { PanelLayout(rows: panels * FloatBuffer.panel, columns: rows) }
}

extension Kernels {
  /// Writes the panels of the transposed weights.
  func transpose(_ weights: FloatBuffer, layout: PanelLayout, into transposed: FloatBuffer) {
    unsafe table.pointee.transpose(
      layout.rows, layout.panels, weights.pointer(at: 0, length: layout.count),
      transposed.pointer(at: 0, length: layout.transposed.count), layout.transposed.stride)
  }

  /// One step of an optimizer over whole buffers.
  func step(
    _ step: nn_step, _ weights: FloatBuffer, gradient: FloatBuffer, first: FloatBuffer?,
    second: FloatBuffer?
  ) {
    let count = weights.count
    unsafe withUnsafePointer(to: step) {
      unsafe table.pointee.step(
        $0, count, weights.pointer(at: 0, length: count), gradient.pointer(at: 0, length: count),
        first?.pointer(at: 0, length: count), second?.pointer(at: 0, length: count))
    }
  }

  /// The gradient of some panels of weights over a batch, and the step of the optimizer that it leads
  /// to, unless `gradient` is there to take it.
  ///
  /// - Parameters:
  ///   - x: the inputs of the layer, at least `layout.rows` numbers a row.
  ///   - errors: ∂L/∂z, whole panels a row.
  ///   - share: what the sums are multiplied by.
  ///   - transposed: the panels of the transposed weights, kept in step with them.
  ///   - scratch: at least ``scratchSize(rows:)`` numbers, of this thread alone.
  func gradient(
    panels: Range<Int>, layout: PanelLayout, inputs x: Rows, errors: Rows, rows: Int, share: Float,
    weights: FloatBuffer, transposed: FloatBuffer?, gradient: FloatBuffer?, first: FloatBuffer?,
    second: FloatBuffer?, step: nn_step, scratch: FloatBuffer
  ) {
    guard rows > 0 else { return }
    let count = layout.count
    precondition(panels.upperBound <= layout.panels && layout.rows <= x.stride, "outside the layer")
    unsafe withUnsafePointer(to: step) { step in
      unsafe withUnsafePointer(
        to: nn_gradient(
          rows: rows, inputs: layout.rows,
          x: x.buffer.pointer(at: 0, length: (rows - 1) * x.stride + layout.rows),
          x_stride: x.stride,
          errors: errors.buffer.pointer(
            at: 0, length: (rows - 1) * errors.stride + layout.panels * FloatBuffer.panel),
          error_stride: errors.stride, share: share,
          weights: weights.pointer(at: 0, length: count),
          transposed: transposed?.pointer(at: 0, length: layout.transposed.count),
          transposed_stride: layout.transposed.stride,
          gradient: gradient?.pointer(at: 0, length: count),
          first: first?.pointer(at: 0, length: count),
          second: second?.pointer(at: 0, length: count),
          step: step, scratch: scratch.pointer(at: 0, length: Self.scratchSize(rows: rows)))
      ) { unsafe table.pointee.gradient($0, panels.lowerBound, panels.count) }
    }
  }

  /// What ``gradient`` needs for a batch of `rows`.
  static func scratchSize(rows: Int) -> Int { nn_scratch(rows) }
}

extension Activation {
  /// The kernel's name for it.
  var kernel: nn_activation {
    switch self {
    case .linear: NN_LINEAR
    case .sigmoid: NN_SIGMOID
    case .tanh: NN_TANH
    case .relu: NN_RELU
    case .leakyRelu: NN_LEAKY_RELU
    case .elu: NN_ELU
    case .gelu: NN_GELU
    case .geluTanh: NN_GELU_TANH
    case .silu: NN_SILU
    case .softplus: NN_SOFTPLUS
    case .softmax: NN_SOFTMAX
    }
  }

  var slopeParameter: Float {
    if case .leakyRelu(let slope) = self { Float(slope) } else { 0 }
  }
}

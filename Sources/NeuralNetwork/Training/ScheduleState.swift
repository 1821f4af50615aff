/// A schedule under way: what must be kept so that a run goes on with the same rates.
///
/// The rate of a step is a function of these few numbers and the step's position. They change at the
/// end of an epoch only, so a run can be left and resumed in the middle of one.
/// Rule A19 of spec/arithmetic.md.
public struct ScheduleState: Hashable, Sendable {
  /// How the rate changes after the warm-up.
  public let schedule: Schedule
  /// The steps over which the rate rises to the optimizer's.
  public let warmupSteps: Int
  /// The epochs that the schedule has counted: those that reached beyond the warm-up.
  public private(set) var epochs: Int
  /// What the rate is multiplied by; a running product, as `pow` would be a mathematical library's.
  public private(set) var factor: Double
  /// The loss that a plateau is measured by; `nil` before the first.
  public private(set) var best: Double?
  /// The epochs since then that did not fall below it.
  public private(set) var waiting: Int

  /// The state before the first step, or one that was kept.
  public init(
    _ schedule: Schedule, warmupSteps: Int = 0, epochs: Int = 0, factor: Double = 1,
    best: Double? = nil, waiting: Int = 0
  ) {
    self.schedule = schedule
    self.warmupSteps = warmupSteps
    self.epochs = epochs
    self.factor = factor
    self.best = best
    self.waiting = waiting
  }

  /// Checks the schedule for an optimizer's rate, and the warm-up.
  ///
  /// - Throws: as ``Schedule/validate(learningRate:)``; `invalid` for a negative number of steps, or
  ///   one that no file can hold.
  public func validate(learningRate: Double) throws(NetworkError) {
    try schedule.validate(learningRate: learningRate)
    guard warmupSteps >= 0, warmupSteps < 1 << 53 else {
      throw NetworkError(
        .invalid(expected: "a whole number of steps, 0 or more", found: "\(warmupSteps)"),
        field: "warm-up")
    }
  }

  /// The rate of a step.
  ///
  /// - Parameters:
  ///   - base: the optimizer's rate.
  ///   - step: the steps before it in the whole run.
  ///   - totalSteps: the steps of the run as it is planned; a cosine ends there and stays at its
  ///     minimum.
  public func rate(base: Double, step: Int, totalSteps: Int) -> Double {
    withStandardFloatingPoint {
      if step < warmupSteps { return base * Double(step + 1) / Double(warmupSteps) }
      switch schedule {
      case .constant: return base
      case .step, .exponential: return base * factor
      case .plateau(_, _, let minimum, _): return max(base * factor, minimum)
      case .cosine(let minimum):
        let position =
          step >= totalSteps
          ? 1 : Double(step - warmupSteps) / Double(totalSteps - warmupSteps)
        return minimum + (base - minimum) * (0.5 * (1 + cosineOfPi(position)))
      }
    }
  }

  /// Counts an epoch, unless all of it was warm-up.
  ///
  /// - Parameters:
  ///   - steps: the steps of the whole run up to its end.
  ///   - loss: that of the validation rows, or of the training where there are none. One that is not
  ///     a number is no improvement.
  public mutating func finishEpoch(steps: Int, loss: Double) {
    guard steps > warmupSteps else { return }
    epochs += 1
    withStandardFloatingPoint {
      switch schedule {
      case .constant, .cosine: break
      case .step(let every, let factor):
        if epochs % every == 0 { self.factor *= factor }
      case .exponential(let factor):
        self.factor *= factor
      case .plateau(let factor, let patience, _, let threshold):
        if loss < (best ?? .infinity) * (1 - threshold) {
          best = loss
          waiting = 0
        } else {
          waiting += 1
        }
        if waiting > patience {
          self.factor *= factor
          waiting = 0
        }
      }
    }
  }
}

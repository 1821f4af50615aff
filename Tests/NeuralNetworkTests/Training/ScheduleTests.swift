import Foundation
import NeuralNetwork
import TestSupport
import Testing

@Suite struct ScheduleTests {
  /// A case of Fixtures/parity/schedules.json, computed by PyTorch.
  private struct Case: Decodable {
    struct Settings: Decodable {
      let kind: String
      let every, patience, cooldown: Int?
      let factor, minimum, threshold: Double?
    }
    struct WarmUp: Decodable { let epochs: Int }

    let name: String
    let learningRate: Double
    let schedule: Settings
    let warmUp: WarmUp?
    let losses: [Double]?
    let rates: [Double]

    var ours: Schedule? {
      switch (schedule.kind, schedule.every, schedule.factor) {
      case ("constant", _, _): .constant
      case ("step", let every?, let factor?): .step(every: every, factor: factor)
      case ("exponential", _, let factor?): .exponential(factor: factor)
      case ("cosine", _, _): .cosine(minimum: schedule.minimum ?? 0)
      case ("reduce-on-plateau", _, let factor?) where schedule.cooldown == 0:
        .plateau(
          factor: factor, patience: schedule.patience!, minimum: schedule.minimum!,
          threshold: schedule.threshold!)
      default: nil
      }
    }
  }
  private struct Cases: Decodable { let cases: [Case] }

  private static func cases() throws -> [Case] {
    let data = Data(try Fixtures.bytes("parity/schedules.json"))
    return try JSONDecoder().decode(Cases.self, from: data).cases
  }

  /// PyTorch's warm-up begins elsewhere, and counts epochs: what comes after it is compared.
  @Test func ratesAreThoseOfPyTorch() throws {
    var compared = 0
    for parity in try Self.cases() {
      guard let schedule = parity.ours else { continue }
      let warmup = parity.warmUp?.epochs ?? 0
      var state = ScheduleState(schedule, warmupSteps: warmup)
      try state.validate(learningRate: parity.learningRate)
      for (epoch, truth) in parity.rates.enumerated() {
        let rate = state.rate(
          base: parity.learningRate, step: epoch, totalSteps: parity.rates.count)
        if epoch >= warmup {
          #expect(abs(rate - truth) < 1e-13 * parity.learningRate, "\(parity.name), epoch \(epoch)")
        }
        state.finishEpoch(steps: epoch + 1, loss: parity.losses?[epoch] ?? 1)
      }
      compared += 1
    }
    #expect(compared == 19)
  }

  @Test func everyStepOfAnEpochHasItsRate() throws {
    for parity in try Self.cases() where parity.warmUp == nil && parity.schedule.kind != "cosine" {
      guard let schedule = parity.ours else { continue }
      var state = ScheduleState(schedule)
      for (epoch, truth) in parity.rates.enumerated() {
        for step in (epoch * 7)..<((epoch + 1) * 7) {
          let rate = state.rate(base: parity.learningRate, step: step, totalSteps: 350)
          #expect(abs(rate - truth) < 1e-13 * parity.learningRate)
        }
        state.finishEpoch(steps: (epoch + 1) * 7, loss: parity.losses?[epoch] ?? 1)
      }
    }
  }

  @Test func theWarmUpRisesInEqualSteps() {
    let state = ScheduleState(.cosine(), warmupSteps: 4)
    let rates = (0..<7).map { state.rate(base: 0.5, step: $0, totalSteps: 6) }
    #expect(rates == [0.125, 0.25, 0.375, 0.5, 0.5, 0.25, 0])
  }

  @Test func aCosineEndsWithTheRunAndStaysThere() {
    let state = ScheduleState(.cosine(minimum: 0.25))
    #expect(state.rate(base: 0.75, step: 5, totalSteps: 10) == 0.5)
    #expect(state.rate(base: 0.75, step: 10, totalSteps: 10) == 0.25)
    #expect(state.rate(base: 0.75, step: 99, totalSteps: 10) == 0.25)
    #expect(ScheduleState(.cosine(), warmupSteps: 9).rate(base: 1, step: 9, totalSteps: 9) == 0)
  }

  /// Four steps an epoch, ten of warm-up: the third epoch is the schedule's first.
  @Test func epochsOfWarmUpAloneAreNotCounted() {
    var state = ScheduleState(.exponential(factor: 0.5), warmupSteps: 10)
    var rates: [Double] = []
    for epoch in 0..<5 {
      rates += (0..<4).map { state.rate(base: 10, step: epoch * 4 + $0, totalSteps: 20) }
      state.finishEpoch(steps: (epoch + 1) * 4, loss: 1)
    }
    #expect(rates[..<10] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    #expect(rates[10...] == [10, 10, 5, 5, 5, 5, 2.5, 2.5, 2.5, 2.5])
    #expect(state.epochs == 3)

    var whole = ScheduleState(.exponential(factor: 0.5), warmupSteps: 4)
    whole.finishEpoch(steps: 4, loss: 1)
    #expect(whole.rate(base: 1, step: 4, totalSteps: 20) == 1)
  }

  @Test func plateausAreCountedFromTheBestLoss() {
    var state = ScheduleState(.plateau(factor: 0.5, patience: 1, threshold: 0.1))
    var factors: [Double] = []
    // 0.95 is not a tenth below 1; a number that is none is no improvement.
    for loss in [1, 0.95, 0.89, .nan, 0.89, 0.89, 0.89, 0.8] {
      state.finishEpoch(steps: 1, loss: loss)
      factors.append(state.factor)
    }
    #expect(factors == [1, 1, 1, 1, 0.5, 0.5, 0.25, 0.25])
    #expect(state.best == 0.8)
    #expect(state.waiting == 0)
  }

  @Test(arguments: [
    Schedule.step(every: 3, factor: 0.3), .exponential(factor: 0.97), .cosine(minimum: 0.01),
    .plateau(factor: 0.7, patience: 2),
  ])
  func aStateMadeOfItsNumbersGoesOnWithTheSameBits(schedule: Schedule) {
    func loss(_ epoch: Int) -> Double { 1 / Double(1 + epoch % 4) }
    var whole = ScheduleState(schedule, warmupSteps: 13)
    var resumed = whole
    for epoch in 0..<30 {
      // In the middle of an epoch, as after a checkpoint there.
      resumed = ScheduleState(
        schedule, warmupSteps: 13, epochs: resumed.epochs, factor: resumed.factor,
        best: resumed.best, waiting: resumed.waiting)
      for step in (epoch * 5)..<((epoch + 1) * 5) {
        let rates = [whole, resumed].map { $0.rate(base: 0.1, step: step, totalSteps: 150) }
        #expect(rates[0].bitPattern == rates[1].bitPattern)
      }
      whole.finishEpoch(steps: (epoch + 1) * 5, loss: loss(epoch))
      resumed.finishEpoch(steps: (epoch + 1) * 5, loss: loss(epoch))
    }
    #expect(whole == resumed)
  }

  @Test(arguments: [
    (Schedule.step(every: 0, factor: 0.5), "epochs between steps of step"),
    (.step(every: 1, factor: 0), "factor of step"),
    (.exponential(factor: 1.1), "factor of exponential"),
    (.exponential(factor: .nan), "factor of exponential"),
    (.cosine(minimum: -1), "minimum of cosine"), (.cosine(minimum: 0.2), "minimum of cosine"),
    (.plateau(factor: 1), "factor of plateau"), (.plateau(patience: -1), "patience of plateau"),
    (.plateau(minimum: .infinity), "minimum of plateau"),
    (.plateau(threshold: 1), "threshold of plateau"),
  ])
  func settingsOutsideTheirDomainAreRefused(schedule: Schedule, field: String) {
    #expect(failure { try schedule.validate(learningRate: 0.1) }?.field == field)
    #expect(failure { try ScheduleState(schedule).validate(learningRate: 0.1) }?.field == field)
  }

  @Test func whatIsRefusedIsTold() throws {
    #expect(
      failure { try Schedule.cosine(minimum: 0.2).validate(learningRate: 0.1) }?.description
        == "minimum of cosine: expected a number from 0 to the learning rate, 0.1, found 0.2")
    try Schedule.cosine(minimum: 0.2).validate()
    #expect(
      failure {
        try ScheduleState(.constant, warmupSteps: -1).validate(learningRate: 1)
      }?.field == "warm-up")
  }
}

import NeuralNetwork
import Testing

@Suite struct EarlyStoppingTests {
  private func decisions(
    _ stopping: EarlyStopping, _ losses: [Double]
  ) -> [EarlyStopping.Decision] {
    var stopping = stopping
    return losses.enumerated().map { stopping.record($1, epoch: $0 + 1) }
  }

  @Test func stopsAfterThatManyEpochsInARow() {
    #expect(
      decisions(EarlyStopping(patience: 2), [3, 2, 2.5, 1, 1, 1.5])
        == [.improved, .improved, .waiting, .improved, .waiting, .stop])
    #expect(decisions(EarlyStopping(patience: 1), [1, 1]) == [.improved, .stop])
  }

  /// Small gains add up: they are measured from the last loss that counted.
  @Test func anImprovementMustBeLargeEnough() {
    let losses = [1, 0.75, 0.5, 0.375, 0.25]
    #expect(
      decisions(EarlyStopping(patience: 3, minimumImprovement: 0.25), losses)
        == [.improved, .waiting, .improved, .waiting, .waiting])
    #expect(
      decisions(EarlyStopping(patience: 3, minimumImprovement: 0.2), losses)
        == [.improved, .improved, .improved, .waiting, .improved])
  }

  @Test func whatIsNoNumberIsNoImprovement() {
    #expect(
      decisions(EarlyStopping(patience: 2), [.nan, 5, .infinity, .nan])
        == [.waiting, .improved, .waiting, .stop])
  }

  @Test func theBestEpochIsKept() {
    var stopping = EarlyStopping(patience: 9)
    for (epoch, loss) in [0.5, 0.25, 0.4, 0.3].enumerated() {
      _ = stopping.record(loss, epoch: epoch + 1)
    }
    #expect(stopping.best == 0.25)
    #expect(stopping.bestEpoch == 2)
    #expect(stopping.waiting == 2)
    let kept = EarlyStopping(
      patience: 9, best: stopping.best, bestEpoch: stopping.bestEpoch, waiting: stopping.waiting)
    #expect(kept == stopping)
  }

  @Test func settingsOutsideTheirDomainAreRefused() {
    #expect(failure { try EarlyStopping(patience: 0).validate() }?.field == "patience")
    for minimum in [-1, .nan, .infinity] {
      let stopping = EarlyStopping(patience: 1, minimumImprovement: minimum)
      #expect(failure { try stopping.validate() }?.field == "minimum improvement")
    }
  }
}

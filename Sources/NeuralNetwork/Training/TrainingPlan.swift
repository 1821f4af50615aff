/// How far a training is to go.
///
/// Kept with its state: a schedule such as the cosine depends on the end that it was made for, and a training
/// that is resumed must not lose it.
struct TrainingPlan: Hashable, Sendable {
  /// The number of the last epoch.
  var epochs: Int
  /// The steps of the whole training, by which a schedule is measured.
  var totalSteps: Int
  /// Whether the last epoch is over, or early stopping has ended the training before it.
  var isDone = false
}

/// What there is to learn from a target; the raw value is its word on the command line.
public enum LearningTask: String, Vocabulary {
  /// Which of a few classes a row is of.
  case classification
  /// One or more numbers.
  case regression

  /// What the words name, for an error.
  public static let noun = "task"
}

/// How well one class is told from the others, or the mean of that over all classes.
///
/// The conventions are scikit-learn's; a quotient whose divisor is 0 is 0. Rule A20 of
/// spec/arithmetic.md.
public struct ClassMeasures: Equatable, Sendable {
  /// Of the rows that were taken for the class, the part that is of it.
  public let precision: Double
  /// Of the rows that are of the class, the part that was taken for it.
  public let recall: Double
  /// The harmonic mean of both.
  public let f1: Double
  /// The rows that are of the class.
  public let support: Int
}

extension ConfusionMatrix {
  /// The measures of each class, in the order of the labels.
  public var classes: [ClassMeasures] {
    let told = labels.indices.map { column in counts.reduce(0) { $0 + $1[column] } }
    return withStandardFloatingPoint {
      labels.indices.map { index in
        let right = Double(counts[index][index])
        let support = counts[index].reduce(0, +)
        func quotient(_ count: Double, _ divisor: Int) -> Double {
          divisor == 0 ? 0 : count / Double(divisor)
        }
        return ClassMeasures(
          precision: quotient(right, told[index]), recall: quotient(right, support),
          f1: quotient(2 * right, told[index] + support), support: support)
      }
    }
  }

  /// The mean over the classes, each of the same weight.
  public var macroMean: ClassMeasures { mean { _ in 1 } }

  /// The mean over the classes, each weighted by its rows.
  public var weightedMean: ClassMeasures { mean { Double($0.support) } }

  private func mean(weight: (ClassMeasures) -> Double) -> ClassMeasures {
    let classes = classes
    func mean(_ measure: (ClassMeasures) -> Double) -> Double {
      var (sum, weights) = (BlockSum(), BlockSum())
      for one in classes {
        sum.add(measure(one) * weight(one))
        weights.add(weight(one))
      }
      return weights.total > 0 ? sum.total / weights.total : 0
    }
    return withStandardFloatingPoint {
      ClassMeasures(
        precision: mean(\.precision), recall: mean(\.recall), f1: mean(\.f1), support: rows)
    }
  }
}

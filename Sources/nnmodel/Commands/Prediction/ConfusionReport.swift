import NeuralNetwork

/// A confusion matrix as tables: the counts, and the measures of each class.
///
/// Of many classes it shows those with the most errors, so that a thousand do not flood the screen.
struct ConfusionReport {
  private static let mostClasses = 20
  private static let classesOfMany = 10

  private let confusion: ConfusionMatrix
  /// The classes shown, in the order of the labels.
  let shown: [Int]

  init(_ confusion: ConfusionMatrix) {
    self.confusion = confusion
    let all = confusion.labels.indices
    guard all.count > Self.mostClasses else {
      shown = Array(all)
      return
    }
    let errors = all.map { index in
      confusion.counts[index].reduce(0, +) - 2 * confusion.counts[index][index]
        + confusion.counts.reduce(0) { $0 + $1[index] }
    }
    let worst = all.filter { errors[$0] > 0 }
      .sorted { (errors[$1], $0) < (errors[$0], $1) }
    shown = worst.prefix(Self.classesOfMany).sorted()
  }

  /// Whether there are classes that are not shown.
  var hidesClasses: Bool { shown.count < confusion.labels.count }

  /// What to say where classes are left out.
  var note: String? {
    guard hidesClasses else { return nil }
    let all = NumberFormat.grouped(confusion.labels.count)
    return shown.isEmpty
      ? "\(all) classes, all told without an error."
      : "\(shown.count) of \(all) classes, those with the most errors; --json prints all."
  }

  /// The counts, a row for each true class; a `.` is none. What is left out is summed up as `(others)`.
  ///
  /// Where the labels would not fit `width` as headings, numbers stand for them.
  func counts(width: Int, unicode: Bool) -> Table {
    let named = counts(headings: names(shown.map { confusion.labels[$0] }), numbered: false)
    let isWide = named.lines(unicode: unicode).contains { $0.text.displayColumns > width }
    guard isWide else { return named }
    return counts(headings: names((1...shown.count).map(String.init)), numbered: true)
  }

  private func names(_ names: [String]) -> [String] {
    hidesClasses ? names + ["(others)"] : names
  }

  private func counts(headings: [String], numbered: Bool) -> Table {
    var table = Table((numbered ? [""] : []) + ["true \\ told"] + headings)
    for (position, cells) in shownCounts.enumerated() {
      let number = position < shown.count ? "\(position + 1)" : ""
      table.add(
        (numbered ? [number] : []) + [shownLabels[position]]
          + cells.map { $0 == 0 ? "." : String($0) })
    }
    return table
  }

  /// The labels of the classes shown, and behind them what sums up the others, where there are any.
  var shownLabels: [String] { names(shown.map { confusion.labels[$0] }) }

  /// The counts of the classes shown, and of the others; a row for each true class.
  var shownCounts: [[Int]] {
    var rows = shown.map { confusion.counts[$0] }
    if hidesClasses {
      let isShown = Set(shown)
      let others = confusion.counts.indices.filter { !isShown.contains($0) }
      rows.append(
        confusion.labels.indices.map { column in
          others.reduce(0) { $0 + confusion.counts[$1][column] }
        })
    }
    return rows.map { row in
      let cells = shown.map { row[$0] }
      return hidesClasses ? cells + [row.reduce(0, +) - cells.reduce(0, +)] : cells
    }
  }

  /// Precision, recall and f1 of each class shown, and their means over all.
  var measures: Table {
    var table = Table("class", "precision", "recall", "f1", "rows")
    func add(_ name: String, _ measures: ClassMeasures) {
      let parts = [measures.precision, measures.recall, measures.f1]
        .map { NumberFormat.fixed($0, digits: 3) }
      table.add([name] + parts + [NumberFormat.grouped(measures.support)])
    }
    let classes = confusion.classes
    for index in shown { add(confusion.labels[index], classes[index]) }
    add("macro mean", confusion.macroMean)
    add("weighted mean", confusion.weightedMean)
    return table
  }
}

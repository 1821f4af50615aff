import NeuralNetwork

/// The network: its layers, what goes into them and what comes out.
extension ReportPage {
  private static let mostChips = 200

  var network: Markup {
    if let fault = contents.fault {
      return section(
        "Network", "<p>The network is not known to this version of the program: \("\(fault)")</p>\n"
      )
    }
    guard let topology = contents.summary?.topology else { return "" }
    // A browser may break the line behind any of its commas.
    let layers = Wording.network(topology)
      .split(separator: ",", omittingEmptySubsequences: false)
      .map { "\(String($0))" as Markup }
    return section(
      "Network",
      """
      <p><code>\(layers.joined(separator: ",<wbr>"))</code></p>
      <figure class="diagram">
      \(TopologyDiagram(topology: topology).picture.inline)</figure>

      """)
  }

  var columns: Markup {
    guard let summary = contents.summary else { return "" }
    var body: Markup = ""
    for column in summary.outputs ?? [] {
      if let labels = column.labels {
        body += "<h3>Output: \(column.name), \(NumberFormat.grouped(labels.count)) classes</h3>\n"
        body += chips(labels)
      } else {
        let unit = column.unit.map { " in \($0)" } ?? ""
        body += "<h3>Output: \(column.name)\(unit)</h3>\n"
      }
    }
    if let inputs = summary.inputs {
      body += "<h3>Inputs: \(Wording.counted(inputs.count, "column"))</h3>\n"
      let isPlain = inputs.allSatisfy { $0.labels == nil && $0.fill == nil && $0.unit == nil }
      body += isPlain ? chips(inputs.map(\.name)) : table(inputs)
    }
    return section("Columns", body)
  }

  private func table(_ inputs: [Column]) -> Markup {
    var table = PageTable(
      [.init("column"), .init("values"), .init("unit"), .init("if missing")], of: "columns")
    for column in inputs {
      let values = column.labels.map { "\($0.count) texts: \(Wording.list($0))" } ?? "numbers"
      let fill = column.fill.map { NumberFormat.significant($0) } ?? ""
      table.add(column.name, values, column.unit ?? "", fill)
    }
    return table.markup
  }

  private func chips(_ names: [String]) -> Markup {
    let shown = names.prefix(Self.mostChips).map { "<li>\($0)</li>\n" as Markup }
    let rest = names.count - shown.count
    let note: Markup = rest > 0 ? "<li>and \(NumberFormat.grouped(rest)) more</li>\n" : ""
    return "<ul class=\"chips\">\n\(shown.joined())\(note)</ul>\n"
  }
}

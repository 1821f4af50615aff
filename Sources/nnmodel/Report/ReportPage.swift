import ModelFormat
import NeuralNetwork

/// A report as one page of HTML, that needs nothing beside it: no script, and nothing that would be loaded.
///
/// A function of what it tells alone: no date, no machine, so that the same file gives the same page.
struct ReportPage {
  let contents: ReportContents
  /// What is true and what was predicted, for each output of numbers, where rows were judged.
  let values: [(column: Column, truth: [Double], predicted: [Double])]

  init(_ contents: ReportContents) throws(NetworkError) {
    self.contents = contents
    values = try contents.judged?.values() ?? []
  }

  var markup: Markup {
    let sections = [
      network, training, judgement, weights, columns, metadata, tensors, file,
    ].joined()
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="\(Self.policy)">
      <title>\(contents.title)</title>
      <style>
      \(ReportStyle.sheet)\(ChartStyle.sheet)</style>
      </head>
      <body>
      <main>
      <h1>\(contents.title)</h1>
      <p class="lead">\(contents.sentence)</p>
      \(tiles)\(sections)</main>
      </body>
      </html>

      """
  }

  /// What a browser is told to refuse, should there be any of it in spite of all.
  private static let policy: Markup =
    "script-src 'none'; img-src 'none'; font-src 'none'; connect-src 'none'; object-src 'none'; frame-src 'none'"

  /// A part of the page under a heading; nothing where there is nothing in it.
  func section(_ heading: String, _ body: Markup) -> Markup {
    body.isEmpty ? "" : "<section>\n<h2>\(heading)</h2>\n\(body)</section>\n"
  }

  /// The numbers that one looks for first.
  private var tiles: Markup {
    var tiles: [(name: String, value: String)] = []
    if let topology = contents.summary?.topology {
      tiles.append(("parameters", NumberFormat.grouped(topology.parameterCount)))
    }
    switch contents.judged?.evaluation.measures {
    case .classification(let measures):
      tiles.append(("accuracy", NumberFormat.percent(measures.accuracy, digits: 2)))
    case .regression(let measures):
      let name = measures.r2 == nil ? "mean absolute error" : "R²"
      tiles.append((name, NumberFormat.significant(measures.r2 ?? measures.meanAbsoluteError)))
    case nil: break
    }
    if let curves = contents.curves, let best = curves.best {
      let (name, losses) =
        curves.validationLoss.map { ("validation loss", $0) } ?? ("loss", curves.loss ?? [])
      if losses.indices.contains(best - 1) {
        tiles.append(("best \(name)", NumberFormat.significant(losses[best - 1])))
      }
    }
    if let epochs = contents.summary?.training?.epochs {
      tiles.append(("epochs", NumberFormat.grouped(epochs)))
    }
    tiles.append(("tensors", NumberFormat.grouped(contents.header.tensors.count)))
    tiles.append(("file", NumberFormat.bytes(contents.byteCount)))
    let items = tiles.map { "<p>\($0.name) <b>\($0.value)</b></p>\n" as Markup }
    return "<div class=\"tiles\">\n\(items.joined())</div>\n"
  }
}

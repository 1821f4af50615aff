import Foundation
import ModelFormat
import TestSupport
import Testing

@testable import nnmodel

struct ReportCommandTests {
  private let directory: TemporaryDirectory
  init() throws { directory = try TemporaryDirectory() }

  private func page(_ arguments: String...) throws -> (text: String, tree: MarkupTree) {
    let run = tool(["report", "-o", "-"] + arguments)
    #expect(run.code == 0, "\(run.error)")
    return (run.output, try MarkupTree(run.output))
  }

  @Test func everySectionOfAClassifier() throws {
    let (text, tree) = try page(SampleModels.flowers, "--data", SampleModels.iris)
    #expect(tree["h1"].map(\.text) == ["Flowers"])
    #expect(tree["title"].first?.text == "Flowers")
    #expect(
      tree.ofClass("lead").map(\.text) == [
        "A network of 2 layers and 67 parameters that tells the 3 classes of species from 4 columns, "
          + "trained for 5 epochs."
      ])
    #expect(
      tree["h2"].map(\.text) == [
        "Network", "Training", "Judged by rows whose truth is known", "Weights", "Columns",
        "Metadata", "Tensors", "File",
      ])
    // Diagram, loss, accuracy, confusion matrix, and two histograms.
    #expect(tree["svg"].count == 6)
    for word in [
      "<script", "href", "src=", "url(", "@import", "@font-face", "http:", "https:", "javascript:",
    ] {
      #expect(!text.contains(word), "\(word)")
    }
    let meta = tree["meta"].compactMap { $0.attributes["content"] }
    #expect(meta.contains { $0.hasPrefix("script-src 'none'; img-src 'none';") })
    let cells = tree["td"].map(\.text)
    #expect(cells.contains("cross-entropy") && cells.contains("25") && cells.contains("42"))
    let digest = tool("digest", SampleModels.flowers).output.prefix(64)
    #expect(cells.contains(String(digest)))
    #expect(tree["li"].map(\.text).contains("virginica"))
  }

  @Test func theJudgementIsThatOfEvaluate() throws {
    let (_, tree) = try page(SampleModels.flowers, "--data", SampleModels.iris)
    let judged = try tool("evaluate", "--json", SampleModels.flowers, SampleModels.iris).object()
    let confusion = try #require(judged["confusion"] as? [[Int]])
    let shown = tree.elements.filter {
      $0.path.last == "rect" && $0.name == "title"
    }.map { $0.text.split(separator: ": ")[1].split(separator: " ")[0] }
    let counts: [Int] = confusion.flatMap { $0 }.filter { $0 > 0 }
    #expect(shown.map { Int($0) } == counts)
    let recall = try #require(judged["recall"] as? [Double])
    let cells = tree["td"].map(\.text)
    for (label, recall) in zip(["setosa", "versicolor", "virginica"], recall) {
      let place = try #require(cells.firstIndex(of: label))
      #expect(cells[place + 2] == NumberFormat.fixed(recall, digits: 3))
      #expect(cells[place + 4] == "50")
    }
  }

  @Test func aModelOfValues() throws {
    let (_, tree) = try page(SampleModels.progression, "--data", SampleModels.diabetes)
    let judged = try tool("evaluate", "--json", SampleModels.progression, SampleModels.diabetes)
      .object()
    let cells = tree["td"].map(\.text)
    for name in ["mae", "rmse", "r2"] {
      let value = try #require(judged[name] as? Double)
      #expect(cells.contains(NumberFormat.significant(value)))
    }
    let points = try #require(tree.ofClass("points").first?.attributes["d"])
    let count = points.filter { $0 == "M" }.count
    #expect(count > 100 && count <= 442)
    #expect(tree.ofClass("ideal").count == 1)
  }

  /// What the page says of weights, from the file by another way.
  @Test func theMeasuresOfWeights() throws {
    let (_, tree) = try page(SampleModels.flowers)
    let weights = try ModelFile(opening: SampleModels.flowers)
      .read("layers.0.weight", as: Float.self).map(Double.init)
    let mean = weights.reduce(0, +) / 32
    let deviation = (weights.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 32).squareRoot()
    func text(_ value: Double) -> String { NumberFormat.significant(value, digits: 3) }
    let expected =
      "mean \(text(mean)), deviation \(text(deviation)), "
      + "\(text(weights.min() ?? 0)) to \(text(weights.max() ?? 0)), 0.0\u{A0}% zeros"
    #expect(tree["p"].map(\.text).contains(expected))
    #expect(!tree["h2"].map(\.text).contains("Judged by rows whose truth is known"))
  }

  @Test func nothingInAFileBecomesMarkup() throws {
    let hostile = "<script>alert(1)</script>"
    let table = try directory.write(
      "\"<b>x</b>\",y&\"\"\n\"0\",\(hostile)\n1,</style></title>'\n0,\(hostile)\n1,</style></title>'\n"
        .replacingOccurrences(of: "y&\"\"", with: "y&amp;"), to: "hostile.csv")
    let model = directory.file("hostile.nnmodel")
    let trained = tool(
      "train", table, "--target", "y&amp;", "--epochs", "2", "--quiet", "--title",
      "</title><img src=x onerror=alert(1)>\u{1B}[31m", "-o", model)
    try #require(trained.code == 0, "\(trained.error)")
    let (text, tree) = try page(model, "--data", table)
    #expect(!text.contains("<script") && !text.contains("<img") && !text.contains("<b>x"))
    #expect(!text.contains("\u{1B}"))
    #expect(tree["script"].isEmpty && tree["img"].isEmpty)
    #expect(tree["h1"].map(\.text) == ["</title><img src=x onerror=alert(1)>\\u{1b}[31m"])
    #expect(tree["li"].map(\.text) == ["</style></title>'", hostile, "<b>x</b>"])
    #expect(tree["h3"].map(\.text).contains("Output: y&amp;, 2 classes"))
    #expect(tree["td"].map(\.text).contains("2. " + hostile))
    let svg = tool("plot", model, "-o", "-").output
    #expect(try MarkupTree(svg)["img"].isEmpty)
  }

  @Test func theSameFileGivesTheSamePage() throws {
    let paths = ["a.html", "b.html"].map(directory.file)
    for path in paths {
      let run = tool(
        "report", SampleModels.flowers, "--data", SampleModels.iris, "-o", path, "--threads", "1")
      #expect(run == CommandRun(code: 0, output: "", error: "wrote \(path)\n"))
    }
    #expect(try directory.bytes("a.html") == directory.bytes("b.html"))
    let (text, _) = try page(SampleModels.flowers, "--data", SampleModels.iris)
    #expect(try directory.text("a.html") == text)
  }

  /// The fixtures were made by another program: networks of every kind, bags of tensors, hostile text.
  @Test(arguments: Fixtures.golden)
  func everyValidFile(_ fixture: GoldenFixture) throws {
    let (text, tree) = try page(fixture.path)
    #expect(!text.contains("NaN") && !tree["h1"].isEmpty)
    let names = tree["td"].filter { $0.path.contains("table") }.map(\.text)
    #expect(
      fixture.tensors.allSatisfy { names.contains($0.name) || !$0.name.allSatisfy(\.isASCII) })
    let coordinates = tree.elements.filter { $0.path.contains("svg") }
      .flatMap { $0.attributes.filter { $0.key != "class" }.values }.joined(separator: " ")
    #expect(!coordinates.contains("nan") && !coordinates.contains("inf"))
  }

  @Test func aBagOfTensorsHasNoNetwork() throws {
    let (_, tree) = try page(Fixtures.path("v1/dtype-f32.nnmodel"))
    #expect(tree["h1"].map(\.text) == ["dtype-f32.nnmodel"])
    #expect(tree.ofClass("lead").first?.text.contains("it holds no network") == true)
    let headings = tree["h2"].map(\.text)
    #expect(!headings.contains("Network") && !headings.contains("Training"))
    #expect(headings.suffix(2) == ["Tensors", "File"])
    let unknown = tool("report", Fixtures.path("broken/layer-kind-unknown.nnmodel"), "-o", "-")
    #expect(unknown.code == 0)
    #expect(unknown.output.contains("not known to this version"))
  }

  @Test func whatCannotBeReported() throws {
    let output = directory.file("report.html")
    func report(_ arguments: String...) -> CommandRun {
      tool(["report", "-o", output] + arguments)
    }
    #expect(report(directory.file("none.nnmodel")).code == 66)
    let table = report(SampleModels.iris)
    #expect(table.code == 65)
    #expect(table.error.filter { $0 == "\n" }.count == 1)
    #expect(report("-").code == 64)
    #expect(report(SampleModels.flowers, "--data", directory.file("none.csv")).code == 66)
    #expect(report(SampleModels.flowers, "--data", SampleModels.diabetes).code == 65)
    let bag = report(Fixtures.path("v1/dtype-f32.nnmodel"), "--data", SampleModels.iris)
    #expect(bag.code == 65)
    #expect(bag.error.contains("a bag of tensors"))
    #expect(try directory.contents() == [])

    let damaged = try directory.write(
      Array(try Data(contentsOf: URL(fileURLWithPath: SampleModels.flowers)).dropLast(200)),
      to: "damaged.nnmodel")
    #expect(report(damaged).code == 65)
    #expect(tool("report", SampleModels.flowers, "-o", directory.file("no/such.html")).code == 73)
    #expect(tool("report", SampleModels.flowers, "-o", directory.file("a.pdf")).code == 64)
    #expect(tool("report", SampleModels.flowers).code == 64)
    let picture = try directory.write("<svg>", to: "picture.html")
    let refused = tool("report", SampleModels.flowers, "-o", picture)
    #expect(refused.code == 73)
    #expect(refused.error.contains("is there already and is a picture (SVG)"))
    #expect(try directory.contents() == ["damaged.nnmodel", "picture.html"])
  }
}

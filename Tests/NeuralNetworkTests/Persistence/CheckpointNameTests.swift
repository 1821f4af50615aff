import TestSupport
import Testing

@testable import NeuralNetwork

struct CheckpointNameTests {
  @Test(
    "has eight digits, or more where they are needed",
    arguments: [
      (0, "step-00000000.nnmodel"), (1200, "step-00001200.nnmodel"),
      (99_999_999, "step-99999999.nnmodel"), (100_000_000, "step-100000000.nnmodel"),
      (Int.max, "step-9223372036854775807.nnmodel"),
    ])
  func text(_ step: Int, _ text: String) {
    #expect(CheckpointName(step: step).text == text)
    #expect(CheckpointName(parsing: text) == CheckpointName(step: step))
  }

  @Test(
    "is no other name",
    arguments: [
      "", "step-.nnmodel", "step-1", "step-1.nnmodel~", ".step-1.nnmodel", "step-1.nnmodel.tmp",
      "step--1.nnmodel", "step-+1.nnmodel", "step-1x.nnmodel", "step-1 .nnmodel", "Step-1.nnmodel",
      "step-9223372036854775808.nnmodel", "step-\u{0661}.nnmodel", "best.nnmodel", ".nnmodel",
      ".nnmodel-lock", "step-1_000.nnmodel",
    ])
  func foreign(_ text: String) {
    #expect(CheckpointName(parsing: text) == nil)
  }

  @Test("is understood with fewer digits, and sorted by step, not by text")
  func order() throws {
    let directory = try TemporaryDirectory()
    let names = [
      "step-2.nnmodel", "step-00000009.nnmodel", "step-10.nnmodel", "step-100000000.nnmodel",
    ]
    for name in names + ["notes.txt", "step-x.nnmodel"] { try directory.write([], to: name) }
    let found = try CheckpointName.all(in: directory.path)
    #expect(found.map(\.text) == names)
    #expect(found.map(\.step) == [2, 9, 10, 100_000_000])
  }

  @Test("stands in its directory, however that is spelt")
  func path() {
    let name = CheckpointName(step: 5)
    #expect(name.path(in: "a b") == "a b/step-00000005.nnmodel")
    #expect(name.path(in: "./a/") == "./a/step-00000005.nnmodel")
    #expect(name.path(in: "/") == "/step-00000005.nnmodel")
  }
}

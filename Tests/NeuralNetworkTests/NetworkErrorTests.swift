import NeuralNetwork
import Testing

@Suite struct NetworkErrorTests {
  @Test func oneLineForAPerson() {
    #expect(
      NetworkError(.count(expected: 5, found: 4), field: "fields", line: 12).description
        == "line 12, fields: expected 5, found 4")
    #expect(NetworkError(.noRows).description == "no rows of data")
    #expect(
      NetworkError(.notFinite(epoch: 3, step: 71)).description
        == "training left the finite numbers in epoch 3, step 71; try a smaller learning rate")
    #expect(
      NetworkError(.unknownClass("x", known: ["a", "b"]), field: "kind").description
        == "kind: unknown class 'x'; known are 'a', 'b'")
  }

  @Test func checkpointsThatAreNotThere() {
    #expect(
      NetworkError(.noCheckpoint, field: "runs/a").description
        == "runs/a: no checkpoint is there (step-NUMBER.nnmodel)")
    let fault = NetworkError(.noRows, field: "x")
    #expect(
      NetworkError(.noValidCheckpoint(count: 1, newest: fault), field: "runs/a").description
        == "runs/a: the only checkpoint does not load: x: no rows of data")
    #expect(
      NetworkError(.noValidCheckpoint(count: 3, newest: fault), field: "runs/a").description
        == "runs/a: none of the 3 checkpoints loads; the newest: x: no rows of data")
  }

  @Test func textFromOutsideCannotDrawOnTheTerminal() {
    let text = NetworkError(.notANumber("\u{1B}[2J\n" + String(repeating: "x", count: 100)))
      .description
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 })
    #expect(text.count < 120)
  }
}

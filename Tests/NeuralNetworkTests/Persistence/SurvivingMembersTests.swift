import ModelFormat
import NeuralNetwork
import TestSupport
import Testing

/// By the rules N5, N8 and N11 of spec/format.md, on a golden checkpoint.
struct SurvivingMembersTests {
  private let header: Header
  init() throws {
    header = try ModelFile(opening: Fixtures.path("v1/checkpoint-adam.nnmodel")).header
  }

  private func training(_ survivors: SurvivingMembers) -> JSONObject? {
    if case .object(let object)? = survivors.members["training"] { object } else { nil }
  }

  @Test func nothingIsLost() {
    let survivors = SurvivingMembers(header, without: [])
    #expect(survivors.members == header.members)
    #expect(survivors.consequences.isEmpty && survivors.tensorsToLeaveOut.isEmpty)
  }

  @Test(
    "a network without a part is none",
    arguments: ["layers.0.weight", "layers.1.bias", "scaling.inputs.mean"])
  func network(_ name: String) {
    let survivors = SurvivingMembers(header, without: [name])
    #expect(survivors.consequences == [.network])
    for member in ["model", "training", "run"] { #expect(survivors.members[member] == nil) }
    #expect(survivors.members["metadata"] == header["metadata"])
  }

  @Test(
    "a training without a piece does not go on",
    arguments: ["optimizer.mean.layers.0.weight", "best.layers.0.bias"])
  func training(_ name: String) {
    let survivors = SurvivingMembers(header, without: [name])
    #expect(survivors.consequences == [.training])
    #expect(survivors.members["model"] == header["model"])
    #expect(training(survivors)?["state"] == nil && training(survivors)?["history"] != nil)
  }

  @Test func history() {
    let survivors = SurvivingMembers(header, without: ["history"])
    #expect(survivors.consequences == [.training, .history])
    #expect(training(survivors)?["history"] == nil && training(survivors)?["seed"] != nil)
  }

  @Test func examples() {
    let survivors = SurvivingMembers(header, without: ["examples.outputs"])
    #expect(survivors.consequences == [.training, .examples])
    #expect(survivors.tensorsToLeaveOut == ["examples.inputs", "examples.outputs"])
  }

  @Test func aBagHasNothingToLose() throws {
    let bag = try Header(tensors: [], members: ["metadata": ["a": "b"]])
    #expect(SurvivingMembers(bag, without: ["layers.0.weight"]).consequences.isEmpty)
  }
}

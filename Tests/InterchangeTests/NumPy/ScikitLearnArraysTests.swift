import ModelFormat
import Testing

@testable import Interchange

/// That predictions are scikit-learn's is for `PeerFilesTests`.
struct ScikitLearnArraysTests {
  @Test("turns weights and keeps what else there is")
  func arranges() throws {
    let tensors = [
      try Tensor("coefs_0", shape: [2, 3], [1, 2, 3, 4, 5, 6] as [Double]),
      try Tensor("intercepts_0", shape: [3], [7, 8, 9] as [Double]),
      try Tensor("scaler_mean", shape: [2], [0, 1] as [Double]),
    ]
    let found = try ScikitLearnArrays.arranged(tensors)
    #expect(found.map(\.info.name) == ["0.weight", "0.bias", "scaler_mean"])
    #expect(found[0].info.shape == [3, 2])
    #expect(found[0].values(as: Double.self) == [1, 4, 2, 5, 3, 6])
    #expect(found[1].values(as: Double.self) == [7, 8, 9])
    #expect(found[2] == tensors[2])
  }

  @Test(
    "is told by names of both kinds",
    arguments: [
      (["coefs_0", "intercepts_0"], true), (["intercepts_1", "coefs_1", "x"], true),
      (["coefs_0"], false), (["intercepts_0"], false), (["coefs_0", "intercepts_1"], false),
      (["coefs_00", "intercepts_00"], false), (["coefs_x", "intercepts_x"], false), ([], false),
    ])
  func recognition(_ names: [String], _ expected: Bool) {
    #expect(ScikitLearnArrays.recognises(names) == expected)
  }

  @Test("refuses weights of another rank")
  func rank() throws {
    let tensor = try Tensor("coefs_0", shape: [6], [1, 2, 3, 4, 5, 6] as [Double])
    #expect(throws: FormatError.self) { _ = try ScikitLearnArrays.arranged([tensor]) }
  }
}

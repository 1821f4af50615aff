import ModelFormat
import TestSupport
import Testing

@testable import Interchange

struct ZipKindTests {
  @Test(
    "tells archives by what is in them",
    arguments: [
      (["a.npy", "b/c.npy"], ZipKind.npz), ([], .npz), ([".npy"], .other),
      (["a.npy", "b"], .other),
      (["m/data.pkl", "m/data/0", "m/version"], .pyTorch), (["data.pkl"], .other),
      (["m/data.pkl", "n/data.pkl"], .other), (["m/data.pkl", "m/code/x.py"], .torchScript),
      (["metadata.json", "config.json", "model.weights.h5"], .keras), (["config.json"], .other),
      (["word/document.xml"], .other),
    ])
  func kinds(_ names: [String], _ kind: ZipKind) {
    #expect(ZipKind(names) == kind)
  }

  @Test(
    "tells those that are written by their own programs",
    arguments: [
      ("numpy/stored.npz", ZipKind.npz), ("numpy/deflated.npz", .npz),
      ("torch/digits_mlp.pt", .pyTorch), ("torch/bad_torchscript.pt", .torchScript),
    ])
  func files(_ name: String, _ kind: ZipKind) throws {
    let path = Fixtures.path("peers/\(name)")
    #expect(ZipKind.recognises(try Fixtures.bytes("peers/\(name)")[...]))
    #expect(try ZipKind(contentsOf: path) == kind)
    #expect((kind.refusal == nil) == (kind == .npz || kind == .pyTorch))
  }

  @Test("says of a Keras model what it is")
  func keras() {
    #expect("\(String(describing: ZipKind.keras.refusal))".contains("Keras"))
    #expect("\(String(describing: ZipKind.torchScript.refusal))".contains("TorchScript"))
  }
}

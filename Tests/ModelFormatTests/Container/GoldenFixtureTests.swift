import TestSupport
import Testing

@testable import ModelFormat

/// Files that a generator of its own made from the specification, and what it put into them.
struct GoldenFixtureTests {
  @Test("finds the values that were put in", arguments: Fixtures.golden)
  func values(_ fixture: GoldenFixture) throws {
    let file = try ModelFile(opening: fixture.path)
    try file.verify()
    #expect(file.tensors.map { Array($0.name.utf8) } == fixture.tensors.map { Array($0.name.utf8) })
    #expect(file.tensors.map(\.type.rawValue) == fixture.tensors.map(\.dtype))
    #expect(file.tensors.map(\.shape) == fixture.tensors.map(\.shape))
    for tensor in fixture.tensors {
      let bytes = try file.read(tensor.name)
      #expect(hexadecimal(SHA256.digest(bytes)) == tensor.sha256, "\(tensor.name)")
    }
  }

  @Test("reads a pipe from front to back", arguments: Fixtures.golden)
  func pipe(_ fixture: GoldenFixture) throws {
    let directory = try TemporaryDirectory()
    let path = directory.pipe("pipe", holding: try fixture.bytes())
    let tensors = try ModelStream(reading: File(opening: path)).readAll()
    #expect(
      tensors.map { hexadecimal(SHA256.digest($0.bytes)) } == fixture.tensors.map(\.sha256))
  }
}

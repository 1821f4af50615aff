import TestSupport
import Testing

@testable import ModelFormat

/// Files with one defect each, made by a generator of its own from the specification.
struct BrokenFixtureTests {
  private static let container = Fixtures.broken.filter { $0.level == "container" }
  private static let network = Fixtures.broken.filter { $0.level != "container" }

  @Test("tells name, field and offset of the error", arguments: container)
  func error(_ fixture: BrokenFixture) throws {
    let error = #expect(throws: FormatError.self) {
      let file = try ModelFile(opening: fixture.path)
      try file.verify()
    }
    check(error, fixture)
  }

  @Test("tells the same from front to back", arguments: container)
  func streamError(_ fixture: BrokenFixture) throws {
    let error = #expect(throws: FormatError.self) {
      _ = try ModelStream(reading: File(opening: fixture.path)).readAll()
    }
    check(error, fixture)
  }

  @Test("opens the container of a network or a state that it does not know", arguments: network)
  func opensContainer(_ fixture: BrokenFixture) throws {
    let file = try ModelFile(opening: fixture.path)
    try file.verify()
  }

  private func check(_ error: FormatError?, _ fixture: BrokenFixture) {
    #expect(error?.code == fixture.error, "\(fixture.rule): \(String(describing: error))")
    #expect(error?.field == fixture.field)
    #expect(error?.offset == fixture.offset)
    #expect(error?.path == fixture.path)
  }
}

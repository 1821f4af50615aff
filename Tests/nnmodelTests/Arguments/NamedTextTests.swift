import Testing

@testable import nnmodel

struct NamedTextTests {
  private func parts(_ argument: String, among known: [String] = []) throws -> [String] {
    let parts = try NamedText(argument: argument).parts(among: known)
    return [parts.name, parts.text]
  }

  @Test func theFirstSignParts() throws {
    #expect(try parts("title=Digits") == ["title", "Digits"])
    #expect(try parts("note=a=b") == ["note", "a=b"])
    #expect(try parts("unit=") == ["unit", ""])
    #expect(try parts("größe=µm") == ["größe", "µm"])
  }

  @Test func aKnownNameMayHaveASignInIt() throws {
    #expect(try parts("a=b=c", among: ["a=b"]) == ["a=b", "c"])
    #expect(try parts("a=b=c", among: ["a=b", "a"]) == ["a", "b=c"])
    #expect(try parts("a=b=c", among: ["x"]) == ["a", "b=c"])
  }

  @Test func whatHasNoNameOrNoSign() {
    #expect(throws: InvalidValue("expected NAME=TEXT")) { try NamedText(argument: "title") }
    #expect(throws: InvalidValue.self) { try NamedText(argument: "=x") }
    #expect(throws: InvalidValue.self) { try NamedText(argument: "") }
  }
}

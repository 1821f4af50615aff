import Testing

@testable import nnmodel

struct PageTableTests {
  @Test func cells() throws {
    var table = PageTable([.init("name"), .number("bytes")], of: "tensors")
    table.add("<i>", "1,024")
    let tree = try MarkupTree(table.markup.text)
    #expect(tree["th"].map(\.text) == ["name", "bytes"])
    #expect(tree["td"].map(\.text) == ["<i>", "1,024"])
    #expect(tree.ofClass("number").map(\.text) == ["bytes", "1,024"])
  }

  @Test func veryManyRowsAreCut() throws {
    var table = PageTable([.init("name")], of: "tensors")
    for row in 0..<1234 { table.add("\(row)") }
    let tree = try MarkupTree("<div>\(table.markup.text)</div>")
    #expect(tree["td"].count == 1000)
    #expect(tree["p"].map(\.text) == ["and 234 more tensors"])
  }

  @Test func factsThatAreNotKnownAreLeftOut() throws {
    var facts = PageFacts()
    #expect(facts.isEmpty)
    facts.add("loss", nil)
    facts.add("notes", "one\ntwo & three")
    let tree = try MarkupTree(facts.markup.text)
    #expect(tree["th"].map(\.text) == ["notes"])
    #expect(tree["td"].map(\.text) == ["onetwo & three"])
    #expect(tree["br"].count == 1)
  }
}

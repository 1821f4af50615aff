import ModelFormat
import Testing

@testable import Interchange

struct TensorRenameTests {
  @Test(
    "gives the names that sed gives",
    arguments: [
      (#"encoder\.fc(\d+)=layers.$1"#, "encoder.fc12.weight", "layers.12.weight"),
      ("a=b", "banana", "bbnbnb"),
      (#"^(\w+)\.(\w+)$=$2/$1"#, "left.right", "right/left"),
      ("x=", "axbxc", "abc"),
      ("z=y", "axbxc", "axbxc"),
      ("x*=-", "axxb", "a-b"),
      ("a=$", "bab", "b$b"),
      ("kernel=wéight", "0.kernel", "0.wéight"),
      (#"(a)|(b)=[$1$2]"#, "ab", "[a][b]"),
    ])
  func rename(_ rule: String, _ name: String, _ expected: String) throws {
    #expect(try TensorRename(rule).apply(to: [name]) == [expected])
  }

  @Test("refuses what is no rule", arguments: ["weight", "=name", "(=name", "[a-=x"])
  func refusal(_ rule: String) {
    #expect(throws: FormatError.self) { _ = try TensorRename(rule) }
  }

  @Test("refuses a group that the pattern does not have")
  func group() throws {
    let rule = try TensorRename("a=$1")
    #expect(throws: FormatError.self) { _ = try rule.apply(to: ["a"]) }
    #expect(try rule.apply(to: ["b"]) == ["b"])
  }
}

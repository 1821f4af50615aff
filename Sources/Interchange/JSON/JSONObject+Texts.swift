import ModelFormat

extension JSONObject {
  /// An object of texts; of several of one name, the last.
  init(texts: [(name: String, text: String)]) {
    self.init(texts.reversed().map { Member(name: $0.name, value: .string($0.text)) })
  }
}

/// `nnmodel manual`: the manual page.
struct ManualCommand: Command {
  static let name = "manual"
  static let summary = "prints the manual page"
  static let discussion = """
    In the language of man, which 'make install' puts where 'man nnmodel' finds it.
    """
  static let examples = ["nnmodel manual | man -l -"]

  static let options: [Option<Self>] = []

  func run(_ terminal: Terminal) throws {
    try terminal.write(ManualPage(of: NNModel.tool).text)
  }
}

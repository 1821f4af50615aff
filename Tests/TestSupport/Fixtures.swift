import Foundation

/// The project's fixtures, where they lie beside the sources.
public enum Fixtures {
  /// The path of a file under `Fixtures/`.
  public static func path(_ name: String) -> String { root + "/Fixtures/" + name }

  /// The bytes of a file under `Fixtures/`.
  public static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  /// The top of the checkout.
  public static let root: String = {
    let here = URL(fileURLWithPath: #filePath)
    return here.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .path
  }()

  /// What `Fixtures/v1/index.json` says of each golden file.
  public static let golden: [GoldenFixture] = index("v1")

  /// What `Fixtures/broken/index.json` says of each broken file.
  public static let broken: [BrokenFixture] = index("broken")

  private static func index<Entry: Decodable>(_ folder: String) -> [Entry] {
    do {
      return try JSONDecoder().decode([Entry].self, from: Data(bytes("\(folder)/index.json")))
    } catch {
      fatalError("Fixtures/\(folder)/index.json: \(error)")
    }
  }
}

/// A valid file and what is in it.
public struct GoldenFixture: Decodable, Sendable, CustomStringConvertible {
  public struct Tensor: Decodable, Sendable {
    public let name: String
    public let dtype: String
    public let shape: [Int]
    public let sha256: String
  }

  public let file: String
  public let digest: String
  public let modelDigest: String?
  public let tensors: [Tensor]

  public var description: String { file }
  public var path: String { Fixtures.path("v1/" + file) }
  public func bytes() throws -> [UInt8] { try Fixtures.bytes("v1/" + file) }
}

/// A file with one defect and the error that tells of it.
public struct BrokenFixture: Decodable, Sendable, CustomStringConvertible {
  public let file: String
  public let rule: String
  public let error: String
  public let field: String
  public let offset: UInt64?
  public let level: String

  public var description: String { file }
  public var path: String { Fixtures.path("broken/" + file) }
  public func bytes() throws -> [UInt8] { try Fixtures.bytes("broken/" + file) }
}

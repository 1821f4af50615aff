/// The program that wrote a file, as the header's `producer` tells it.
public enum Producer {
  /// This library's name.
  public static let name = "nnmodel"
  /// This library's version.
  public static let version = "0.1.0"

  /// The member of the header.
  public static var json: JSON { ["name": .string(name), "version": .string(version)] }
}

import FuzzSupport
import Glibc
import Interchange
import ModelFormat
import NeuralNetwork

/// Whatever bytes come, importing them as a file of a foreign format ends with a model or a `FormatError`, in memory
/// that the bytes justify; and a model that was taken over is written, opened and, where it is a network, loaded.
///
/// `NNMODEL_IMPORTER` names the format. For the two that are archives the first byte of an input says (modulo 2)
/// whether it is the archive, or is to be packed into one (``PackedMembers``), so that checksums keep nothing out.
@main
enum ImporterFuzzer: Fuzzer {
  private static let format: ExchangeFormat = {
    let word = unsafe getenv("NNMODEL_IMPORTER").map { unsafe String(cString: $0) } ?? ""
    guard let format = ExchangeFormat(rawValue: word), format != .nnmodel else {
      fatalError("NNMODEL_IMPORTER must name a foreign format, '\(word)' does not")
    }
    return format
  }()

  /// In memory, where the machine has such a place.
  private static let folder = {
    let shared = "/dev/shm"
    return (unsafe access(shared, W_OK)) == 0 ? shared : "/tmp"
  }()
  private static let source = "\(folder)/nnmodel-fuzz-\(getpid())"
  private static let target = "\(folder)/nnmodel-fuzz-\(getpid()).nnmodel"

  static func check(_ input: [UInt8]) {
    var bytes = input
    if format == .npz || format == .pytorch {
      var cursor = Cursor(input)
      let isPacked = cursor.next() % 2 == 1
      bytes = isPacked ? PackedMembers(cursor, format).archive : Array(cursor.rest)
    }
    write(bytes)
    defer { unsafe unlink(source) }
    do throws(FormatError) {
      _ = try ExchangeFormat(contentsOf: source)
    } catch {
      describe(error)
    }
    do throws(FormatError) {
      let model = try ForeignModel(source, as: format, ImportOptions())
      let topology = model.assembly.topology
      var options = WriteOptions()
      options.durability = .none
      options.threads = 1
      // Coding has a fuzzer of its own, and its many branches would draw this one away from the importer.
      options.compression = .raw
      try model.write(to: target, options: options)
      open(topology)
    } catch {
      describe(error)
    }
  }

  /// What was written can be read, network and all.
  private static func open(_ topology: Topology?) {
    defer { unsafe unlink(target) }
    do throws(FormatError) {
      try ModelFile(opening: target).verify()
    } catch {
      fatalError("broken: imported and written, and then not read: \(error)")
    }
    // safetensors go by in pieces: a scaling that they carry is not looked at before it is written.
    let isStreamed = format == .safetensors || format == .shards
    guard let topology, topology.parameterCount <= 1 << 20, !isStreamed else { return }
    do throws(NetworkError) {
      let model = try Model(contentsOf: target)
      require(model.network.topology == topology, "another network than was imported")
    } catch {
      fatalError("broken: imported as a network, and then not loaded: \(error)")
    }
  }

  private static func write(_ bytes: [UInt8]) {
    let descriptor = unsafe Glibc.open(source, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    require(descriptor >= 0, "no place for an input")
    let count = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
    }
    require(count == bytes.count, "an input is not written whole")
    close(descriptor)
  }

  /// An error can be told.
  private static func describe(_ error: FormatError) {
    require(!"\(error)".isEmpty, "an error without words")
  }
}

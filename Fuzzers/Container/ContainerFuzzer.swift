import FuzzSupport

@testable import ModelFormat

/// Whatever bytes come, opening, verifying and reading them as a model file ends with a result or a
/// `FormatError`, in memory that the bytes justify; and verifying takes just what reading takes. What can be recovered
/// of them is found out in the same way.
///
/// The first byte of an input says what it is (modulo 3): a file as it stands; one whose checksums are made
/// right before it is opened; or one laid open, whose header is not compressed yet (``LaidOpenFile``).
@main
enum ContainerFuzzer: Fuzzer {
  static func check(_ input: [UInt8]) {
    var cursor = Cursor(input)
    let kind = cursor.next()
    var bytes = Array(cursor.rest)
    switch kind % 3 {
    case 0: break
    case 1: FileRepair.repair(&bytes)
    default:
      guard let packed = LaidOpenFile(bytes)?.packed() else { return }
      bytes = packed
      FileRepair.repair(&bytes)
    }
    read(bytes, threads: kind & 128 == 0 ? 1 : 2)
  }

  private static func read(_ bytes: [UInt8], threads: Int) {
    do throws(FormatError) {
      var file = try ModelFile(parsing: bytes)
      file.threads = threads
      // A chunk takes 8 bytes of the table, and stands for at most 1,032 times its stored bytes and 64 (T4).
      let total = file.tensors.reduce(0) { $0 + $1.byteCount }
      require(total <= 1032 * bytes.count + 8 * bytes.count, "more bytes than the file can justify")
      let fault = fault { () throws(FormatError) in try file.verify() }
      let other = self.fault { () throws(FormatError) in
        let tensors = try file.readAll()
        for tensor in tensors {
          require(tensor.bytes.count == tensor.info.byteCount, "a tensor of another length")
        }
      }
      require(
        (fault == nil) == (other == nil),
        "verified: \(fault.map { "\($0)" } ?? "whole"), read: \(other.map { "\($0)" } ?? "whole")")
      if fault == nil { readInParts(file) }
      recover(bytes, isWhole: fault == nil)
    } catch {
      describe(error)
      recover(bytes, isWhole: false)
    }
  }

  /// What is left of a file is found out, and nothing is found to be wrong with one that is whole.
  private static func recover(_ bytes: [UInt8], isWhole: Bool) {
    do throws(FormatError) {
      let recovery = try Recovery(parsing: bytes)
      let names = recovery.wholeTensors
      require(
        names.count + recovery.losses.count == recovery.header.tensors.count,
        "a tensor neither whole nor lost")
      if isWhole {
        require(recovery.losses.isEmpty && recovery.repairs.isEmpty, "a loss in a whole file")
      }
    } catch {
      require(!isWhole, "a whole file of which nothing is left: \(error)")
      describe(error)
    }
  }

  /// Chunk by chunk, row by row, and by name: the same bytes.
  private static func readInParts(_ file: borrowing ModelFile) {
    do throws(FormatError) {
      for info in file.tensors.prefix(4) {
        let whole = try file.read(info.name)
        var pieces: [UInt8] = []
        try file.readChunks(of: info.name) { chunk in
          for index in chunk.indices { pieces.append(chunk[index]) }
        }
        require(pieces == whole, "other bytes chunk by chunk")
        let middle = info.rowCount / 2
        let rows = try file.read(info.name, rows: 0..<middle)
        require(rows[...] == whole[..<(middle * info.rowByteCount)], "other bytes row by row")
        _ = try file.storage(of: info.name)
      }
      _ = try file.digest()
    } catch {
      fatalError("broken: verified, and then not read: \(error)")
    }
  }

  private static func fault(_ body: () throws(FormatError) -> Void) -> FormatError? {
    do throws(FormatError) {
      try body()
      return nil
    } catch {
      describe(error)
      return error
    }
  }

  /// An error can be told.
  private static func describe(_ error: FormatError) {
    require(!"\(error)".isEmpty, "an error without words")
  }
}

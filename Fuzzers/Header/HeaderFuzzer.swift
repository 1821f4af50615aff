import FuzzSupport

@testable import ModelFormat
@testable import NeuralNetwork

/// Whatever text stands where a header does: our parser takes what json-c takes, for the same value; a header
/// that is taken is spelled as the writer spells it; and the network, its training and its run are interpreted or
/// refused.
///
/// An input is the text. The tensors that a header asks for are there, as far as they are not large: ones.
@main
enum HeaderFuzzer: Fuzzer {
  private static let largest = 1 << 16

  static func check(_ input: [UInt8]) {
    checkSpelling(input)
    do throws(FormatError) {
      let header = try Header(parsing: input)
      require(try header.checkedBytes() == input, "read, and then written otherwise")
      interpret(header)
    } catch {
      describe(error)
    }
  }

  private static func checkSpelling(_ text: [UInt8]) {
    let ours = CanonicalJSONParser.parse(text)
    var theirs: JSON?
    do throws(FormatError) {
      theirs = try JSONParser.parseSlowly(text)
    } catch {
      describe(error)
    }
    require(theirs == ours, "another value than json-c's")
    if let ours { require(ours.canonicalBytes() == text, "taken, and not in canonical form") }
    do throws(FormatError) {
      let free = try JSONParser.parseAnySpelling(text, leavingOutNulls: false)
      require(theirs == nil || theirs == free, "another value where the spelling is free")
    } catch {
      require(theirs == nil, "canonical, and then refused: \(error)")
      describe(error)
    }
  }

  private static func interpret(_ header: Header) {
    do throws(FormatError) {
      let summary = try ModelSummary(header)
      interpretTraining(header, summary)
      guard let tensors = tensors(of: header) else { return }
      let model = try Model(header, tensors)
      require(model.network.topology == summary.topology, "another network than the summary's")
    } catch {
      describe(error)
    }
  }

  private static func interpretTraining(_ header: Header, _ summary: ModelSummary) {
    do throws(FormatError) {
      _ = try TrainingState(header, summary)
      _ = try RunRecord(header)
    } catch {
      describe(error)
    }
  }

  /// Nil where they would be large.
  private static func tensors(of header: Header) -> [Tensor]? {
    let total = header.tensors.reduce(0) { $0 + min($1.byteCount, largest) }
    guard header.tensors.allSatisfy({ $0.byteCount <= largest }), total <= largest else {
      return nil
    }
    var tensors: [Tensor] = []
    for info in header.tensors {
      let one: [UInt8] = [0, 0, 0x80, 0x3F]
      let bytes = (0..<info.byteCount).map { one[$0 & 3] }
      tensors.append(Tensor(info, bytes: bytes))
    }
    return tensors
  }

  /// An error can be told.
  private static func describe(_ error: FormatError) {
    require(!"\(error)".isEmpty, "an error without words")
  }
}

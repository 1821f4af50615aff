import Interchange
import ModelFormat
import NeuralNetwork

/// Where curves come from: a model file, `-` for one from standard input, or a directory of checkpoints.
struct CurvesInput {
  let curves: LearningCurves
  /// The title of the model, or the last part of the path.
  let title: String

  /// Reads the history, and nothing of the weights where the file can be sought in.
  ///
  /// - Throws: `Failure` for a file without a history; what reading the file throws.
  static func read(_ path: String, on terminal: Terminal) throws -> CurvesInput {
    if SystemCalls.isDirectory(path) { return try newest(in: path, on: terminal) }
    let found: CurvesInput?
    if path != "-", SystemCalls.isRegularFile(path) {
      do throws(FormatError) {
        found = try read(file: path, called: path)
      } catch {
        throw ModelInput.explained(error, path)
      }
    } else {
      let stream = try ModelInput.stream(path)
      let header = stream.header
      let tensors = try stream.readAll()
      do throws(FormatError) {
        found = CurvesInput(try TrainingHistory(header, tensors), header, path)
      } catch {
        throw ModelInput.explained(error.inFile(Wording.input(path)), path)
      }
    }
    guard let found else {
      throw Failure(
        .data,
        "\(Wording.input(path)): holds no history of a training, so there is nothing to plot; "
          + "'nnmodel train' saves one")
    }
    return found
  }

  /// The curves of the newest checkpoint that can be read and has seen an epoch through.
  private static func newest(in directory: String, on terminal: Terminal) throws -> CurvesInput {
    let entries = try CheckpointDirectory.entries(in: directory)
    guard !entries.isEmpty else { throw NetworkError(.noCheckpoint, field: directory) }
    var faults: [NetworkError] = []
    for entry in entries.reversed() {
      do throws(NetworkError) {
        _ = try entry.contents.get()
        do throws(FormatError) {
          if let found = try read(file: entry.path, called: directory) { return found }
        } catch {
          throw NetworkError(.file(error.inFile(entry.path)))
        }
      } catch {
        terminal.warn("\(error); an older checkpoint is looked at")
        faults.append(error)
      }
    }
    if let newest = faults.first, faults.count == entries.count {
      throw NetworkError(
        .noValidCheckpoint(count: faults.count, newest: newest), field: directory)
    }
    throw Failure(.data, "\(directory): no epoch is over yet, so there is nothing to plot")
  }

  /// - Parameter name: what the title is where the file has none.
  private static func read(
    file path: String, called name: String
  ) throws(FormatError) -> CurvesInput? {
    let file = try ModelFile(opening: path)
    do throws(FormatError) {
      return CurvesInput(try TrainingHistory(reading: file), file.header, name)
    } catch {
      throw error.inFile(path)
    }
  }

  private init?(_ history: TrainingHistory?, _ header: Header, _ name: String) {
    let kept = (try? CheckpointSummary(header))?.bestEpoch
    guard let history, let curves = LearningCurves(history, keptBest: kept) else { return nil }
    self.curves = curves
    title = header.title ?? Wording.fileName(name)
  }
}

extension Header {
  /// What the metadata call the model, if they do.
  var title: String? {
    metadata.first { $0.name == "title" && !$0.text.isEmpty }?.text
  }
}

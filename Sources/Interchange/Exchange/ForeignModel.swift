public import ModelFormat
import NeuralNetwork

/// A file of another program, open and understood, ready to become a model file.
///
/// safetensors go by in pieces, whatever their size; other formats are read into memory.
public struct ForeignModel: ~Copyable {
  private enum Content: ~Copyable {
    case stream(Safetensors.Reader)
    case shards(SafetensorsShards)
    case memory(ImportedModel)
  }

  private let content: Content

  /// What its tensors become.
  public let assembly: NetworkAssembly

  /// What was taken for granted because the file does not say it, one sentence each.
  public let assumptions: [String]

  /// Opens a file, and puts together what it tells and what a person adds.
  ///
  /// - Throws: `FormatError` for whatever is not as its format wants it or beyond the options' limits, or `system`.
  /// - Precondition: the format is not our own, which ``ModelFormat/ModelStream`` reads.
  public init(
    _ path: String, as format: ExchangeFormat, _ options: ImportOptions
  ) throws(FormatError) {
    do throws(FormatError) {
      switch format {
      case .nnmodel: preconditionFailure("a model file is no foreign one")
      case .safetensors:
        let reader = try Safetensors.Reader(
          reading: try File(opening: path), limits: options.limits)
        assembly = try Safetensors.assembly(of: reader, options)
        assumptions = assembly.assumptions
        content = .stream(reader)
      case .shards:
        let shards = try SafetensorsShards(index: path, limits: options.limits)
        assembly = try shards.assembly(options)
        assumptions = assembly.assumptions
        content = .shards(shards)
      default:
        if let size = try? Directory.size(of: path) {
          try options.limits.check(memory: size, of: "file")
        }
        let model = try Self.read(path, as: format, options)
        assembly = try model.assembly(options)
        assumptions = model.assumptions + assembly.assumptions
        content = .memory(model)
      }
    } catch {
      throw error.inFile(path)
    }
  }

  private static func read(
    _ path: String, as format: ExchangeFormat, _ options: ImportOptions
  ) throws(FormatError) -> ImportedModel {
    switch format {
    case .npz: return try NPZ.read(path, options)
    case .npy: return try NPY.read(path, options)
    case .pytorch: return try PyTorch.read(path, options)
    case .onnx: return try ONNX.read(path, options)
    case .toyNeuralNetwork: return try ToyNeuralNetwork.read(path, options)
    case .brainJS: return try BrainJS.read(path, options)
    case .genann: return try Genann.read(path, options)
    case .fann: return try FANN.read(path, options)
    case .json: return try ModelJSON.read(path, options)
    case .csv:
      let name = path.split(separator: "/").last.map(String.init) ?? path
      let stem = name.split(separator: ".").dropLast().joined(separator: ".")
      let tensor = try TensorCSV.read(
        path, name: stem.isEmpty ? name : stem, limits: options.limits)
      return ImportedModel(tensors: [tensor])
    case .nnmodel, .safetensors, .shards: preconditionFailure("read in pieces")
    }
  }

  /// Writes the model file.
  ///
  /// - Throws: `FormatError` for what no reader would take, or `system`.
  public consuming func write(
    to path: String, options: WriteOptions = WriteOptions()
  ) throws(FormatError) {
    let assembly = assembly
    switch consume content {
    case .stream(let reader):
      try Safetensors.convert(reader, assembly: assembly, to: path, options: options)
    case .shards(let shards): try shards.convert(assembly: assembly, to: path, options: options)
    case .memory(let model): try model.write(to: path, assembly: assembly, options: options)
    }
  }
}

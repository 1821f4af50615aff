import Glibc
import ModelFormat

@main
enum NNModel {
  /// Every command, in the order of the overview.
  static var commands: [any Command.Type] {
    [
      TrainCommand.self, ResumeCommand.self, CheckpointsCommand.self, PlotCommand.self,
      EvaluateCommand.self, PredictCommand.self,
      InspectCommand.self, ReportCommand.self, VerifyCommand.self, DiffCommand.self,
      DigestCommand.self, RecoverCommand.self,
      EditCommand.self, CastCommand.self, SaveCommand.self, LoadCommand.self,
      CompletionCommand.self, ManualCommand.self,
    ]
  }

  /// Pages of help beside the commands.
  static var topics: [HelpTopic] { [.layers, .optimizers, .losses, .formats, .json, .exitCodes] }

  static var tool: Tool {
    Tool(
      name: "nnmodel", version: Producer.version,
      summary: "trains neural networks, and keeps them in one safe file",
      commands: commands, topics: topics)
  }

  // Not on the main actor: closures made below it run on other threads.
  nonisolated static func main() {
    SystemCalls.prepareStandardStreams()
    let terminal = Terminal.standard()
    let arguments = SystemCalls.arguments
    if let wrong = arguments.firstIndex(of: nil) {
      terminal.printError("argument \(wrong + 1) is not UTF-8 text", from: tool.name)
      exit(ExitCode.usage.status)
    }
    exit(tool.run(arguments.compactMap { $0 }, on: terminal).status)
  }
}

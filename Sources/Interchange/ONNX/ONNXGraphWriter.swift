import ModelFormat

/// A graph of ONNX as it is put together: nodes one behind the other, and constants (onnx.proto, `GraphProto`).
struct ONNXGraphWriter {
  /// A setting of a node.
  enum Setting {
    case integer(String, Int)
    case float(String, Float)
  }

  private struct Node {
    var op: String
    var name: String
    var inputs: [String]
    var output: String
    var settings: [Setting]
  }

  private var nodes: [Node] = []
  private var constants = ProtobufWriter()
  private var names: Set<String> = []

  /// The names of what goes in and what comes out.
  static let input = "input"
  private static let output = "output"

  /// Adds a node.
  ///
  /// - Parameter scope: the part of the network that it is of, for its name.
  /// - Returns: the name of the value that it makes.
  mutating func add(
    _ op: String, _ inputs: [String], in scope: String, _ settings: [Setting] = []
  ) -> String {
    var name = "\(scope).\(op)"
    var number = 1
    while !names.insert(name).inserted {
      number += 1
      name = "\(scope).\(op).\(number)"
    }
    nodes.append(Node(op: op, name: name, inputs: inputs, output: name, settings: settings))
    return name
  }

  /// Adds a constant, once for each name.
  mutating func add(constant name: String, _ type: ElementType, _ shape: [Int], _ bytes: [UInt8]) {
    guard names.insert(name).inserted else { return }
    constants.message(5) { tensor in
      for size in shape { tensor.integer(1, size) }
      tensor.integer(2, Self.dataType(type))
      tensor.text(8, name)
      tensor.bytes(9, bytes)
    }
  }

  /// The message, with rows of `inputs` numbers going in and rows of `outputs` coming out.
  func message(_ type: ElementType, inputs: Int, outputs: Int) -> ProtobufWriter {
    var nodes = nodes
    if nodes.isEmpty {
      let name = "network.Identity"
      nodes = [Node(op: "Identity", name: name, inputs: [Self.input], output: name, settings: [])]
    }
    nodes[nodes.count - 1].output = Self.output
    var graph = ProtobufWriter()
    for node in nodes { graph.message(1) { Self.write(node, to: &$0) } }
    graph.text(2, "network")
    graph.append(constants)
    for (field, name, width) in [(11, Self.input, inputs), (12, Self.output, outputs)] {
      graph.message(field) { value in
        value.text(1, name)
        value.message(2) { content in
          content.message(1) { tensor in
            tensor.integer(1, Self.dataType(type))
            tensor.message(2) { shape in
              shape.message(1) { $0.text(2, "N") }
              shape.message(1) { $0.integer(1, width) }
            }
          }
        }
      }
    }
    return graph
  }

  private static func write(_ node: Node, to message: inout ProtobufWriter) {
    for input in node.inputs { message.text(1, input) }
    message.text(2, node.output)
    message.text(3, node.name)
    message.text(4, node.op)
    for setting in node.settings {
      message.message(5) { attribute in
        switch setting {
        case .integer(let name, let value):
          attribute.text(1, name)
          attribute.integer(3, value)
          attribute.integer(20, 2)
        case .float(let name, let value):
          attribute.text(1, name)
          attribute.float(2, value)
          attribute.integer(20, 1)
        }
      }
    }
  }

  /// The number of `TensorProto.DataType` for one of the two types that graphs are written in.
  static func dataType(_ type: ElementType) -> Int { type == .f64 ? 11 : 1 }
}

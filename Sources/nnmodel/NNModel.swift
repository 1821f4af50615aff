@main
struct NNModel {
  static func main() {}
}

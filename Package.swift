// swift-tools-version: 6.3
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// These tests spend their time in what they test: not optimised, they are compiled in half of the time.
let unoptimized =
  strict + [
    .unsafeFlags(["-Onone", "-assert-config", "Release"], .when(configuration: .release))
  ]

let package = Package(
  name: "nnmodel",
  products: [
    .library(name: "ModelFormat", targets: ["ModelFormat"]),
    .library(name: "NeuralNetwork", targets: ["NeuralNetwork"]),
    .library(name: "Interchange", targets: ["Interchange"]),
    .executable(name: "nnmodel", targets: ["nnmodel"]),
  ],
  targets: [
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CJSON", pkgConfig: "json-c", providers: [.apt(["libjson-c-dev"])]),

    .target(
      name: "CKernels", cSettings: [.treatAllWarnings(as: .error)]),
    .target(
      name: "ModelFormat", dependencies: ["CZlib", "CJSON", "CKernels"], swiftSettings: strict),
    .target(
      name: "NeuralNetwork", dependencies: ["ModelFormat", "CKernels"], swiftSettings: strict),
    .target(
      name: "Interchange", dependencies: ["NeuralNetwork", "ModelFormat"], swiftSettings: strict),
    .executableTarget(
      name: "nnmodel", dependencies: ["Interchange", "NeuralNetwork", "ModelFormat"],
      swiftSettings: strict),

    .executableTarget(
      name: "DigitsExample", dependencies: ["NeuralNetwork"], path: "Examples/Digits",
      swiftSettings: strict),
    .executableTarget(
      name: "ArithmeticBenchmark", dependencies: ["NeuralNetwork", "ModelFormat", "CKernels"],
      path: "Benchmarks/Arithmetic", swiftSettings: strict),
    .systemLibrary(name: "CMalloc", path: "Benchmarks/CMalloc"),
    .executableTarget(
      name: "PersistenceBenchmark", dependencies: ["Interchange", "ModelFormat", "CMalloc"],
      path: "Benchmarks/Persistence", swiftSettings: strict),
    .executableTarget(
      name: "LargeTensor", dependencies: ["ModelFormat"], path: "Benchmarks/LargeTensor",
      swiftSettings: strict),

    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(
      name: "ModelFormatTests", dependencies: ["ModelFormat", "CZlib", "CKernels", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "NeuralNetworkTests", dependencies: ["NeuralNetwork", "ModelFormat", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "InterchangeTests",
      dependencies: ["Interchange", "NeuralNetwork", "ModelFormat", "TestSupport"],
      swiftSettings: unoptimized),
    .testTarget(
      name: "nnmodelTests",
      dependencies: ["nnmodel", "Interchange", "NeuralNetwork", "ModelFormat", "TestSupport"],
      swiftSettings: unoptimized),
  ]
)

// What libFuzzer tries: built by scripts/fuzz alone, with its instruments.
if Context.environment["NNMODEL_FUZZ"] == "1" {
  let fuzzers = ["Codec", "Inflater", "Header", "Container", "Importer"]
  package.targets += [
    .systemLibrary(name: "CLibFuzzer", path: "Fuzzers/CLibFuzzer"),
    .target(
      name: "FuzzSupport", dependencies: ["CLibFuzzer", "CZlib"], path: "Fuzzers/Support",
      swiftSettings: strict),
  ]
  package.targets += fuzzers.map { name in
    .executableTarget(
      name: "\(name)Fuzzer",
      dependencies: ["Interchange", "NeuralNetwork", "ModelFormat", "FuzzSupport"],
      path: "Fuzzers/\(name)", swiftSettings: strict)
  }
}

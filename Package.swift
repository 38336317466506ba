// swift-tools-version: 6.2
import PackageDescription

// A reader types `swift run`, which builds the debug configuration. Timings of unoptimised code
// would say nothing about the ideas, so every target is optimised in debug too, and on x86-64 for
// the processor at hand (which makes SIMD16<Float> one AVX-512 register or two AVX ones).
#if arch(x86_64)
  let forThisProcessor = ["-Xcc", "-march=native"]
#else
  let forThisProcessor: [String] = []  // arm64 has what it needs by default
#endif
let settings: [SwiftSetting] = [.unsafeFlags(["-O"] + forThisProcessor)]

let package = Package(
  name: "executable-notes",
  platforms: [.macOS(.v26)],
  targets: [
    // Numbers in, numbers out: the tensor library that all chapters share.
    .target(name: "Mini", swiftSettings: settings),
    // What a chapter is made of and how it is shown. Knows nothing of Mini.
    .target(name: "Notebook", swiftSettings: settings),

    .executableTarget(
      name: "chapter-rope", dependencies: ["Mini", "Notebook"], path: "Chapters/RoPE",
      swiftSettings: settings),

    // Runs the chapters and writes Docs. It depends on them so that they are built with it.
    .executableTarget(
      name: "write-docs", dependencies: ["Notebook", "chapter-rope"], path: "Sources/WriteDocs",
      swiftSettings: settings),

    .testTarget(
      name: "MiniTests", dependencies: ["Mini"],
      // Scripts, and the values that they wrote.
      exclude: [
        "Reference/core.py", "Reference/norms.py", "Reference/norms.json",
        "Reference/positions.py", "Reference/positions.json",
      ],
      swiftSettings: settings),
    .testTarget(name: "NotebookTests", dependencies: ["Notebook"], swiftSettings: settings),
    .testTarget(
      name: "ChapterTests", dependencies: ["Notebook", "chapter-rope", "write-docs"],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)

// swift-tools-version: 6.2
import PackageDescription

// A reader types `swift run`, which builds the debug configuration. Timings of unoptimised code
// would say nothing about the ideas, so Mini and the chapters are optimised in debug too, on x86-64 for
// the processor at hand (which makes SIMD16<Float> one AVX-512 register or two AVX ones).
#if arch(x86_64)
  // Tests/Peers/same-bits.sh builds for others too, to show that they compute the same.
  let processor = Context.environment["NOTES_PROCESSOR"] ?? "native"
  let forThisProcessor = ["-Xcc", "-march=\(processor)"]
#else
  let forThisProcessor: [String] = []  // arm64 has what it needs by default
#endif
let settings: [SwiftSetting] = [.unsafeFlags(["-O"] + forThisProcessor)]

// What write-docs runs and the tests try out; in reading order in Sources/Contents/Chapters.swift.
let chapters: [Target.Dependency] = [
  "chapter-machine", "chapter-rmsnorm", "chapter-rope", "chapter-kv-cache", "chapter-gqa",
  "chapter-training",
]

// What every chapter computes, shows and measures with.
let shared: [Target.Dependency] = [
  "Base", "Mini", "LanguageModel", "Notebook", "Workbench",
]

let package = Package(
  name: "executable-notes",
  platforms: [.macOS(.v26)],
  targets: [
    // What everybody imports: how a programmer's mistake is told; logarithms, powers, sines and cosines
    // with the same bits on every platform; how many threads are worth starting.
    .target(name: "Base", swiftSettings: settings),
    // Vectors of numbers: how they are loaded, stored and added up.
    .target(name: "Lanes", swiftSettings: settings),
    // Numbers in, numbers out: the tensor library that all chapters share.
    .target(
      name: "Mini", dependencies: ["Base", "Lanes"],
      swiftSettings: settings),
    // Published models: their files, block formats, tokenizers. Knows Mini; Mini does not know it.
    .target(
      name: "LanguageModel", dependencies: ["Base", "Lanes", "Mini"],
      swiftSettings: settings),
    // Plots, heat maps, diagrams, and how numbers are printed; browsers draw with it too. Needs no
    // Foundation.
    .target(name: "Pictures", dependencies: ["Base"]),
    // What a chapter is made of and how it is shown. Knows nothing of Mini. It lays out text and calls
    // what others measure: left to the configuration, it builds in a third of the time.
    .target(name: "Notebook", dependencies: ["Base", "Pictures"]),
    // What chapters share and is neither: limits of the machine, fits, published models' sizes, the
    // small language that models learn.
    .target(
      name: "Workbench",
      dependencies: ["Base", "LanguageModel", "Lanes", "Mini", "Notebook"],
      swiftSettings: settings),

    .executableTarget(
      name: "chapter-machine", dependencies: shared, path: "Chapters/Machine",
      swiftSettings: settings),
    .executableTarget(
      name: "chapter-rmsnorm", dependencies: shared, path: "Chapters/RMSNorm",
      swiftSettings: settings),
    .executableTarget(
      name: "chapter-rope", dependencies: shared, path: "Chapters/RoPE",
      swiftSettings: settings),
    .executableTarget(
      name: "chapter-kv-cache", dependencies: shared, path: "Chapters/KVCache",
      swiftSettings: settings),
    .executableTarget(
      name: "chapter-gqa", dependencies: shared, path: "Chapters/GQA",
      swiftSettings: settings),
    .executableTarget(
      name: "chapter-training", dependencies: shared,
      path: "Chapters/Training", swiftSettings: settings),

    // A published model in the hand: what its file holds, and what it writes.
    .executableTarget(
      name: "model", dependencies: ["Base", "LanguageModel", "Mini", "Notebook"],
      path: "Sources/ModelProgram", swiftSettings: settings),

    // The chapters in their order, and how one of them is run.
    .target(name: "Contents", dependencies: ["Notebook"]),
    // Both depend on the chapters so that these are built with them. The first lists them and writes
    // them for browsers, the second writes Docs.
    .executableTarget(
      name: "chapters", dependencies: ["Contents", "Notebook"] + chapters,
      path: "Sources/ListChapters"),
    .executableTarget(
      name: "write-docs", dependencies: ["Contents", "Notebook"] + chapters,
      path: "Sources/WriteDocs"),
    // Runs kernels for Tests/Peers/compare.py, which times them beside NumPy and PyTorch.
    .executableTarget(
      name: "peers",
      dependencies: ["Base", "LanguageModel", "Mini", "Notebook", "Workbench"],
      path: "Tests/Peers",
      exclude: ["arm64", "checksums.txt", "compare.py", "comparison", "same-bits.sh"],
      swiftSettings: settings),

    .testTarget(
      name: "MiniTests",
      dependencies: ["Base", "Lanes", "LanguageModel", "Mini", "peers"],
      // Scripts, and the values that they wrote.
      exclude: [
        "Reference/core.py", "Reference/decoder.py", "Reference/decoder.json",
        "Reference/elementary.py", "Reference/elementary.json",
        "Reference/norms.py", "Reference/norms.json",
        "Reference/positions.py", "Reference/positions.json",
        "Reference/training.py", "Reference/training.json",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "LanguageModelTests", dependencies: ["Lanes", "LanguageModel", "Mini"],
      exclude: [
        "Reference/blocks.py", "Reference/blocks.json", "Reference/chats.py",
        "Reference/chats.json", "Reference/file.py", "Reference/forward.py",
        "Reference/forward.json", "Reference/package.gguf",
        "Reference/smollm.py", "Reference/smollm.json", "Reference/tokens.py",
        "Reference/tokens.json",
      ],
      swiftSettings: settings),
    // Makes every mistake that the package tells a programmer about, and reads what it says.
    .testTarget(
      name: "RequireTests", dependencies: shared + chapters,
      swiftSettings: settings),
    .testTarget(name: "PicturesTests", dependencies: ["Base", "Pictures"]),
    .testTarget(name: "NotebookTests", dependencies: ["Notebook", "Pictures"]),
    .testTarget(
      name: "WorkbenchTests",
      dependencies: ["Base", "LanguageModel", "Mini", "Notebook", "Workbench"],
      swiftSettings: settings),
    .testTarget(
      name: "ChapterTests",
      dependencies: [
        "Contents", "LanguageModel", "Mini", "Notebook", "chapters", "model", "write-docs",
      ] + chapters,
      exclude: ["fake-chapter.sh"]),
  ],
  swiftLanguageModes: [.v6]
)

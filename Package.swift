// swift-tools-version: 6.2
import PackageDescription

// A reader types `swift run`, which builds the debug configuration. Timings of unoptimised code
// would say nothing about the ideas, so what computes is optimised in debug too, on x86-64 for the
// processor at hand (which makes SIMD16<Float> one AVX-512 register or two AVX ones).
#if arch(x86_64)
  // Tests/Peers/same-bits.sh builds for others too, to show that they compute the same.
  // Whoever builds for processors of all kinds leaves the name empty.
  let processor = Context.environment["NOTES_PROCESSOR"] ?? "native"
  let forThisProcessor = processor.isEmpty ? [] : ["-Xcc", "-march=\(processor)"]
#else
  let forThisProcessor: [String] = []  // arm64 has what it needs by default
#endif

// What an editor wants to know of the standard library and of Foundation is not written down anew by
// every build: that took two seconds.
let withoutSystemIndex = ["-index-ignore-system-modules"]
// What computes: kernels, what loops for long, what takes part in a race.
let computing: [SwiftSetting] = [.unsafeFlags(["-O"] + forThisProcessor + withoutSystemIndex)]
// What tells, and calls what computes: it builds in a fifth of the time, and runs no slower.
let telling: [SwiftSetting] = [.unsafeFlags(forThisProcessor + withoutSystemIndex)]

// What readers write: optimised, and an index out of range stops with a sentence all the same.
let readers: [SwiftSetting] = [
  .unsafeFlags(["-O", "-assert-config", "Debug"] + forThisProcessor + withoutSystemIndex)
]

// What write-docs runs and the tests try out; in reading order in Sources/Contents/Chapters.swift.
let chapters: [Target.Dependency] = [
  "chapter-machine", "chapter-rmsnorm", "chapter-rope", "chapter-kv-cache", "chapter-gqa",
  "chapter-training",
]

// What every chapter computes, shows and measures with.
let shared: [Target.Dependency] = [
  "Base", "ExerciseCases", "Experiments", "LanguageModel", "Mini", "Notebook", "Workbench",
]

// What a chapter computes: its plain code, what takes part in its races, what it trains. No page is
// known here, and no Foundation, so that a browser can compute it too.
let experiments = ["Machine", "RMSNorm", "RoPE", "KVCache", "GQA", "Training"].map { chapter in
  Target.target(
    name: chapter + "Experiments", dependencies: ["Base", "Experiments", "Mini", "Pictures"],
    path: "Chapters/\(chapter)/Experiments", swiftSettings: computing)
}

let package = Package(
  name: "executable-notes",
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "Mini", targets: ["Mini"]),
    .library(name: "LanguageModel", targets: ["LanguageModel"]),
  ],
  targets: experiments + [
    // What everybody imports: how a programmer's mistake is told; logarithms, powers, sines and cosines
    // with the same bits on every platform; how many threads are worth starting.
    .target(name: "Base", swiftSettings: computing),
    // Words for single instructions that Swift has none for: the only C there is.
    .target(name: "Words"),
    // Vectors of numbers: how they are loaded, stored, looked up and added up.
    .target(name: "Lanes", dependencies: ["Words"], swiftSettings: computing),
    // Numbers in, numbers out: the tensor library that all chapters share.
    .target(
      name: "Mini", dependencies: ["Base", "Lanes"],
      swiftSettings: computing),
    // Stored weights: what their blocks look like, how they are widened and multiplied. Optimised as one
    // module, for a format and the loop over it stand in files of their own.
    .target(
      name: "Blocks", dependencies: ["Base", "Lanes", "Mini"], path: "Sources/LanguageModel/Blocks",
      swiftSettings: computing + [
        .unsafeFlags(["-wmo", "-num-threads", "2", "-disable-batch-mode"])
      ]),
    // Published models: their files and tokenizers. Knows Mini; Mini does not know it.
    .target(
      name: "LanguageModel", dependencies: ["Base", "Blocks", "Lanes", "Mini"], exclude: ["Blocks"],
      swiftSettings: computing),
    // Plots, heat maps, diagrams, and how numbers are printed; browsers draw with it too. Needs no
    // Foundation.
    .target(name: "Pictures", dependencies: ["Base"], swiftSettings: telling),
    // What a chapter is made of and how it is shown. Knows nothing of Mini.
    .target(name: "Notebook", dependencies: ["Base", "Pictures"], swiftSettings: telling),
    // What several chapters compute: limits of the machine, fits, what models cost whoever serves them,
    // the small language that models learn. Like the experiments of one chapter it knows no page.
    .target(
      name: "Experiments", dependencies: ["Base", "Lanes", "Mini"], swiftSettings: computing),
    // What chapters share of pages: kept runs and models, the planner, published models with texts.
    .target(
      name: "Workbench",
      dependencies: ["Base", "Experiments", "LanguageModel", "Mini", "Notebook"],
      swiftSettings: telling),

    // The functions that readers write, and nothing else.
    .target(
      name: "Exercises", dependencies: ["Base"], path: "Chapters/Exercises",
      swiftSettings: readers),
    // What these functions must give, in which order they make a model, and known mistakes in them.
    .target(
      name: "ExerciseCases", dependencies: ["Base", "Exercises", "Notebook"],
      swiftSettings: computing),

    .executableTarget(
      name: "chapter-machine", dependencies: shared + ["MachineExperiments"],
      path: "Chapters/Machine", exclude: ["Experiments"], swiftSettings: telling),
    .executableTarget(
      name: "chapter-rmsnorm", dependencies: shared + ["RMSNormExperiments"],
      path: "Chapters/RMSNorm", exclude: ["Experiments"], swiftSettings: telling),
    .executableTarget(
      name: "chapter-rope", dependencies: shared + ["RoPEExperiments"],
      path: "Chapters/RoPE", exclude: ["Experiments"], swiftSettings: telling),
    .executableTarget(
      name: "chapter-kv-cache", dependencies: shared + ["KVCacheExperiments"],
      path: "Chapters/KVCache", exclude: ["Experiments"], swiftSettings: telling),
    .executableTarget(
      name: "chapter-gqa", dependencies: shared + ["GQAExperiments"],
      path: "Chapters/GQA", exclude: ["Experiments"], swiftSettings: telling),
    .executableTarget(
      name: "chapter-training", dependencies: shared + ["TrainingExperiments"],
      path: "Chapters/Training", exclude: ["Experiments"], swiftSettings: telling),

    // The notes themselves, statement by statement: what chapters show, in a few minutes and without
    // their programs.
    .executableTarget(
      name: "notes",
      dependencies: [
        "Base", "Experiments", "GQAExperiments", "KVCacheExperiments", "Mini", "Notebook",
        "RMSNormExperiments", "RoPEExperiments", "Workbench",
      ],
      path: "Chapters/Notes", swiftSettings: telling),

    // A published model in the hand: what its file holds, and what it writes.
    .executableTarget(
      name: "model", dependencies: ["Base", "LanguageModel", "Mini", "Notebook"],
      path: "Sources/ModelProgram", swiftSettings: computing),

    // A model built of the functions that a reader has written, beside Mini.
    .executableTarget(
      name: "my-model",
      dependencies: [
        "Base", "ExerciseCases", "Exercises", "Experiments", "LanguageModel", "Mini", "Notebook",
        "Workbench",
      ], path: "Sources/MyModel", swiftSettings: computing),

    // The chapters in their order, how one of them is run, and all pages that come of that.
    .target(name: "Contents", dependencies: ["Notebook", "Pictures"], swiftSettings: telling),
    // Both depend on the chapters so that these are built with them. The first lists them and writes
    // them for browsers, the second writes Docs.
    .executableTarget(
      name: "chapters", dependencies: ["Contents", "Notebook", "my-model", "notes"] + chapters,
      path: "Sources/ListChapters", swiftSettings: telling),
    .executableTarget(
      name: "write-docs", dependencies: ["Contents", "Notebook", "my-model", "notes"] + chapters,
      path: "Sources/WriteDocs", swiftSettings: telling),
    // Runs kernels for Tests/Peers/compare.py, which times them beside NumPy and PyTorch.
    .executableTarget(
      name: "peers",
      dependencies: ["Base", "Experiments", "LanguageModel", "Mini", "Notebook", "Workbench"],
      path: "Tests/Peers",
      exclude: ["checksums.txt", "compare.py", "comparison", "embedded", "same-bits.sh"],
      swiftSettings: computing),

    .testTarget(
      name: "MiniTests",
      dependencies: ["Base", "Lanes", "LanguageModel", "Mini", "Words", "peers"],
      // Scripts, and the values that they wrote.
      exclude: [
        "Reference/core.py", "Reference/decoder.py", "Reference/decoder.json",
        "Reference/elementary.py", "Reference/elementary.json",
        "Reference/norms.py", "Reference/norms.json",
        "Reference/positions.py", "Reference/positions.json",
        "Reference/training.py", "Reference/training.json",
      ],
      swiftSettings: computing),
    .testTarget(
      name: "LanguageModelTests", dependencies: ["Blocks", "Lanes", "LanguageModel", "Mini"],
      exclude: [
        "Reference/blocks.py", "Reference/blocks.json", "Reference/chats.py",
        "Reference/chats.json", "Reference/file.py", "Reference/forward.py",
        "Reference/forward.json", "Reference/package.gguf",
        "Reference/smollm.py", "Reference/smollm.json", "Reference/tokens.py",
        "Reference/tokens.json",
      ],
      swiftSettings: computing),
    // Makes every mistake that the package tells a programmer about, and reads what it says.
    .testTarget(
      name: "RequireTests",
      dependencies: shared + ["Exercises"] + chapters + experiments.map { .byName(name: $0.name) },
      swiftSettings: telling),
    .testTarget(
      name: "PicturesTests", dependencies: ["Base", "Pictures"], swiftSettings: telling),
    // What pages compute under a reader's hand: the module that they carry, and what moves them.
    .testTarget(
      name: "LiveTests",
      dependencies: [
        "Experiments", "GQAExperiments", "KVCacheExperiments", "Mini", "Pictures",
        "RMSNormExperiments", "RoPEExperiments", "TrainingExperiments", "Workbench",
      ],
      exclude: ["answers.mjs", "browser.py", "firefox.py"], swiftSettings: telling),
    .testTarget(
      name: "NotebookTests", dependencies: ["Notebook", "Pictures"], swiftSettings: telling),
    .testTarget(
      name: "WorkbenchTests",
      dependencies: ["Base", "Experiments", "LanguageModel", "Mini", "Notebook", "Workbench"],
      swiftSettings: telling),
    .testTarget(
      name: "ChapterTests",
      dependencies: [
        "Contents", "ExerciseCases", "Exercises", "Experiments", "LanguageModel", "Mini",
        "Notebook", "Pictures", "Workbench", "chapters", "model", "my-model", "notes", "write-docs",
      ] + chapters + experiments.map { .byName(name: $0.name) },
      exclude: ["fake-chapter.sh"], swiftSettings: telling),
  ],
  swiftLanguageModes: [.v6]
)

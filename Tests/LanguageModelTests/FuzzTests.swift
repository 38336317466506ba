import Foundation
import Mini
import Testing

@testable import LanguageModel

/// Files damaged at random: each is read, or refused with one sentence, and nothing else happens.
///
/// `FUZZ_ROUNDS` in the environment asks for more files than the 500 for each architecture.
@Suite struct FuzzTests {
  private let rounds =
    ProcessInfo.processInfo.environment["FUZZ_ROUNDS"].flatMap { Int($0) } ?? 500

  /// A whole model of a few kilobytes with a vocabulary, merges and every type of value.
  private func model(_ architecture: ModelDescription.Architecture) throws -> [UInt8] {
    let tokens = [
      "<|end|>", "a", "b", "Ġ", "Ġa", "ab", "abab", "é".utf8.count == 2 ? "Ã" : "", "[U]",
    ]
    let vocabulary = Vocabulary(
      tokens: GGUFArray(tokens),
      kinds: [.control] + [Vocabulary.Kind](repeating: .normal, count: 7) + [.userDefined],
      merges: GGUFArray(["Ġ a", "a b", "ab ab"]), rule: .llama3, beginning: 0, ends: [0])
    var sizes = TransformerConfiguration()
    (sizes.layers, sizes.width, sizes.feedForwardWidth) = (1, 32, 32)
    (sizes.queryHeads, sizes.kvHeads) = (2, 1)
    (sizes.vocabulary, sizes.contextLength) = (tokens.count, 64)
    sizes.tiesHead = architecture != .qwen3
    var rotary = RotaryDescription()
    rotary.scaling = .yarn(factor: 2, originalContext: 32, ramp: .pairs())
    if architecture == .llama { rotary.divisors = [Float](repeating: 1, count: 8) }
    let description = ModelDescription(architecture, sizes, rotary)
    var writer = try randomModel(description, .q8_0, rotary: rotary)
    writer.metadata = description.metadata(rotary) + vocabulary.metadata
    writer.metadata += [
      ("x.uint8", .uint8(1)), ("x.int16", .int16(-1)), ("x.uint64", .uint64(7)),
      ("x.float64", .float64(0.5)), ("x.bools", .array(GGUFArray([Int32(1), 0]))),
    ]
    return try written(writer)
  }

  /// Everything that can be read of a file.
  private func read(_ path: String) throws {
    let file = try GGUFFile(path: path)
    for tensor in file.tensors { _ = file.numbers(of: tensor) }
    for (_, value) in file.metadata {
      if case .array(let array) = value {
        _ = array.prefix(3)
        _ = array.integers
      }
    }
    var errors: [LanguageModelError] = []
    func attempt(_ body: () throws -> Void) throws {
      do { try body() } catch let error as LanguageModelError { errors.append(error) }
    }
    try attempt {
      let description = try ModelDescription(file)
      _ = description.rotary.wholeScaling(headDimension: description.headDimension)
    }
    try attempt {
      let tokenizer = try Tokenizer(file)
      let ids = tokenizer.encode("ab abab<|end|>[U]a é")
      _ = tokenizer.decode(ids, control: true)
    }
    if let error = errors.first { throw error }
  }

  private func damaged(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    func below(_ end: Int) -> Int { Int(generator.next() % UInt64(max(1, end))) }
    let interesting: [UInt64] = [
      0, 1, 2, 3, 31, 33, 255, 1 << 20, 1 << 30, 1 << 31, 1 << 32, 1 << 40, 1 << 62, 1 << 63,
      .max, .max - 1, .max / 8, .max / 34, UInt64(bytes.count),
    ]
    var bytes = bytes
    for _ in 0...below(3) {
      // Most of what can be said wrongly stands in the header.
      let header = min(bytes.count, 3000)
      let place = below(below(4) == 0 ? bytes.count : header)
      switch below(8) {
      case 0: bytes[place] ^= 1 << UInt8(below(8))
      case 1: bytes[place] = UInt8(below(256))
      case 2, 3:
        let value = interesting[below(interesting.count)]
        for i in 0..<(below(2) == 0 ? 4 : 8) where place + i < bytes.count {
          bytes[place + i] = UInt8(truncatingIfNeeded: value >> (8 * i))
        }
      case 4: bytes.removeSubrange(place..<min(bytes.count, place + 1 + below(40)))
      case 5:
        let end = min(bytes.count, place + 1 + below(60))
        bytes.insert(contentsOf: bytes[place..<end], at: below(bytes.count))
      case 6: bytes.removeLast(below(bytes.count))
      default:
        let other = below(header)
        for i in 0..<below(24) where max(place, other) + i < bytes.count {
          bytes.swapAt(place + i, other + i)
        }
      }
      if bytes.isEmpty { return [0] }
    }
    return bytes
  }

  @Test(arguments: ModelDescription.Architecture.allCases)
  func damagedFilesAreReadOrRefused(architecture: ModelDescription.Architecture) throws {
    let whole = try model(architecture)
    try withFolder { folder in
      let path = folder + "/model.gguf"
      try Data(whole).write(to: URL(filePath: path))
      try read(path)  // the whole one is read
      var generator = SeededGenerator(seed: UInt64(architecture.rawValue.utf8.count) + 7)
      var refused = 0
      for round in 0..<rounds {
        let bytes = damaged(whole, &generator)
        try Data(bytes).write(to: URL(filePath: path))
        do {
          try read(path)
        } catch let error as LanguageModelError {
          refused += 1
          let isOneLine = !error.description.utf8.contains { $0 < 32 }
          #expect(isOneLine && error.description.utf8.count < 900, "round \(round): \(error)")
        }
      }
      #expect(refused > rounds / 2)
    }
  }
}

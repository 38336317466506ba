import Foundation
import Mini

@testable import LanguageModel

/// Bytes written as hexadecimal digits.
func bytes(hex: String) -> [UInt8] {
  var result: [UInt8] = []
  var digits = hex.utf8.makeIterator()
  while let high = digits.next(), let low = digits.next() {
    result.append(UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)!)
  }
  return result
}

/// A file that lies beside the tests.
func reference(_ name: String) throws -> Data {
  try Data(
    contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Reference/\(name)"))
}

/// Runs `body` with the path of a new folder, which is removed afterwards.
func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "language-model-tests-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path(percentEncoded: false))
}

/// A file with these bytes, opened.
func opened(_ bytes: [UInt8]) throws -> GGUFFile {
  try withFolder { folder in
    let path = folder + "/model.gguf"
    try Data(bytes).write(to: URL(filePath: path))
    return try GGUFFile(path: path)  // stays mapped without its name
  }
}

/// The sentence that opening a file with these bytes ends in, without the file's name; nil if it opens.
func complaint(_ bytes: [UInt8]) throws -> String? {
  do {
    _ = try opened(bytes)
    return nil
  } catch let error as LanguageModelError {
    return String(error.description.drop { $0 != ":" }.dropFirst(2))
  }
}

/// The file a writer would write, as bytes.
func written(_ writer: GGUFWriter) throws -> [UInt8] {
  try withFolder { folder in
    try writer.write(to: folder + "/model.gguf")
    return try [UInt8](Data(contentsOf: URL(filePath: folder + "/model.gguf")))
  }
}

extension Tensor {
  /// Whether every scalar is the same down to the last bit; unlike `==` this tells −0 from 0 and
  /// finds a NaN equal to itself.
  func hasSameBits(as other: Tensor) -> Bool {
    shape == other.shape && scalars.map(\.bitPattern) == other.scalars.map(\.bitPattern)
  }
}

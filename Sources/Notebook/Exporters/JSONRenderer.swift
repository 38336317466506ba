import Foundation

/// Writes a run as one JSON object: a ``Recording``. A number that JSON has no sign for is a text:
/// `"Infinity"`, `"-Infinity"`, `"NaN"`.
final class JSONRenderer: Renderer {
  private var recording = Recording()

  func show(_ block: Block) -> String {
    recording.append(block)
    return ""
  }

  func finish() throws -> String { try Self.text(recording) }

  /// A value as JSON, the same text every time.
  static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }
}

import Foundation
import Notebook
import TrainingExperiments

extension Corpus {
  /// The text of a file, or a sentence about why it cannot be learned from.
  init(path: String) throws {
    let attributes: [FileAttributeKey: Any]
    do {
      let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
      attributes = try FileManager.default.attributesOfItem(atPath: url.path)
    } catch {
      throw InputError("--corpus \(Corpus.quoted(path)): there is no such file.")
    }
    guard attributes[.type] as? FileAttributeType == .typeRegular else {
      throw InputError("--corpus \(Corpus.quoted(path)) is not a file of text.")
    }
    let size = (attributes[.size] as? Int) ?? 0
    guard size <= Corpus.largest else {
      throw InputError(
        "--corpus \(Corpus.quoted(path)) has \(memory(size)): choose a file of at most "
          + "\(memory(Corpus.largest)).")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw InputError("--corpus \(Corpus.quoted(path)) cannot be read.")
    }
    try self.init(data, name: Corpus.quoted(path))
  }

  /// The text of these bytes.
  init(_ data: Data, name: String) throws {
    if data.isEmpty { throw InputError("--corpus \(name) is empty.") }
    if let place = data.firstIndex(of: 0) {
      throw InputError("--corpus \(name) is no text: its byte \(place) is 0.")
    }
    if String(validating: data, as: UTF8.self) == nil {
      throw InputError("--corpus \(name) is no text: its bytes are not UTF-8.")
    }
    guard data.count >= Corpus.least else {
      throw InputError(
        "--corpus \(name) has \(data.count) bytes; at least \(Corpus.least) are needed, of which a half is "
          + "learned from.")
    }
    self.init(bytes: data.map(Int.init))
  }

  private static let largest = 1 << 28

  /// A path as a message may show it.
  static func quoted(_ path: String) -> String {
    let harmless = path.unicodeScalars.filter {
      ![.control, .format].contains($0.properties.generalCategory)
    }
    return "'" + String(String.UnicodeScalarView(harmless)) + "'"
  }
}

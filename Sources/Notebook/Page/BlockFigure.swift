import Foundation

extension Figure {
  /// A name for its file, from the first words of the caption: `the-bound-for-d-128`.
  var slug: String { Self.slug(of: words) }

  /// A name for the file of a picture with this caption.
  static func slug(of caption: String) -> String {
    let plain = ASCII.spell(caption).lowercased()
    let parts = plain.split { !($0.isLetter || $0.isNumber) }
    var slug = ""
    for part in parts {
      guard slug.count + part.count < 36 else { break }
      slug += (slug.isEmpty ? "" : "-") + part
    }
    return slug.isEmpty ? "figure" : slug
  }
}

extension Block {
  /// The picture that the block is, if it is one.
  var figure: Figure? {
    switch self {
    case .plot(let plot): .plot(plot)
    case .heatMap(let map): .heatMap(map)
    case .diagram(let diagram): .diagram(diagram)
    default: nil
    }
  }
}

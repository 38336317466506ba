import Foundation
import Notebook

/// How fast, and why: what `Tests/Peers/compare.py` has measured and kept as blocks.
package enum SpeedPage {
  /// Where its blocks are kept, from the package's folder on.
  package static let kept = "Chapters/Kept/speed.json"

  /// The page.
  ///
  /// - Throws: ``InputError`` if nothing is kept, or nothing that can be read.
  package static func page(in package: URL) throws -> NotesPage {
    guard
      let data = try? Data(contentsOf: package.appendingPathComponent(kept)),
      let recording = try? Recording(json: data)
    else {
      throw InputError("'\(kept)' is no page: write it anew with Tests/Peers/compare.py --page.")
    }
    return NotesPage("speed", recording, source: "Tests/Peers")
  }
}

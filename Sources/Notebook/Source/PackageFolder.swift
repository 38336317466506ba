import Foundation

/// The folder of this package: where its sources lie that pages show, and what programs keep for one
/// another.
package enum PackageFolder {
  /// The folder with the package's manifest that `file` lies in, the caller's own file unless said
  /// otherwise; nil where a program stands alone and the sources are elsewhere.
  package static func url(of file: String = #filePath) -> URL? {
    var folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    while folder.path != "/" {
      let manifest = folder.appendingPathComponent("Package.swift")
      if FileManager.default.fileExists(atPath: manifest.path) { return folder }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  /// The way from one folder to another: `../figures`.
  package static func way(from folder: URL, to other: URL) -> String {
    FigureFolder.path(
      from: folder.standardizedFileURL.pathComponents, to: other.standardizedFileURL.pathComponents)
  }
}

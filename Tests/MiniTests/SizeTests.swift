import Foundation
import Testing

/// *Small* is a feature: what a reader of `Mini` meets who wants to know how a model computes, and
/// neither how it learns nor how a loop is made fast.
@Suite struct SizeTests {
  /// Lines of code, comments and blanks aside, and declarations that are public.
  private struct Size {
    var lines = 0
    var declarations = 0

    mutating func add(_ line: String) {
      lines += 1
      if line.split(separator: " ").contains("public") { declarations += 1 }
    }
  }

  /// Of all files but those of `Kernels` and `Training`: the way forward, and the rules of the way back
  /// that stand beside it, each from its mark "Gradient" to the next mark.
  private func size() throws -> (forward: Size, back: Size) {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Mini").standardizedFileURL
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { path in
      path.hasSuffix(".swift") && !path.hasPrefix("Kernels/") && !path.hasPrefix("Training/")
    }
    var (forward, back) = (Size(), Size())
    for path in files {
      var isWayBack = false
      let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
      for line in text.split(separator: "\n").map({ $0.trimmingPrefix { $0 == " " } }) {
        if line.hasPrefix("// MARK: ") { isWayBack = line.hasPrefix("// MARK: Gradient") }
        if line.isEmpty || line.hasPrefix("//") { continue }
        if isWayBack { back.add(String(line)) } else { forward.add(String(line)) }
      }
    }
    return (forward, back)
  }

  @Test func miniIsReadInAnEvening() throws {
    let (forward, back) = try size()
    #expect(forward.lines <= 2300 && forward.lines > 1000)
    #expect(forward.declarations <= 350 && forward.declarations > 100)
    // The rule of a layer read from below is a small part of it.
    #expect(back.lines < forward.lines / 8 && back.lines > 100)
  }
}

import Foundation
import Mini
import Testing

@testable import peers

@Suite struct ChecksumTests {
  /// `Tests/Peers/same-bits.sh` wrote the file on another machine, perhaps on another kind of
  /// processor. Whoever changes a kernel's bits on purpose lets it write the file anew.
  @Test func everyKernelGivesTheBitsOfEveryOtherProcessor() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Peers/checksums.txt")
    let text = try String(contentsOf: file, encoding: .utf8)
    let lines = text.split(separator: "\n").map(String.init)
    for threads in [1, 3] {
      let sums = withThreads(threads) { checksums() }
      #expect(sums.map { "\($0.name) \(String($0.sum, radix: 16))" } == lines)
    }
  }
}

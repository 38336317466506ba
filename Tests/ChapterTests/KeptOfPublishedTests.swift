import Foundation
import Notebook
import Testing

@testable import chapter_kv_cache

/// What the chapter on the cache keeps of a published model is what its page says, which the chapter wrote
/// with the model at hand.
@Suite struct KeptOfPublishedTests {
  private static func page() throws -> String {
    let package = try #require(PackageFolder.url())
    return try String(
      contentsOf: package.appendingPathComponent("Docs/real-weights.md"), encoding: .utf8)
  }

  @Test func cachesAreThoseOfThePage() throws {
    let page = try Self.page()
    let rows = try #require(KeptOfPublished.caches)
    #expect(rows.count == 4)
    for row in rows { #expect(page.contains("| " + row.joined(separator: " | ") + " |"), "\(row)") }
  }

  @Test func sinksAreThoseOfThePage() throws {
    let page = try Self.page()
    let sinks = try #require(KeptOfPublished.sinks)
    #expect(page.contains("On average \(sinks[0]) of all attention goes to the first token"))
    #expect(page.contains("\(sinks[1]) in layer \(sinks[2]);"))
    #expect(page.contains("it would be \(sinks[3])."))
  }
}

import Contents
import Foundation
import Notebook

/// Tables that chapters measure once, kept so that their pages can show them without measuring them again:
/// those of five seeds over whole grids, and those of a published model.
struct KeptTables {
  /// What a chapter is asked, before the folder that it is to fill.
  let arguments: [String]
  /// The names of the programs that measure.
  let chapters: [String]
  /// The folder with the programs.
  let programs: URL
  /// The package.
  let package: URL
  /// The folder with the tables, from the package's folder on.
  let path: String
  /// The option of this program that writes them.
  let option: String

  private var folder: URL { package.appendingPathComponent(path) }

  /// Measures all tables and puts them into the folder. Tables that nothing measures any more are removed.
  ///
  /// - Returns: the files, from the package's folder on.
  func write() throws -> [String] {
    try withMeasured { tables in
      do {
        let files = FileManager.default
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in tables {
          try Data(text.utf8).write(to: folder.appendingPathComponent(name), options: .atomic)
        }
        for name in Self.names(in: folder) where tables[name] == nil {
          try files.removeItem(at: folder.appendingPathComponent(name))
        }
      } catch {
        throw InputError("The tables in '\(folder.path)' cannot be written.")
      }
      return tables.keys.sorted().map { "\(path)/\($0)" }
    }
  }

  /// Measures all tables and describes the first difference of each.
  func differences() throws -> [String] {
    try withMeasured { tables in
      let all = Set(tables.keys).union(Self.names(in: folder)).sorted()
      return all.compactMap { name in
        let old = try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
        guard let new = tables[name] else { return "\(name) is measured by no chapter." }
        guard let old else { return "\(name) does not exist." }
        return Self.difference(name, old, new)
      }
    }
  }

  /// What is said about a table in its head may change; its rows must not.
  private static func difference(_ name: String, _ old: String, _ new: String) -> String? {
    let (old, new) = (rows(of: old), rows(of: new))
    guard
      let i = (0..<max(old.count, new.count)).first(where: { i in
        i >= old.count || i >= new.count || old[i] != new[i]
      })
    else { return nil }
    return """
      \(name) differs:
        kept:     \(i < old.count ? old[i] : "(no more rows)")
        measured: \(i < new.count ? new[i] : "(no more rows)")
      """
  }

  private static func rows(of text: String) -> [Substring] {
    text.split(separator: "\n").filter { !$0.hasPrefix("#") }
  }

  /// Runs the chapters one after the other and hands over what they have kept.
  private func withMeasured<Result>(_ body: ([String: String]) throws -> Result) throws -> Result {
    let measured = FileManager.default.temporaryDirectory
      .appendingPathComponent("write-docs-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: measured) }
    for name in chapters {
      let run = try ChapterRun(
        programs.appendingPathComponent(name),
        arguments + ["--keep", measured.path, "--no-timing"])
      _ = try run.text()
    }
    var tables: [String: String] = [:]
    for name in Self.names(in: measured) {
      tables[name] = try? String(contentsOf: measured.appendingPathComponent(name), encoding: .utf8)
    }
    return try body(tables)
  }

  private static func names(in folder: URL) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".csv") }
  }
}

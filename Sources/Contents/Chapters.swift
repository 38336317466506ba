import Foundation
import Notebook

/// The chapters in the order in which a reader should meet them. This is the only list of them in the
/// code; a new chapter is added here and to `Package.swift`.
public enum Chapters {
  /// The program that walks through the notes themselves, before all chapters.
  public static let notes = "notes"

  /// The names of the programs.
  public static let programs = [
    "chapter-rmsnorm", "chapter-rope", "chapter-kv-cache", "chapter-gqa", "chapter-machine",
    "chapter-training",
  ]

  /// The programs whose last section is about a published model.
  public static let withPublishedModel: Set<String> = [
    "chapter-rmsnorm", "chapter-rope", "chapter-kv-cache", "chapter-gqa",
  ]

  /// The programs that train models and keep what five seeds found.
  public static let withThoroughRuns = programs.filter { $0 != "chapter-machine" }

  /// The name of a program's page: `rope` for `chapter-rope`.
  package static func name(of program: String) -> String {
    program.hasPrefix("chapter-") ? String(program.dropFirst(8)) : program
  }

  /// Where a chapter is written, from the package's folder on: `Chapters/KVCache` for `chapter-kv-cache`.
  package static func source(of program: String) -> String {
    let word = name(of: program).filter { $0 != "-" }
    let chapters = PackageFolder.url()?.appendingPathComponent("Chapters").path ?? ""
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: chapters)) ?? []
    return "Chapters" + (folders.first { $0.lowercased() == word }.map { "/" + $0 } ?? "")
  }

  /// The folder with the programs: they are built into the same folder as the one that is running.
  public static func folder() throws -> URL {
    guard let folder = Bundle.main.executableURL?.deletingLastPathComponent() else {
      throw InputError("The folder of the programs is unknown.")
    }
    return folder
  }
}

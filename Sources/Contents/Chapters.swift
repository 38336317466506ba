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

  /// The page of a program: `rope.md` for `chapter-rope`.
  public static func page(of program: String, ending: String = "md") -> String {
    (program.hasPrefix("chapter-") ? String(program.dropFirst(8)) : program) + "." + ending
  }

  /// The folder with the programs: they are built into the same folder as the one that is running.
  public static func folder() throws -> URL {
    guard let folder = Bundle.main.executableURL?.deletingLastPathComponent() else {
      throw InputError("The folder of the programs is unknown.")
    }
    return folder
  }
}

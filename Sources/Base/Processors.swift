import Foundation

/// The processors that this process may use, which can be fewer than the machine has.
public enum Processors {
  /// Those that the system lets its threads run on, at least 1.
  public static let available: Int = {
    let active = ProcessInfo.processInfo.activeProcessorCount
    #if os(Linux)
      return min(active, allowed(by: "/proc/self/status") ?? active)
    #else
      return active
    #endif
  }()

  /// Those worth a thread each, at least 1: no more than the time that a container is allowed, and
  /// not the slow ones of a machine that has two kinds, which would finish their share last.
  public static let worthAThread: Int = {
    #if os(Linux)
      return min(available, ControlGroup.own?.processors ?? available)
    #elseif canImport(Darwin)
      // The performance cores. Machines with cores of one kind do not know the name.
      var fast: Int32 = 0
      var size = MemoryLayout<Int32>.size
      let isKnown = sysctlbyname("hw.perflevel0.logicalcpu", &fast, &size, nil, 0) == 0
      return isKnown && fast > 0 ? min(available, Int(fast)) : available
    #else
      return available
    #endif
  }()

  /// What `taskset` and the schedulers of clusters leave to a process, by its status as Linux tells
  /// it: a line such as `Cpus_allowed_list: 0-3,8`. Nil if there is none.
  static func allowed(by file: String) -> Int? {
    let status = try? String(contentsOfFile: file, encoding: .utf8)
    let name = "Cpus_allowed_list:"
    guard let line = status?.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else {
      return nil
    }
    var count = 0
    for range in line.dropFirst(name.count).split(separator: ",") {
      let ends = range.split(separator: "-").compactMap {
        Int($0.trimmingCharacters(in: .whitespaces))
      }
      guard let first = ends.first, let last = ends.last, first <= last else { return nil }
      count += last - first + 1
    }
    return count > 0 ? count : nil
  }
}

/// What a container may use (Linux, control groups version 2).
struct ControlGroup {
  /// The folder of the group, in that of all groups.
  var folder: URL
  var root: URL

  /// The group of this process; nil if there are none of version 2.
  static var own: ControlGroup? {
    guard let groups = try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8),
      let line = groups.split(separator: "\n").first(where: { $0.hasPrefix("0::/") })
    else { return nil }
    let root = URL(filePath: "/sys/fs/cgroup")
    return ControlGroup(folder: root.appending(path: String(line.dropFirst(4))), root: root)
  }

  /// The smallest limit of the group and of all that hold it, in processors, rounded up; nil without
  /// a limit. A file says how many microseconds of how many, `150000 100000`, or `max 100000`.
  var processors: Int? {
    var (folder, limits) = (folder.standardizedFileURL, [Int]())
    let root = root.standardizedFileURL
    while true {
      let file = folder.appending(path: "cpu.max")
      let words = (try? String(contentsOf: file, encoding: .utf8))?.split { $0.isWhitespace } ?? []
      if words.count == 2, let quota = Int(words[0]), let period = Int(words[1]), period > 0 {
        limits.append(max(1, (quota + period - 1) / period))
      }
      guard folder.path.count > root.path.count else { return limits.min() }
      folder.deleteLastPathComponent()
    }
  }
}

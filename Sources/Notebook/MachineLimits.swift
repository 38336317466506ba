import Require

/// What a machine can do at best, for the column "of limit" of a table of times.
///
/// Nothing of this is measured here: a chapter hands it over with ``Chapter/machineLimits()``.
public struct MachineLimits: Sendable, Encodable {
  /// Floating-point operations per second, with all numbers in registers.
  public var operationsPerSecond: Double
  /// How quickly working sets are read, from small to large; the largest one comes from memory.
  public var bandwidths: [Bandwidth]

  /// How quickly a working set is read.
  public struct Bandwidth: Sendable, Encodable {
    /// The size of what is read again and again, in bytes.
    public var workingSet: Int
    /// Bytes per second.
    public var bytesPerSecond: Double
  }

  /// What keeps work from being done in less time.
  public enum Bound: String, Sendable {
    /// Its operations.
    case operations = "ops"
    /// Its bytes, which are few enough for a cache.
    case cache
    /// Its bytes, which come from memory.
    case memory
  }

  /// Limits measured elsewhere. At least one working set, smallest first.
  public init(
    operationsPerSecond: Double, bandwidths: [(workingSet: Int, bytesPerSecond: Double)]
  ) {
    require(!bandwidths.isEmpty, "limits need the bandwidth of at least one working set")
    self.operationsPerSecond = operationsPerSecond
    self.bandwidths = bandwidths.map {
      Bandwidth(workingSet: $0.workingSet, bytesPerSecond: $0.bytesPerSecond)
    }
  }

  /// Bytes per second of the working set that is read fastest.
  public var quickestBandwidth: Double { bandwidths.map(\.bytesPerSecond).max() ?? 0 }

  /// The bandwidth of the smallest measured working set that holds so many bytes.
  public func bandwidth(ofWorkingSet bytes: Double) -> (bytesPerSecond: Double, bound: Bound) {
    let last = bandwidths.count - 1
    let place = bandwidths.firstIndex { Double($0.workingSet) >= bytes } ?? last
    return (bandwidths[place].bytesPerSecond, place == last ? .memory : .cache)
  }

  /// The time that work takes at least, and why: that of its operations alone or that of its bytes
  /// alone, whichever is longer. `nil` if it has neither.
  public func leastTime(operations: Double, bytes: Double) -> (seconds: Double, bound: Bound)? {
    guard operations > 0 || bytes > 0 else { return nil }
    let reading = bandwidth(ofWorkingSet: bytes)
    let (computing, moving) = (operations / operationsPerSecond, bytes / reading.bytesPerSecond)
    return computing >= moving ? (computing, .operations) : (moving, reading.bound)
  }
}

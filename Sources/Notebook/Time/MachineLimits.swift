import Base

/// What a machine can do at best: its peak for the column "of limit" of a table of times, its bandwidths
/// for a roofline.
///
/// Nothing of this is measured here: a chapter hands it over with ``Chapter/machineLimits()``.
public struct MachineLimits: Sendable, Codable {
  /// Floating-point operations per second, with all numbers in registers.
  public var operationsPerSecond: Double
  /// How quickly working sets are read, from small to large; the largest one comes from memory.
  public var bandwidths: [Bandwidth]

  /// How quickly a working set is read.
  public struct Bandwidth: Sendable, Codable {
    /// The size of what is read again and again, in bytes.
    public var workingSet: Int
    /// Bytes per second.
    public var bytesPerSecond: Double
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
  public func bandwidth(ofWorkingSet bytes: Double) -> Double {
    (bandwidths.first { Double($0.workingSet) >= bytes } ?? bandwidths.last!).bytesPerSecond
  }

  /// The time that work takes at least, in seconds: that of its operations alone or that of its bytes
  /// alone, whichever is longer.
  public func leastTime(operations: Double, bytes: Double) -> Double {
    max(operations / operationsPerSecond, bytes / bandwidth(ofWorkingSet: bytes))
  }
}

import Base
import Mini

/// The limits of this machine in numbers, as ``Limits/measured()`` found them.
package struct MeasuredLimits: Sendable {
  /// Floating-point operations per second; a fused multiply–add counts as two.
  package let operationsPerSecond: Double

  /// How quickly tensors are read that were read just before, in bytes and bytes per second: smallest
  /// first, from what fits into the first cache to what comes from memory.
  package let bandwidths: [(workingSet: Int, bytesPerSecond: Double)]
}

extension Limits {
  /// Measures the limits with ``Threads/count`` threads, which takes some tenths of a second.
  ///
  /// A limit is what the machine can do when nothing disturbs it, so the quickest of a few attempts
  /// counts. No system is asked for its caches: the first sizes fit those of nearly every processor,
  /// and the last one, 128 MiB, is taken to be more than they hold. Where waking other threads takes
  /// longer than they save, the limit is that of one.
  package static func measured() -> MeasuredLimits {
    MeasuredLimits(
      operationsPerSecond: measuredOperationsPerSecond(),
      bandwidths: [24 << 10, 256 << 10, 1 << 20, 8 << 20, 128 << 20].map { bytes in
        let together = bandwidth(ofWorkingSet: bytes)
        guard Threads.count > 1 else { return (workingSet: bytes, bytesPerSecond: together) }
        let alone = Threads.with(1) { bandwidth(ofWorkingSet: bytes) }
        return (workingSet: bytes, bytesPerSecond: max(together, alone))
      })
  }

  /// Measures the peak alone: floating-point operations per second with ``Threads/count`` threads.
  package static func measuredOperationsPerSecond() -> Double {
    let operations = 1 << 29
    return Double(operations) / quickest(calls: 1) { multiplyAdd(operations / 2) }
  }

  /// Measures how quickly a tensor of so many bytes is read again and again, in bytes per second. What
  /// a call takes that has hardly anything to read is taken off.
  package static func bandwidth(ofWorkingSet bytes: Int) -> Double {
    require(bytes >= 4096, "in \(bytes) bytes there is too little to read to measure its time")
    // Ones are written into it, so all of its pages are there.
    let x = Tensor(repeating: 1, shape: [bytes / MemoryLayout<Float>.stride])
    // Several passes in a call, but too few to be worth a second thread.
    let passes = max(1, (256 << 10) / bytes)
    let time = quickest(calls: max(1, (64 << 20) / (passes * bytes))) { read(x, passes: passes) }
    let one = Tensor([1])
    let call = quickest(calls: 1000) { read(one) }
    return Double(passes * bytes) / max(time - call, time / 10)
  }

  /// The time of one call in the quickest of six attempts, in seconds.
  private static func quickest(calls: Int, _ body: () -> Float) -> Double {
    (0..<6).map { _ in
      let time = ContinuousClock().measure {
        for _ in 0..<calls { _ = body() }
      }
      let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
      return max(seconds, 1e-9) / Double(calls)
    }.min()!
  }
}

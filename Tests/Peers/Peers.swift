import Foundation
import Mini
import Notebook

/// Runs kernels of `Mini` for `compare.py`: one line of standard input is one command.
///
///     tensor NAME EXTENT…        takes the scalars that follow, 4 bytes each, and keeps them
///     result KERNEL ARGUMENT…    answers with a line of extents, and then the scalars
///     time COUNT THREADS KERNEL ARGUMENT…
///                                answers with the seconds that COUNT calls take
///     forget                     lets go of all tensors and of what kernels have prepared
///     checksums                  answers with one line for each kernel, which must be the same
///                                whatever processor the package is compiled for
///
/// Time is taken here, around the calls, so that no part of the conversation is in it.
@main
struct Peers {
  var tensors: [String: Tensor] = [:]
  /// What was asked for before, with all it has prepared.
  private var kernels: [[String]: () -> Tensor] = [:]

  static func main() {
    var peers = Peers()
    while let words = readWords() { peers.obey(words) }
  }

  private mutating func obey(_ words: [String]) {
    switch words.first {
    case "tensor":
      let shape = words.dropFirst(2).map { Int($0)! }
      // The product is a tensor whose memory Mini itself has asked for.
      tensors[words[1]] = Tensor(shape: shape, scalars: readScalars(shape.reduce(1, *))) * 1
    case "result":
      let result = kernel(Array(words.dropFirst()))()
      answer(result.shape.map(String.init).joined(separator: " "))
      FileHandle.standardOutput.write(result.scalars.withUnsafeBufferPointer { Data(buffer: $0) })
    case "time":
      let run = kernel(Array(words.dropFirst(3)))
      Threads.count = Int(words[2])!
      let time = ContinuousClock().measure {
        for _ in 0..<Int(words[1])! { keep(run()) }
      }
      answer("\(Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18)")
    case "forget":
      tensors = [:]
      kernels = [:]
    case "checksums":
      for (name, sum) in Threads.with(2, checksums) { answer("\(name) \(String(sum, radix: 16))") }
    default:
      fatalError("unknown command: \(words.joined(separator: " "))")
    }
  }

  private mutating func kernel(_ words: [String]) -> () -> Tensor {
    if let known = kernels[words] { return known }
    let new = makeKernel(words[0], Array(words.dropFirst()))
    kernels[words] = new
    return new
  }

  private func answer(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }

  /// The next line, or nil at the end. Read byte by byte, because scalars may follow.
  private static func readWords() -> [String]? {
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while read(STDIN_FILENO, &byte, 1) == 1 {
      if byte == UInt8(ascii: "\n") {
        return String(decoding: line, as: UTF8.self).split(separator: " ").map(String.init)
      }
      line.append(byte)
    }
    return nil
  }

  private func readScalars(_ count: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      var bytes = UnsafeMutableRawBufferPointer(
        rebasing: UnsafeMutableRawBufferPointer(buffer)[..<(4 * count)])
      while !bytes.isEmpty {
        let received = read(STDIN_FILENO, bytes.baseAddress, bytes.count)
        precondition(received > 0, "the scalars of a tensor end too early")
        bytes = UnsafeMutableRawBufferPointer(rebasing: bytes[received...])
      }
      initialized = count
    }
  }
}

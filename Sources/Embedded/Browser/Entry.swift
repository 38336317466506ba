import Experiments
import GQAExperiments
import KVCacheExperiments
import Mini
import Pictures
import RMSNormExperiments
import RoPEExperiments
import TrainingExperiments

// What a page may ask of the module. A text goes out as the address of its first byte; its length is asked for
// next.

/// All live pictures; a page knows them by their names. Those that need a trained model come with it.
nonisolated(unsafe) private var pictures: [LivePicture] = [
  livePositions, liveDistance, liveHands, liveWavelengths, liveNorms, liveLayers, liveHeads,
  liveTraining(),
]

/// Where the sliders of the picture that is drawn next stand.
nonisolated(unsafe) private var places = [Int](repeating: 0, count: 16)

/// What is written in the knob that is a text, and how many bytes of it.
nonisolated(unsafe) private var paper = [UInt8](repeating: 0, count: 16_384)
nonisolated(unsafe) private var written = 0

nonisolated(unsafe) private var answer: [UInt8] = []

private func give(_ text: String) -> UnsafeMutablePointer<UInt8>? {
  answer = Array(text.utf8)
  return answer.withUnsafeMutableBufferPointer { $0.baseAddress }
}

/// How many bytes the last text has.
@_cdecl("length")
public func length() -> Int32 { Int32(answer.count) }

/// The names of all pictures.
@_cdecl("names")
public func names() -> UnsafeMutablePointer<UInt8>? {
  give(pictures.map { $0.name }.joined(separator: "\u{1E}"))
}

/// Room for so many bytes, which stays.
@_cdecl("room")
public func room(_ bytes: Int32) -> UnsafeMutableRawPointer {
  .allocate(byteCount: Int(bytes), alignment: 16)
}

/// The trained model from its numbers, in the order in which it lists its parameters; the number of those that
/// it took.
@_cdecl("load")
public func load(_ numbers: UnsafePointer<Float>) -> Int32 {
  guard var model = try? Transformer(.smallLanguage, seed: 1) else { return 0 }
  var next = 0
  model.forEachParameter { _, tensor in
    tensor = Tensor(
      shape: tensor.shape, scalars: (0..<tensor.count).map { numbers[next + $0] })
    next += tensor.count
  }
  pictures += [liveWriting(model)] + liveReading(model)
  return Int32(next)
}

/// Moves a slider.
@_cdecl("place")
public func place(_ slider: Int32, _ value: Int32) { places[Int(slider)] = Int(value) }

/// Where a text may be written, with room for 16,384 bytes.
@_cdecl("sheet")
public func sheet() -> UnsafeMutablePointer<UInt8>? {
  paper.withUnsafeMutableBufferPointer { $0.baseAddress }
}

/// How many bytes have been written there.
@_cdecl("wrote")
public func wrote(_ bytes: Int32) { written = Int(bytes) }

/// The picture where the sliders stand, as ``LiveAnswer`` writes it.
@_cdecl("draw")
public func draw(_ picture: Int32, _ isNarrow: Int32) -> UnsafeMutablePointer<UInt8>? {
  let picture = pictures[Int(picture)]
  // Whatever a slider of another picture was before: a text stands at no place.
  let places = zip(picture.knobs, places).map { $0.kind == .text ? 0 : $1 }
  let text = String(decoding: paper[..<written], as: UTF8.self)
  return give(LiveAnswer(picture, at: places, text: text, isNarrow: isNarrow != 0).text)
}

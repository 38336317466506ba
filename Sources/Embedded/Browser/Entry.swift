import Experiments
import GQAExperiments
import KVCacheExperiments
import Mini
import Pictures
import RMSNormExperiments
import RoPEExperiments

// What a page may ask of the module. A text goes out as the address of its first byte; its length is asked for
// next.

/// All live pictures; a page knows them by their names. Those that need a trained model come with it.
nonisolated(unsafe) private var pictures: [LivePicture] = [
  livePositions, liveDistance, liveHands, liveNorms, liveHeads,
]

/// Where the sliders of the picture that is drawn next stand.
nonisolated(unsafe) private var places = [Int](repeating: 0, count: 16)

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
  pictures.append(
    liveWriting(model, words: Word.allCases.map { $0.text }, prompts: Word.beginnings))
  return Int32(next)
}

/// Moves a slider.
@_cdecl("place")
public func place(_ slider: Int32, _ value: Int32) { places[Int(slider)] = Int(value) }

/// The picture where the sliders stand, as ``LiveAnswer`` writes it.
@_cdecl("draw")
public func draw(_ picture: Int32, _ isNarrow: Int32) -> UnsafeMutablePointer<UInt8>? {
  let picture = pictures[Int(picture)]
  let places = Array(places.prefix(picture.knobs.count))
  return give(LiveAnswer(picture, at: places, isNarrow: isNarrow != 0).text)
}

/// Which two features of a head vector form pair i. The mathematics is the same in both; weights
/// trained with one layout give wrong scores with the other, and nothing crashes.
public enum RotaryLayout: String, CaseIterable, Sendable {
  /// Neighbours, (2i, 2i + 1): RoFormer, GPT-J, Meta's Llama code.
  case interleaved

  /// One from each half, (i, i + d/2): GPT-NeoX and the Llama, Mistral and Qwen weights as published
  /// on Hugging Face, whose code calls it `rotate_half`.
  case halves

  /// The features of pair `i` when `rotatedDimensions` features are rotated; i counts from 0, where
  /// RoFormer's eq. 15 counts from 1.
  public func features(ofPair i: Int, rotatedDimensions: Int) -> (x: Int, y: Int) {
    switch self {
    case .interleaved: (2 * i, 2 * i + 1)
    case .halves: (i, i + rotatedDimensions / 2)
    }
  }
}

import Mini

extension TransformerConfiguration {
  /// What models of the small language have in common unless a section varies it: 2 blocks of width 64
  /// with 8 heads, a SwiGLU of 160, and a head tied to the embedding; 98,624 parameters.
  ///
  /// Pairs of features are neighbours and eps is a `Float`, as files of the `llama` family have them: a
  /// model that was kept computes the same bits.
  package static var smallLanguage: TransformerConfiguration {
    var c = TransformerConfiguration()
    (c.layers, c.width, c.queryHeads, c.kvHeads) = (2, 64, 8, 8)
    c.feedForwardWidth = 160
    c.vocabulary = Word.allCases.count
    c.contextLength = 256
    c.tiesHead = true
    c.positions = .rotary(layout: .interleaved)
    c.eps = Double(Float(1e-5))
    return c
  }
}

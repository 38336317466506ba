/// Where the norms of a block stand.
public enum NormPlacement: String, CaseIterable, Sendable {
  /// Before each layer, x + f(norm(x)): the way around is free of norms ("pre-norm", GPT-2 and most
  /// after it).
  case before

  /// After each sum, norm(x + f(x)): what the last matrix W of a layer brings is normalised, norm(Wx), as
  /// the papers on LayerNorm and RMSNorm have it ("post-norm", Vaswani et al., 2017).
  case after
}

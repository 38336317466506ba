/// The feed-forward layer of a block, SwiGLU: first silu of `gate(x)` times `up(x)`, number by number,
/// where silu(z) = z / (1 + e^−z); then `down` of that vector.
///
/// The three products come as functions: `gate(x)` is the vector x times the matrix of the gate.
///
/// By hand: if all three leave x as it is, a number z becomes z · z / (1 + e^−z), and 0 stays 0.
///
/// Told in chapter-training, section 5.
public func feedForward(
  _ x: [Double], gate: ([Double]) -> [Double], up: ([Double]) -> [Double],
  down: ([Double]) -> [Double]
) -> [Double]? {
  nil  // your code here
}

/// A block: h = x + attention(norm(x)), then y = h + feedForward(norm(h)), a row for each token. The
/// first norm is `attentionNorm`, the second `feedForwardNorm`.
///
/// Norms and the feed-forward layer see a row at a time, attention sees all rows.
///
/// By hand: if both layers answer with zeros, a block leaves its rows as they are.
///
/// Told in chapter-training, section 5.
public func block(
  _ x: [[Double]], attentionNorm: ([Double]) -> [Double],
  attention: ([[Double]]) -> [[Double]], feedForwardNorm: ([Double]) -> [Double],
  feedForward: ([Double]) -> [Double]
) -> [[Double]]? {
  nil  // your code here
}

/// The logits after the last of the `rows` that come out of the last block: `head` of `norm` of that
/// row.
///
/// By hand: if `norm` doubles and `head` adds one, the rows (1), (3) give (7).
///
/// Told in chapter-kv-cache, section 1.
public func logits(
  _ rows: [[Double]], norm: ([Double]) -> [Double], head: ([Double]) -> [Double]
) -> [Double]? {
  nil  // your code here
}

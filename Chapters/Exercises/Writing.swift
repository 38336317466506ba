/// The token with the largest logit; of equal ones the first.
///
/// By hand: of (0.5, 2, −1, 2) it is token 1.
///
/// Told in chapter-kv-cache, section 1.
public func greedy(_ logits: [Double]) -> Int? {
  nil  // your code here
}

/// A prompt and the `newTokens` tokens that follow it, read with a cache.
///
/// `read(t)` reads the next token t of the text, keeps what later tokens need of it, and gives the
/// logits after it; so every token is read once, in its order, and the last new one not at all.
/// `choose` takes the next token from logits. There is at least one token in the prompt.
///
/// By hand: if the logits after t make `choose` take t + 1, the prompt (4, 7) with 2 new tokens becomes
/// (4, 7, 8, 9), and 4, 7 and 8 were read.
///
/// Told in chapter-kv-cache, section 4.
public func generate(
  prompt: [Int], newTokens: Int, read: (Int) -> [Double], choose: ([Double]) -> Int
) -> [Int]? {
  nil  // your code here
}

/// The token that is drawn at `temperature`, which is above 0: the logits divided by it go through a
/// softmax. Its probabilities, laid end to end from token 0 on, fill 0 to 1; the token in whose piece the
/// number `draw` lies is taken.
///
/// Logits can be large: take the largest away first.
///
/// By hand: two equal logits share 0 to 1 in halves, so a draw of 0.4 takes token 0 and one of 0.6
/// token 1.
///
/// Told in chapter-training, section 8.
public func sample(_ logits: [Double], temperature: Double, draw: Double) -> Int? {
  nil  // your code here
}

import Mini

/// The loop that writes: the whole text goes in for every new token.
package func writeAnew(
  _ count: Int, after prompt: [Int], by model: Transformer
) throws -> [Int] {
  var text = prompt
  for _ in 0..<count {
    let logits = try model(text)  // [tokens of the text, vocabulary]
    let next = logits[row: logits.shape[0] - 1].indexOfMaximum
    text.append(next)
  }
  return text
}

/// The same loop with an empty cache: only what is new goes in.
package func writeKeeping(
  _ cache: inout TransformerCache,
  _ count: Int, after prompt: [Int], by model: Transformer
) throws -> [Int] {
  var (text, new) = (prompt, prompt)  // ← changed
  for _ in 0..<count {
    let logits = try model(new, cache: &cache)  // ← changed
    let next = logits[row: logits.shape[0] - 1].indexOfMaximum
    text.append(next)
    new = [next]  // ← changed
  }
  return text
}

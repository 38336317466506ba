extension Part {
  /// What the function must do, in a sentence.
  package var task: String {
    switch self {
    case .product: "Multiply a matrix with a vector."
    case .rmsNorm: "Divide a vector by its root mean square and multiply by a gain."
    case .rotatePair: "Turn the point (x, y) counterclockwise by an angle."
    case .angle: "Find the angle by which a pair is turned at a position."
    case .rotate: "Turn every pair of a head by the angle of its position."
    case .attention: "Write causal attention of one head."
    case .multiHeadAttention: "Let several heads attend side by side."
    case .kvHead: "Find the kv head that a query head reads."
    case .sharedAttention: "Put rotation, shared kv heads and attention together."
    case .feedForward: "Write the feed-forward layer, SwiGLU."
    case .block: "Put norms, attention and feed-forward layer together to a block."
    case .logits: "Take the logits from the last row."
    case .greedy: "Choose the token with the largest logit."
    case .groupedAttention: "Write attention of one new token with shared kv heads."
    case .cache: "Write the cache of a layer: what it keeps, and how a new token attends to it."
    case .generate: "Write the loop that reads a prompt and writes on, with a cache."
    case .layerNorm: "Build LayerNorm, without gain and bias, from RMSNorm."
    case .pooledHeads: "Pool the heads of a key matrix by their mean."
    case .keptTokens: "Find the tokens that stay in a cache with a window and sinks."
    case .sample: "Draw a token at a temperature."
    case .rmsNormGradient: "Write the backward rule of RMSNorm."
    case .crossEntropyGradient: "Write the backward rule of softmax with cross-entropy."
    case .adamWStep: "Make one step of AdamW."
    case .productWork: "Count the operations and the bytes of a matrix product."
    case .roof: "Find the GFLOP/s that a kernel can reach at best."
    case .median: "Find the median of measured times."
    case .spreadLeft: "Find what RMSNorm leaves of a signal of spread 1 around a mean."
    case .plainNormGradient: "Take a gradient back through RMSNorm without gain and eps."
    case .slowPairs: "Count the pairs that do not complete a turn within a context."
    case .lastPosition: "Find the last position that a learned table has for a new token."
    case .bytesPerToken: "Find the bytes that a token leaves in the cache of a model."
    case .cachedAttention: "Write attention with a cache: every token is projected once."
    case .cacheBytes: "Predict the bytes of a cache from the shape of the model."
    case .keysSeen: "Count the keys that a token of a chunk sees after a cache."
    case .tokenPasses: "Count the tokens that a layer sees, without and with a cache."
    }
  }

  /// What helps somebody who is stuck; empty where the task is mere arithmetic.
  package var hint: String {
    switch self {
    case .product: "One output for each row: `matrix.map { … }`."
    case .rmsNorm: "The mean square is `dot(x, x) / Double(x.count)`."
    case .rotatePair: "The new x is x · cos − y · sin; the new y has both signs plus."
    case .angle: "position · base^(−2i/d)."
    case .rotate:
      "For each pair i: its angle, then the pair turned, then both numbers in their places."
    case .attention:
      "Token m sees the tokens 0 to m; subtract the largest score before the exponentials."
    case .multiHeadAttention:
      "Head h of all tokens is `queries.map { heads(of: $0, count)[h] }`. Call `attention` for each "
        + "head; then row t of the result is row t of all of them, one after the other."
    case .kvHead: "H / G neighbours share one kv head."
    case .sharedAttention:
      "Two ways: write each kv head out for all query heads that read it and call "
        + "`multiHeadAttention`, or take heads by index and call `attention`."
    case .feedForward: "Two vectors, `gate(x)` and `up(x)`; the product goes into `down`."
    case .block:
      "Two lines after each other: h from x, y from h. To add rows, add their numbers in pairs."
    case .logits: "`rows[rows.count - 1]`, then the norm, then the head."
    case .greedy: "Keep the index of the best so far; go on only where a logit is larger."
    case .groupedAttention:
      "First `kvHead`; then each query head attends as if it were alone, without a mask."
    case .cache:
      "`var keys: [[[Double]]] = []` and the same for values: for each kv head a list of vectors, made when "
        + "the first token comes. The position is how many there are before you append."
    case .generate:
      "First read the whole prompt and remember the last logits. Then choose, append, and read what was "
        + "chosen, unless it was the last."
    case .layerNorm: "What is left when the mean is taken away goes through `rmsNorm`."
    case .pooledHeads:
      "New head g is the mean of the old heads g · n to g · n + n − 1, feature by feature."
    case .keptTokens: "A token stays if it is one of the first, or one of the last."
    case .sample: "Add up probabilities from token 0 on until the sum is larger than the draw."
    case .rmsNormGradient:
      "With n = x/r and ∂n = gain · ∂y: what points along n is taken away from ∂n, and the rest is "
        + "divided by r."
    case .crossEntropyGradient: "The probabilities, and 1 taken off at the target."
    case .adamWStep:
      "New averages first; both divided by 1 − βᵗ; then the step, and the decay of the old weight."
    case .roof: "The slower of two roofs: operations, and bytes times intensity."
    case .median: "Sort first."
    case .spreadLeft: "The mean square of such a signal is 1 + c²."
    case .plainNormGradient:
      "What points along y is taken away from the gradient, and the rest is divided by the RMS."
    case .slowPairs: "`angle` at position 1 is the frequency θᵢ."
    case .lastPosition: "The rows are positions 0 to rows − 1."
    case .bytesPerToken: "Keys and values of the kv heads, in every layer."
    case .cachedAttention:
      "Keep a list of keys and a list of values; each query looks at all that is in them."
    case .tokenPasses: "Without a cache: prompt, prompt + 1, … tokens, round by round."
    case .productWork, .cacheBytes, .keysSeen: ""
    }
  }
}

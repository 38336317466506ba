extension Glossary {
  /// Tokens, and how they look at each other.
  static let attention = [
    Term("token", "A piece of text with a number: a word, a part of one, or a byte.", "kv-cache"),
    Term(
      "tokenizer", "What cuts a text into tokens, and puts tokens together to a text.", "kv-cache"),
    Term("vocabulary", "All tokens that a model knows.", "kv-cache"),
    Term("embedding", "The vector that a model has learned for a token.", "rope"),
    Term(
      "transformer",
      "A model made of an embedding, a stack of blocks, and a head that gives logits.",
      "kv-cache"),
    Term(
      "encoder", "A model without a causal mask: every token sees all others.", "rmsnorm",
      forms: ["encoder", "bidirectional"]),
    Term(
      "decoder", "A model with a causal mask, which writes one token after another.", "kv-cache"),
    Term(
      "attention",
      "Adding up the values of other tokens, each with a weight that its key and a query decide.",
      "gqa", told: "attention"),
    Term(
      "query", "A projection of a token's vector that is compared with keys.", "rope",
      forms: ["query", "queries"]),
    Term("key", "A projection of a token's vector with which queries are compared.", "rope"),
    Term(
      "value", "A projection of a token's vector that attention adds up.", "kv-cache",
      forms: ["keys and values", "value vector", "key and value"]),
    Term(
      "projection", "A product of a vector with a learned matrix.", "gqa"),
    Term(
      "score", "The product of a query and a key, divided by the root of the head dimension.",
      "rope"),
    Term(
      "softmax",
      "The function that makes weights of scores: e to each score, divided by the sum of all.",
      "rope"),
    Term(
      "attention weight", "The softmax of a score among all keys that are seen.", "rope",
      forms: ["attention weight", "weight of attention"]),
    Term(
      "causal mask", "The rule that a token sees itself and what stands before it.", "kv-cache",
      forms: ["causal mask", "causal"]),
    Term("head", "One of several attentions side by side, each with its own features.", "gqa"),
    Term("head dimension", "How many features a head has.", "gqa"),
    Term(
      "kv head",
      "A head of keys and values; in grouped-query attention several query heads read one.", "gqa"),
    Term(
      "multi-head attention", "Attention with as many kv heads as query heads; MHA for short.",
      "gqa",
      forms: ["multi-head attention", "MHA", "multi-head"]),
    Term(
      "grouped-query attention", "Attention with fewer kv heads than query heads; GQA for short.",
      "gqa",
      forms: ["grouped-query attention", "GQA", "grouped-query"]),
    Term(
      "multi-query attention", "Attention with one kv head for all query heads; MQA for short.",
      "gqa",
      forms: ["multi-query attention", "MQA", "multi-query"]),
    Term(
      "multi-head latent attention",
      "Attention that keeps one short vector for each token, from which all keys and values are found.",
      "gqa", forms: ["multi-head latent attention", "latent attention", "MLA"]),
    Term(
      "pooling", "Making few kv heads of many by averaging the projections of neighbours.", "gqa",
      forms: ["pooling", "mean-pooling", "mean pooling"]),
    Term("uptraining", "Training a converted model on.", "gqa"),
    Term(
      "α", "The share of the first training's steps that uptraining takes.", "gqa",
      told: "uptraining", "α"),
    Term(
      "logit", "The score of a token as the next one, before softmax.", "kv-cache"),
    Term("greedy", "Of writing: taking the token with the highest logit.", "kv-cache"),
    Term(
      "temperature", "A number that logits are divided by before one is drawn; 0 is greedy.",
      "kv-cache"),
  ]
}

/// From a term of the notes to the code.
extension CodeMap {
  static let terms: [Row] = [
    Row(
      "RMSNorm, RMS", ["RMSNorm"],
      in: ["Sources/Mini/Norms/RMSNorm.swift"],
      at: Place("rmsnorm", "by hand", "formula")),
    Row(
      "LayerNorm", ["LayerNorm"],
      in: ["Sources/Mini/Norms/LayerNorm.swift"],
      at: Place("rmsnorm", "by hand", "formula")),
    Row(
      "BatchNorm", ["BatchNorm"],
      in: ["Chapters/RMSNorm/Experiments/BatchNorm.swift"],
      at: Place("rmsnorm", "batch", "BatchNorm")),
    Row(
      "weight normalisation", ["WeightNorm"],
      in: ["Chapters/RMSNorm/Experiments/WeightNorm.swift"],
      at: Place("rmsnorm", "not notice", "WeightNorm")),
    Row(
      "pRMSNorm", ["PartialRMSNorm"],
      in: ["Sources/Mini/Norms/PartialRMSNorm.swift"],
      at: Place("rmsnorm", "pRMSNorm")),
    Row(
      "re-centering", ["recenteredRows"],
      in: ["Chapters/RMSNorm/Experiments/RecenteredRows.swift"],
      at: Place("rmsnorm", "re-centering")),
    Row(
      "position encoding", ["PositionEncoding"],
      in: ["Sources/Mini/Positions/PositionEncoding.swift"],
      at: Place("rope", "five properties", "PositionEncoding")),
    Row(
      "absolute positions, sinusoids", ["SinusoidalEncoding", "translation(by:)"],
      in: [
        "Sources/Mini/Positions/SinusoidalEncoding.swift",
        "Chapters/RoPE/Experiments/Encodings/SinusoidalTranslation.swift",
      ],
      at: Place("rope", "sinusoids")),
    Row(
      "absolute positions, learned", ["LearnedEncoding"],
      in: ["Sources/Mini/Positions/LearnedEncoding.swift"],
      at: Place("rope", "five properties", "LearnedEncoding")),
    Row(
      "rotary encoding, rotation matrix", ["RotaryEmbedding", "matrix(position:)"],
      in: [
        "Sources/Mini/Positions/RotaryEmbedding.swift",
        "Chapters/RoPE/Experiments/RotaryMatrix.swift",
      ],
      at: Place("rope", "rotation", "rotary")),
    Row(
      "pairs (not of tokens, of features)", ["RotaryLayout", "rearranged"],
      in: [
        "Sources/Mini/Positions/RotaryLayout.swift",
        "Sources/LanguageModel/Model/Rearranging.swift",
      ],
      at: Place("rope", "layouts")),
    Row(
      "relative position", ["RotaryEmbedding"],
      in: ["Sources/Mini/Positions/RotaryEmbedding.swift"],
      at: Place("rope", "distance")),
    Row(
      "longer contexts", ["RotaryScaling"],
      in: ["Sources/Mini/Positions/RotaryScaling.swift"],
      at: Place("rope", "longer contexts")),
    Row(
      "self-attention, scores", ["attention", "AttentionMask"],
      in: ["Sources/Mini/Attention/Attention.swift"],
      at: Place("gqa", "one routine", "attention")),
    Row(
      "Q, K, V projections", ["AttentionLayer", "Linear"],
      in: [
        "Sources/Mini/Attention/AttentionLayer.swift",
        "Sources/Mini/Attention/AttentionLayerForward.swift", "Sources/Mini/Model/Linear.swift",
      ],
      at: Place("gqa", "who reads what", "AttentionLayer")),
    Row(
      "text generation function", ["Transformer.generate"],
      in: ["Sources/Mini/Model/Generation.swift"],
      at: Place("kv-cache", "loop", "generate")),
    Row(
      "KV cache", ["KVCache", "KeyValueCache"],
      in: ["Sources/Mini/Caches/KVCache.swift", "Sources/Mini/Caches/KeyValueCache.swift"],
      at: Place("kv-cache", "K6", "the cache")),
    Row(
      "cache, growing", ["GrowingKVCache"],
      in: ["Chapters/KVCache/Experiments/GrowingKVCache.swift"],
      at: Place("kv-cache", "growing")),
    Row(
      "cache, sliding window", ["WindowedKVCache"],
      in: ["Chapters/KVCache/Experiments/WindowedKVCache.swift"],
      at: Place("kv-cache", "sliding window", "window")),
    Row(
      "cache, paged", ["PagedKVCache", "PagePool"],
      in: ["Chapters/KVCache/Experiments/PagedKVCache.swift"],
      at: Place("kv-cache", "pages")),
    Row(
      "cache, 8-bit", ["QuantizedKVCache", "Int8Quantization"],
      in: ["Chapters/KVCache/Experiments/QuantizedKVCache.swift"],
      at: Place("kv-cache", "8 bits", "8-bit")),
    Row(
      "redundancy, recomputation", ["OperationCounter"],
      in: ["Sources/Mini/Model/OperationCounter.swift"],
      at: Place("kv-cache", "computed again", "OperationCounter")),
    Row(
      "multi-head, grouped-query, multi-query attention", ["AttentionLayer"],
      in: ["Sources/Mini/Attention/AttentionLayer.swift"],
      at: Place("gqa", "one routine", "AttentionLayer")),
    Row(
      "mean-pooling the projections", ["HeadPooling"],
      in: ["Chapters/GQA/Experiments/HeadPooling.swift"],
      at: Place("gqa", "pooling")),
    Row(
      "a language whose best possible loss is known", ["SmallLanguage", "Story", "KnownTexts"],
      in: [
        "Sources/Experiments/SmallLanguage/SmallLanguage.swift",
        "Sources/Experiments/SmallLanguage/Story.swift",
        "Sources/Experiments/SmallLanguage/KnownTexts.swift",
      ],
      at: Place("training", "language", "best loss")),
    Row(
      "loss, gradient, optimiser", ["crossEntropy", "TrainingStep", "AdamW", "Trainer"],
      in: [
        "Sources/Mini/Training/CrossEntropy.swift", "Sources/Mini/Training/TrainingStep.swift",
        "Sources/Mini/Training/AdamW.swift", "Sources/Mini/Training/Trainer.swift",
      ],
      at: Place("training", "whole model", "TrainingStep")),
    Row(
      "a trained model", ["TrainingPlan", "TrainingRun", "trainedModel"],
      in: [
        "Sources/Experiments/SmallLanguage/TrainingPlan.swift",
        "Sources/Workbench/Trained/TrainedModel.swift",
      ],
      at: Place("training", "one run", "TrainingPlan")),
    Row(
      "weights in blocks, quantization", ["QuantizedMatrix", "BlockKind"],
      in: [
        "Sources/LanguageModel/Blocks/QuantizedMatrix.swift",
        "Sources/LanguageModel/Blocks/BlockKind.swift",
      ],
      at: Place("machine", "block type")),
    Row(
      "what a model costs whoever serves it", ["ServingPlan", "PlannedModel"],
      in: [
        "Sources/Experiments/Serving/ServingPlan.swift", "Sources/Workbench/PlannedModel.swift",
      ],
      at: Place("gqa", "costs", "saved", "planner"),
      Place("kv-cache", "costs", "saved", "planner")),
    Row(
      "memory bandwidth", ["Limits", "MeasuredLimits"],
      in: [
        "Sources/Experiments/Machine/Limits.swift",
        "Sources/Experiments/Machine/MeasuredLimits.swift",
      ],
      at: Place("machine", "bytes can come", "bandwidth")),
  ]
}

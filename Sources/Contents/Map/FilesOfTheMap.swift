/// From a file to the term.
extension CodeMap {
  static let files: [FileRow] = [
    FileRow(
      ["Sources/Mini/Numbers/Tensor.swift", "Sources/Mini/Numbers/TensorDescription.swift"],
      "shape and numbers; rows, heads split and merged; what `print` shows"),
    FileRow(
      ["Sources/Base/ElementaryFunctions.swift"],
      "logarithms, powers, sines and cosines, the same on every platform"),
    FileRow(
      ["Sources/Mini/Numbers/Random.swift"],
      "seeded numbers, the same on every platform"),
    FileRow(
      ["Sources/Mini/Numbers/Elementwise.swift", "Sources/Mini/Numbers/Reductions.swift"],
      "arithmetic, comparisons; sums, means, variances"),
    FileRow(
      [
        "Sources/Mini/Numbers/MatrixProduct.swift", "Sources/Mini/Numbers/Softmax.swift",
        "Sources/Mini/Numbers/SiLU.swift", "Sources/Mini/Numbers/SwiGLU.swift",
        "Sources/Mini/Numbers/GELU.swift",
      ],
      "what all layers are made of"),
    FileRow(
      [
        "Sources/Mini/Norms/RowNorm.swift", "Sources/Mini/Norms/Norm.swift",
        "Sources/Mini/Norms/NormPlacement.swift", "Chapters/RMSNorm/Experiments/L2Norm.swift",
      ],
      "a norm as a choice, and where it stands; plain length normalisation"),
    FileRow(
      [
        "Chapters/RoPE/Experiments/Encodings/IntegerEncoding.swift",
        "Chapters/RoPE/Experiments/Encodings/BinaryEncoding.swift",
        "Sources/Mini/Positions/ALiBi.swift",
      ],
      "other ways to say where a token stands"),
    FileRow(
      [
        "Sources/Mini/Positions/RotaryTable.swift",
        "Chapters/RoPE/Experiments/AxialRotaryEmbedding.swift",
      ],
      "prepared cosines and sines; positions in two dimensions"),
    FileRow(
      [
        "Chapters/RoPE/Experiments/ScoreBounds.swift", "Sources/Experiments/LeastSquares.swift",
        "Sources/LanguageModel/Blocks/BFloat16.swift",
        "Sources/LanguageModel/Blocks/HalfPrecision.swift",
      ],
      "the decay bound, the fit of longer contexts, small number formats"),
    FileRow(
      [
        "Sources/LanguageModel/Blocks/QuantizedMatrix.swift",
        "Sources/LanguageModel/Blocks/BlockKind.swift",
        "Sources/LanguageModel/Blocks/Rounding.swift", "Sources/Mini/Model/StoredWeights.swift",
      ],
      "weights in blocks of small integers, as files hold them, and their product"),
    FileRow(
      ["Sources/Mini/Caches/KeyValueView.swift"],
      "how attention reads a cache where it lies"),
    FileRow(
      [
        "Sources/Mini/Model/Transformer.swift", "Sources/Mini/Model/TransformerForward.swift",
        "Sources/Mini/Model/TransformerBlock.swift",
        "Sources/Mini/Model/TransformerCache.swift",
        "Sources/Mini/Model/TransformerConfiguration.swift",
        "Sources/Mini/Model/TransformerValidation.swift",
        "Sources/Mini/Model/TransformerParts.swift", "Sources/Mini/Model/ParameterShapes.swift",
        "Sources/Mini/Model/FeedForward.swift",
      ],
      "a whole model"),
    FileRow(
      [
        "Sources/Mini/Training/CrossEntropy.swift", "Sources/Mini/Training/TrainingStep.swift",
        "Sources/Mini/Training/Batch.swift", "Sources/Mini/Training/Evaluation.swift",
      ],
      "the loss, and the way back through a model; the backward rule of a layer stands in "
        + "the layer's own file"),
    FileRow(
      [
        "Sources/Mini/Training/Trainer.swift", "Sources/Mini/Training/Optimizer.swift",
        "Sources/Mini/Training/AdamW.swift", "Sources/Mini/Training/LearningRateSchedule.swift",
      ],
      "how a model learns: steps, clipping, SGD and AdamW, the rate"),
    FileRow(
      [
        "Sources/Mini/Numbers/ModelError.swift", "Sources/Mini/Kernels/Machine/Count.swift",
        "Sources/Base",
      ],
      "what is wrong with a reader's input, sizes that no memory has room for among it, "
        + "and what a programmer's mistake was, as a sentence"),
    FileRow(
      [
        "Sources/Experiments/Serving/PublishedModel.swift",
        "Sources/Workbench/WorkbenchChapter.swift",
      ],
      "published models' sizes; what all chapters have in common"),
    FileRow(
      [
        "Sources/Mini/Model/Weights.swift", "Sources/Mini/Kernels/Products/WeightPanels.swift",
        "Sources/Mini/Model/Parameterized.swift",
        "Sources/Mini/Model/Sampler.swift",
      ],
      "weights as numbers or blocks; the learned tensors by name; how the next token is chosen"),
    FileRow(
      ["Sources/Mini/Positions/AddedEncoding.swift"],
      "what a model adds to its embedding to say where a token stands"),
    FileRow(
      ["Sources/Mini/Kernels", "Sources/Lanes/Lanes.swift"],
      "the fast loops, one file per loop, and how they load and store; unsafe pointers, "
        + "SIMD and threads live only here"),
    FileRow(
      ["Sources/Base/Processors.swift"],
      "how many threads are worth starting: affinity, container quotas, performance cores"),
  ]
}

import Mini

extension Transformer {
  /// Writes the model and its vocabulary as a GGUF file of 32-bit numbers, which other programs read.
  ///
  /// The family follows from the choices: head norms make it `qwen3`, biases `qwen2`, and neither
  /// `llama`. What is read from the file, widened, is this model to the bit; weights in blocks are written
  /// as the numbers that they hold.
  ///
  /// - Throws: A sentence about the first thing that would not come back as it is, or where the file cannot
  ///   be written; then what was there before is left.
  public func write(
    to path: String, vocabulary: Vocabulary, name: String? = nil
  ) throws(LanguageModelError) {
    do { try validateParts(configuration) } catch { throw LanguageModelError(error.description) }
    var description = try ModelDescription(configuration)
    description.name = name
    guard vocabulary.count == description.vocabulary else {
      throw LanguageModelError(
        "a list of \(vocabulary.count) tokens does not fit a model with \(description.vocabulary)")
    }
    var writer = GGUFWriter()
    writer.metadata = description.metadata + vocabulary.metadata
    var tensors = storedTensors(description)
    var count = 0
    for shape in description.tensorShapes {
      guard let numbers = tensors.removeValue(forKey: shape.name) else {
        throw LanguageModelError("the model lacks the tensor \(quoted(shape.name))")
      }
      if let place = numbers.firstIndex(where: { !$0.isFinite }) {
        throw LanguageModelError(
          "the tensor \(quoted(shape.name)) has \(numbers[place]) for its number \(place), and a file "
            + "holds finite numbers only")
      }
      if shape.name != "rope_freqs.weight" { count += numbers.count }
      try writer.append(shape.name, shape.dimensions, numbers)
    }
    guard tensors.isEmpty, count == parameterCount else {
      throw LanguageModelError(
        "\(count) of the model's \(parameterCount) numbers have a place in a file")
    }
    try writer.write(to: path) { file throws(LanguageModelError) in
      guard try ModelDescription(reading: file) == description else {
        throw LanguageModelError(
          "what was written to \(quoted(path: path)) is read as another model")
      }
    }
  }

  /// All numbers by the names of their tensors in a file, matrices row by row: `[outputs, inputs]`.
  private func storedTensors(_ description: ModelDescription) -> [String: [Float]] {
    var tensors: [String: [Float]] = [:]
    for (name, weights) in allWeights {
      let rows =
        switch weights {
        case .numbers(let tensor):
          tensor.rank == 2 && name != "embedding" ? tensor.transposed : tensor
        case .panels(let panels): panels.matrix.transposed
        case .stored(let stored): stored.dequantized()
        }
      tensors[description.tensorName(of: name) ?? name] = Array(rows.scalars)
    }
    tensors["rope_freqs.weight"] = description.rotary.divisors
    return tensors
  }
}

/// What is wrong with the name or the sizes of a model to plan for: one sentence.
package struct PlanningError: Error, CustomStringConvertible {
  /// The sentence.
  package let description: String
  /// An error with this sentence.
  package init(_ description: String) { self.description = description }
}

extension PlannedModel {
  /// The sizes that can be given, in the order in which they are told.
  package static let sizes = [
    "layers", "width", "query-heads", "kv-heads", "head", "weights", "context", "window",
  ]

  /// A model from its sizes: `layers=32 width=4096 query-heads=32 kv-heads=8 weights=8e9`. Besides, the
  /// length of a head if it is not width / query heads, the tokens that the model was made for, its window.
  package init(sizes text: String, weightBits: Double) throws(PlanningError) {
    var given: [String: Int64] = [:]
    for word in text.split(whereSeparator: { $0 == " " || $0 == "," }) {
      let parts = word.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, Self.sizes.contains(parts[0]) else {
        throw PlanningError(
          "'\(word)' is no size of a model: they are " + Self.sizes.joined(separator: ", ")
            + ", each with = and a number.")
      }
      let most = parts[0] == "weights" ? 1e15 : parts[0] == "context" ? 1e9 : 1e6
      guard let value = Double(parts[1]), value >= 1, value <= most, value == value.rounded() else {
        throw PlanningError(
          "\(parts[0]) cannot be '\(parts[1])': it must be a whole number from 1 to \(Int64(most))."
        )
      }
      guard given.updateValue(Int64(value), forKey: parts[0]) == nil else {
        throw PlanningError("\(parts[0]) is given twice.")
      }
    }
    let missing = ["layers", "width", "query-heads", "kv-heads", "weights"].filter {
      given[$0] == nil
    }
    guard missing.isEmpty else {
      throw PlanningError("These sizes lack " + missing.joined(separator: " and ") + ".")
    }
    let (layers, width, weights) = (given["layers"]!, given["width"]!, given["weights"]!)
    let (queryHeads, kvHeads) = (given["query-heads"]!, given["kv-heads"]!)
    guard queryHeads % kvHeads == 0 else {
      throw PlanningError(
        "\(queryHeads) query heads cannot share \(kvHeads) kv heads evenly.")
    }
    guard given["head"] != nil || width % queryHeads == 0 else {
      throw PlanningError(
        "A width of \(width) cannot be cut into \(queryHeads) heads: say how long they are with head=."
      )
    }
    let head = given["head"] ?? width / queryHeads
    // None of these can overflow in 64 bits but the products of four, which Double holds well enough.
    let attention = 2 * Double(layers) * Double(width) * Double(head) * Double(queryHeads + kvHeads)
    guard attention <= Double(weights) else {
      throw PlanningError(
        "\(Double(weights)) weights are too few: attention of these sizes alone has \(attention).")
    }
    self.init(
      name: "Your sizes", layers: Int(layers), queryHeads: Int(queryHeads), kvHeads: Int(kvHeads),
      headDimension: Int(head), all: Part(weights: weights, bits: weightBits))
    keyValue = Part(weights: 2 * layers * width * kvHeads * head, bits: weightBits)
    (context, window) = (given["context"], given["window"])
  }
}

import Experiments
import LanguageModel
import Notebook

extension PlannedModel {
  /// A published model by a name as people type it, the model of a GGUF file with its weights as they
  /// are, or sizes: `layers=32 width=4096 …`.
  ///
  /// Of a file only the header is read, so it may be larger than memory.
  ///
  /// - Parameter weightBits: the bits of a weight, where they are not those of a file.
  package init(_ text: String, weightBits: Double) throws {
    do {
      if let model = PublishedModel(typed: text) {
        self = model.planned(weightBits: weightBits)
      } else if text.contains("=") {
        try self.init(sizes: text, weightBits: weightBits)
      } else if text.lowercased().hasSuffix(".gguf") {
        try self.init(header: GGUFFile(path: text), named: text)
      } else {
        let like = PublishedModel.like(text)
        throw InputError(
          "'\(text.prefix(40))' is no published model that is known here, no GGUF file and no sizes: "
            + (like.count < PublishedModel.all.count ? "of that family there are " : "there are ")
            + like.map(\.name).joined(separator: ", ") + ".")
      }
    } catch let error as PlanningError {
      throw InputError(error.description)
    } catch let error as LanguageModelError {
      throw InputError("\(error).")
    }
  }

  /// What the header of a file says, whatever architecture it names.
  private init(header file: GGUFFile, named path: String) throws {
    guard case .string(let architecture)? = file["general.architecture"] else {
      throw PlanningError("'\(path)' does not say which architecture its model has.")
    }
    func value(_ key: String) throws -> Int64? {
      guard let value = file["\(architecture).\(key)"] else { return nil }
      guard let number = value.integer, (1...1_000_000_000).contains(number) else {
        throw PlanningError(
          "'\(path)' has no single whole number for \(architecture).\(key), which a plan needs.")
      }
      return Int64(number)
    }
    func needed(_ key: String) throws -> Int64 {
      guard let number = try value(key), number <= 1_000_000 else {
        throw PlanningError("'\(path)' does not say \(architecture).\(key), or an impossible one.")
      }
      return number
    }
    for key in ["attention.kv_lora_rank", "expert_count", "ssm.state_size"]
    where (file["\(architecture).\(key)"]?.integer ?? 0) != 0 {
      throw PlanningError("'\(path)' has \(architecture).\(key): this plan is for other models.")
    }
    let layers = try needed("block_count")
    let queryHeads = try needed("attention.head_count")
    let kvHeads = try value("attention.head_count_kv") ?? queryHeads
    guard queryHeads % kvHeads == 0 else {
      throw PlanningError(
        "'\(path)' has \(queryHeads) query heads, which cannot share \(kvHeads) kv heads evenly.")
    }
    let width = try needed("embedding_length")
    let head = try value("attention.key_length") ?? width / queryHeads
    guard Double(layers) * Double(queryHeads) * Double(head) <= 1e15 else {
      throw PlanningError(
        "'\(path)' has \(layers) layers of \(queryHeads) heads of \(head): no model has.")
    }
    func part(_ belongs: (String) -> Bool) throws -> Part {
      try file.headers.filter { belongs($0.name) }.reduce(into: Part()) { sum, tensor in
        let (weights, bytes) = (Int64(tensor.count), Int64(tensor.byteCount))
        let (all, overflows) = sum.weights.addingReportingOverflow(weights)
        let (allBytes, overflow) = sum.bytes.addingReportingOverflow(bytes)
        if overflows || overflow {
          throw PlanningError("'\(path)' has more weights than 64 bits can count.")
        }
        sum = Part(weights: all, bytes: allBytes)
      }
    }
    self.init(
      name: path.split(separator: "/").last.map(String.init) ?? path, layers: Int(layers),
      queryHeads: Int(queryHeads), kvHeads: Int(kvHeads), headDimension: Int(head),
      all: try part { _ in true })
    keyValue = try part { name in
      ["attn_k.weight", "attn_v.weight", "attn_k.bias", "attn_v.bias"].contains(
        where: name.hasSuffix)
    }
    let fused = try part { $0.hasSuffix("attn_qkv.weight") }
    let heads = queryHeads + 2 * kvHeads
    keyValue.weights += fused.weights / heads * 2 * kvHeads
    keyValue.bytes += fused.bytes / heads * 2 * kvHeads
    let hasOutput = file.headers.contains { $0.name == "output.weight" }
    lookedUp = try part {
      hasOutput && $0 == "token_embd.weight" || $0 == "position_embd.weight"
    }
    output = try part { $0 == (hasOutput ? "output.weight" : "token_embd.weight") }
    context = try value("context_length")
    // Some files give a window that no text outgrows, or 0 for none.
    if let length = file["\(architecture).attention.sliding_window"]?.integer,
      length > 0, Int64(length) < context ?? .max
    {
      window = Int64(length)
    }
  }
}

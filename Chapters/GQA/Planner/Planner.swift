import Base
import Experiments
import Mini
import Notebook
import Workbench

/// What the planner's knobs ask for.
struct Planner {
  /// The model with its own kv heads.
  let model: PlannedModel
  let machine: ServingMachine
  let cacheBits: Int
  /// Texts that are written together, and the tokens of each.
  let (texts, tokens): (Int64, Int64)
  /// The tokens of a prompt.
  let prompt: Int64

  /// The model with as many kv heads as query heads, with its own, and with one; most first.
  var choices: [PlannedModel] {
    Set([model.queryHeads, model.kvHeads, 1]).sorted(by: >).map { model.with(kvHeads: $0) }
  }

  /// What a choice costs.
  func plan(_ choice: PlannedModel) -> ServingPlan {
    choice.plan(cacheBits: cacheBits, on: machine)
  }

  /// What the model costs with its own kv heads.
  var own: ServingPlan { plan(model) }
}

extension GQAChapter {
  /// What the knobs ask for.
  ///
  /// - Throws: ``InputError`` where there is no such model, or where what is asked for cannot be.
  func planned() throws -> Planner {
    let isFile = plan.lowercased().hasSuffix(".gguf")
    if isFile, planWeightBits != 16 {
      throw InputError(
        "A GGUF file says itself how many bits its weights have: leave --plan-weight-bits out.")
    }
    let model = try PlannedModel(plan, weightBits: planWeightBits)
    let largest: Int64 = 1_000_000_000_000_000
    guard model.all.bytes <= largest else {
      throw InputError(
        "\(model.name) has \(gigabytes(model.all.bytes)) of weights, more than the largest --plan-memory."
      )
    }
    func length(_ given: Int?, _ usual: Int64, _ option: String) throws -> Int64 {
      let most = model.context ?? .max
      guard let given else { return min(usual, most) }
      guard Int64(given) <= most else {
        throw InputError(
          "\(model.name) was made for texts of up to \(most.grouped) tokens, not \(given.grouped): choose "
            + "--\(option) \(most) or less.")
      }
      return Int64(given)
    }
    let planner = Planner(
      model: model,
      machine: ServingMachine(
        memory: Int64(planMemory) * 1_000_000_000, bandwidth: Double(planBandwidth) * 1e9,
        peak: Double(planPeak) * 1e12),
      cacheBits: planCacheBits, texts: Int64(planTexts),
      tokens: try length(planContext, 4096, "plan-context"),
      prompt: try length(planPrompt, 2048, "plan-prompt"))
    for choice in planner.choices {
      let plan = planner.plan(choice)
      guard plan.cacheBytes(texts: planner.texts, tokens: planner.tokens) != nil else {
        throw InputError(
          "The caches of \(counted(planTexts, "text")) of \(counted(Int(planner.tokens), "token")) with "
            + "\(counted(choice.kvHeads, "kv head")) have more bytes than 64 bits can count.")
      }
    }
    return planner
  }
}

/// Bytes in powers of 1000, with the digits that a plan deserves: `16.1 GB`, `131 kB`.
func gigabytes(_ bytes: Int64) -> String {
  let units: [(Double, String)] = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")]
  for (size, name) in units where Double(bytes) >= size {
    return (Double(bytes) / size).significant(3) + "\u{00A0}" + name
  }
  return "\(bytes)\u{00A0}B"
}

/// A count of which two digits are worth printing, rounded down: what fits must fit.
func roughly(_ count: Int64) -> String {
  var power: Int64 = 1
  while count / power >= 100 { power *= 10 }
  return (count / power * power).grouped
}

/// A rate with two digits.
func rate(_ value: Double) -> String {
  value < 10 ? value.significant(2) : roughly(Int64(min(1e15, value)))
}

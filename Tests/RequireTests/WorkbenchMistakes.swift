import Experiments
import Mini
import Workbench

extension Mistake {
  static let workbench = [
    Mistake("the study losses measures 1 number for each row") {
      var table = StudyTable(study)
      table.add([[1, 2]], of: study.parts[0])
    },
    Mistake("the study losses has no result 'time'") { _ = StudyTable(study).values("time", "8") },
    Mistake("the study losses has no row [\"9\"]") { _ = StudyTable(study).values("loss", "9") },
    Mistake("the study shares measures 1 number for each row") {
      _ = PublishedTable(published, rows: [("0", [1, 2])])
    },
    Mistake("the study shares has no result 'time'") { _ = shares["time"] },
    Mistake("the study shares has no row '1'") { _ = shares["1", "share"] },
    Mistake("the kept rows of norms have none with [\"norm\": \"none\"]") {
      _ = try KeptRows(of: "norms", reading: "norm,loss\nRMSNorm,1\n")
        .values("loss", where: ["norm": "none"])
    },
    Mistake("the kept rows of norms have no column 'time'") {
      _ = try KeptRows(of: "norms", reading: "norm,loss\nRMSNorm,1\n")
        .values("time", where: ["norm": "RMSNorm"])
    },
    Mistake("a fit needs at least one point with one feature") { _ = LeastSquares([]) },
    Mistake("all points need 2 features") { _ = LeastSquares([[1, 2], [3]]) },
    Mistake("3 targets do not match 2 points") {
      _ = try LeastSquares([[1], [2]]).factorized(ridge: 0).solve([1, 2, 3])
    },
    Mistake("rows of [2, 3] and [3, 3] do not pair up") {
      _ = try LeastSquares.linearMap(
        from: Tensor(zeros: [2, 3]), to: Tensor(zeros: [3, 3]), ridge: 0)
    },
    Mistake("[2] does not go into [3]") {
      var y = Tensor(zeros: [3])
      Limits.copy(Tensor(zeros: [2]), into: &y)
    },
    Mistake("[3] does not hold 4 numbers to copy") {
      var y = Tensor(zeros: [3])
      Limits.copy(Tensor(zeros: [3]), into: &y, count: 4)
    },
    Mistake("[3] does not hold 4 numbers to read") { Limits.read(Tensor(zeros: [3]), count: 4) },
    Mistake("[2, 4] does not go into [4, 2]") {
      var (y, scratch) = (Tensor(zeros: [4, 2]), Tensor(zeros: [2, 4]))
      RMSNorm(dimensions: 4).unfused(Tensor(zeros: [2, 4]), into: &y, scratch: &scratch)
    },
    Mistake("[3] does not fit rows of [2, 4]") {
      var (y, scratch) = (Tensor(zeros: [2, 4]), Tensor(zeros: [2, 4]))
      RMSNorm(dimensions: 3).unfused(Tensor(zeros: [2, 4]), into: &y, scratch: &scratch)
    },
    Mistake("[3] does not fit rows of [2, 4]") {
      var norm = LayerNorm(dimensions: 4)
      norm.bias = Tensor(zeros: [3])
      var (y, scratch) = (Tensor(zeros: [2, 4]), Tensor(zeros: [2, 4]))
      norm.unfused(Tensor(zeros: [2, 4]), into: &y, scratch: &scratch)
    },
    Mistake("in 4 bytes there is too little to read to measure its time") {
      _ = Limits.bandwidth(ofWorkingSet: 4)
    },
    Mistake("a text has at least 0 words, not -1") {
      _ = SmallLanguage.text(0, words: -1, seed: 1)
    },
    Mistake("“Who has” is not of the language") {
      _ = KnownTexts([[SmallLanguage.beginning] + (try SmallLanguage.read("who has"))])
    },
    Mistake("a plan needs weights and memory of at least 0 bytes") {
      _ = PlannedModel(
        name: "", layers: 1, queryHeads: 1, kvHeads: 1, headDimension: 1,
        all: PlannedModel.Part(weights: 0, bytes: -1)
      ).plan(cacheBits: 8, on: ServingMachine(memory: 1, bandwidth: 1, peak: 1))
    },
    Mistake("no published model is called GPT-7: there are") { _ = PublishedModel.named("GPT-7") },
  ]
}

private let study = Study(
  "losses", about: "One row.", varied: ["width"], results: ["loss"],
  parts: [Study.Part(seed: 1, [["8"]]) { _ in [[0]] }])

private let published = PublishedStudy(
  "shares", about: "One row.", rows: "layer", results: ["share"]
) { _ in [("0", [1])] }

private let shares = PublishedTable(published, rows: [("0", [1])])

import LanguageModel
import Mini
import RMSNormExperiments
import Workbench

// What the last section measures of a published model.

extension PublishedStudy {
  /// How much of its hidden states is mean.
  static let means = PublishedStudy(
    "means",
    about: """
      The share of the mean, cos²(x, 1), of the hidden states of 384 tokens of The Time Machine, at the input \
      of each norm.
      """, rows: "norm", results: ["tokens", "features", "mean", "median", "largest"]
  ) { subject in
    let tokens = subject.real.prose(subject.isQuick ? 48 : 384)
    let (shares, _) = try sharesOfTheMean(of: subject.model, reading: tokens)
    func row(_ name: String, _ shares: [Double]) -> (String, [Double]) {
      let sorted = shares.sorted()
      return (
        name,
        [
          Double(tokens.count), Double(subject.model.configuration.width),
          shares.reduce(0, +) / Double(shares.count), sorted[sorted.count / 2], sorted.last!,
        ]
      )
    }
    return shares.enumerated().map { row("\($0.offset)", $0.element) }
      + [row(allNorms, shares.flatMap { $0 })]
  }

  /// The row of all norms together.
  static let allNorms = "all"

  /// What LayerNorm in the place of RMSNorm does to the loss, and RMSNorm without its gains.
  static let recentered = PublishedStudy(
    "recentered",
    about: """
      The mean loss in nats of the beginning of The Time Machine and of a program: as trained, with LayerNorm \
      of the same gains in the place of all norms, and with RMSNorm without gains.
      """, rows: "text", results: ["tokens", "as trained", "re-centered", "without gains"]
  ) { subject in
    let (prose, code) = subject.isQuick ? (48, 48) : (512, 384)
    let models = [
      subject.model, subject.model.recentered,
      subject.model.replacingNorms { norm in
        .rms(RMSNorm(dimensions: norm.gain.count, eps: norm.eps))
      },
    ]
    let texts = [("prose", subject.real.prose(prose)), ("program", subject.real.code(code))]
    return try texts.enumerated().map { i, text in
      subject.working("reading \(text.0)", Double(i) / Double(texts.count))
      return (text.0, [Double(text.1.count)] + (try models.map { try $0.meanLoss(text.1) }))
    }
  }
}

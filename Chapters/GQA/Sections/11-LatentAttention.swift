import Experiments
import GQAExperiments
import Mini
import Notebook
import Workbench

extension GQAChapter {
  /// G11: one compressed vector for all heads.
  var latentAttention: Section {
    Section("What came after: multi-head latent attention", "G11") { page in
      page.result(
        """
        One compressed vector for each token takes little more memory than two kv heads, and every head can
        still have keys and values of its own.
        """)
      page.claim("G11")
      try page.deeper("A product of matrices makes it exact, and its cache lies near multi-query's")
      {
        page in
        try twoOrders(page)
        latentBytes(page)
      }
    }
  }

  private func twoOrders(_ page: Page) throws {
    page.text(
      """
      DeepSeek-V2 (DeepSeek-AI, 2024) keeps neither keys nor values but a latent vector c of each token, from
      which head h would make them as c·Uₖ and c·Uᵥ, with matrices of its own. Nobody has to make them:
      """)
    page.formula(
      "q · (c·Uₖ) = (q·Uₖᵀ) · c        Σ w (c·Uᵥ) = (Σ w c) · Uᵥ",
      tex:
        #"q\,(c\,U_k)^\top = (q\,U_k^\top)\,c^\top \qquad \sum w\,(c\,U_v) = \Big(\sum w\,c\Big) U_v"#
    )
    page.text(
      """
      So attention runs on the latents, which all heads share as with one kv head. Both orders, with 8 heads of
      16 features, latents of 64 and 40 tokens:
      """)
    try page.source(
      of: "func onTheLatents", in: "Chapters/GQA/Experiments/LatentAttention.swift")
    var random = page.generator(11)
    let heads = LatentHeads(heads: 8, latent: 64, headDimension: 16, using: &random)
    let c = Tensor.normal(40, 64, using: &random)
    let q = (0..<8).map { _ in Tensor.normal(1, 16, using: &random) }
    func difference(_ a: [Tensor], _ b: [Tensor]) -> Float {
      zip(a, b).map { $0.largestDifference(from: $1) }.max()!
    }
    let written = heads.writtenOut(q, c)
    page.check(
      "G11", "attention on the latents is attention on the heads that are made of them",
      difference(heads.onTheLatents(q, c), written), isAtMost: 1e-5,
      measuring: "largest difference", decides: true)
    // The keys of the first head for the second, and so on.
    let shifted = (0..<8).map { q[($0 + 1) % 8] }
    page.goesWrong(
      "G11", "each head takes the query of its neighbour",
      difference(heads.onTheLatents(shifted, c), written),
      isAtMost: 1e-5, measuring: "largest difference")
    page.text(
      """
      A rotation by position would stand between q and Uₖᵀ, another one for each distance, and forbid it. So a
      small key beside the latent, one for all heads, carries the positions.
      """)
  }

  private func latentBytes(_ page: Page) {
    page.text(
      """
      The latent of DeepSeek-V2 has 4 dₕ features, and that key dₕ/2. With these proportions the models of
      section 3 would keep, for each token, in 16 bits:
      """)
    let models = ["Qwen2.5 7B", "Llama 3 8B", "Llama 2 70B", "Llama 3.1 405B"].map(
      PublishedModel.named)
    func head(_ model: PublishedModel) -> Double {
      Double(2 * 2 * model.layers * model.headDimension)
    }
    func latent(_ model: PublishedModel) -> Double { head(model) * 4.5 / 2 }
    page.plot(
      "Cache of a token. Look at where the latent lies: between one kv head and the 4 or 8 of today.",
      x: .linear(""), y: .linear("kB"),
      .bars("own kv heads", models.map { ($0.name, head($0) * Double($0.kvHeads) / 1e3) }),
      .bars("latent", models.map { ($0.name, latent($0) / 1e3) }),
      .bars("one kv head", models.map { ($0.name, head($0) / 1e3) }))
    page.table(
      "The same in numbers, with multi-head attention beside it:",
      columns: ["model", "multi-head", "its own", "latent", "one kv head"],
      rows: models.map { model in
        [
          model.name,
          gigabytes(Int64(head(model)) * Int64(model.queryHeads)),
          gigabytes(Int64(head(model)) * Int64(model.kvHeads)), gigabytes(Int64(latent(model))),
          gigabytes(Int64(head(model))),
        ]
      })
    page.text(
      """
      The price: a query head multiplies vectors of 4.5 dₕ in place of dₕ, so each byte that is read is
      worked on more, and memory decides less. Its quality, above that of multi-head attention in their
      tables, is the paper's word (DeepSeek-AI, 2024, Table 9): not tested here.
      """)
  }
}

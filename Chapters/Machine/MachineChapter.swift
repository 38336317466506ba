import ExerciseCases
import Mini
import Notebook
import Workbench

/// The machine: what limits a computation, how its time is measured, and how close to the limits Mini
/// comes.
@main
struct MachineChapter: WorkbenchChapter {
  let program = "chapter-machine"
  let title = "The machine: what limits a computation"
  let next: NextChapter? = NextChapter("chapter-training", "How a model learns")

  let introduction = """
    Of two ways to compute something, which is faster, and could it be faster still? This chapter is the
    ruler of the others. None of it is in the notes; the statements M1 to M8 are ours.

    \(MachineChapter.marks)
    """

  @Knob("section 5: peak of the imagined machine, GFLOP/s", .in(1...1_000_000)) var peak = 200
  @Knob("section 5: memory bandwidth of the imagined machine, GB/s", .in(1...100_000))
  var bandwidth = 40
  @Knob("section 6: rows and columns of the largest product", .in(64...2048)) var size = 1024
  @Knob("section 7: rows of the product", .in(1...64)) var rows = 33
  @Knob("section 7: length of its sums", .in(1...1024)) var inner = 257
  @Knob("section 7: columns of the product", .in(1...512)) var columns = 65

  let claims = [
    Claim(
      "M1",
      """
      A time can be trusted if the work was warmed up, the contestants took turns, and the middle of many
      samples counts.
      """,
      .shownInPart(
        "on an imagined machine whose times are known; what undisturbed times of a real one would be, nobody knows"
      ), isOurs: true),
    Claim(
      "M2",
      """
      How many operations a kernel performs, and how many bytes it has to move at least, follow from its
      shape.
      """, .shown, isOurs: true),
    Claim(
      "M3",
      "To compute at its peak, a core needs many multiply–adds that do not wait for one another.",
      .shown, by: .times,
      isOurs: true),
    Claim(
      "M4", "The fewer bytes a loop goes over again and again, the faster it reads them.",
      .shownInPart(
        "from one level of caches to the next; within one the speed may rise with the size"),
      by: .times,
      isOurs: true),
    Claim(
      "M5",
      """
      A kernel takes at least the time of its operations alone, and at least that of its bytes alone. Which
      is longer depends on its operations per byte.
      """,
      .shownInPart(
        "which of both times is longer, from the shape alone; that kernels keep to it is measured in section 6, where only what finds its bytes in a shared cache is ahead"
      ), isOurs: true),
    Claim(
      "M6",
      "The kernels of `Mini` that take most of the time come close to the limit that applies.",
      .shownInPart(
        "products of many rows and, from memory, norms do; one row, softmax, rotation and attention stay further below it"
      ),
      by: .times,
      isOurs: true),
    Claim(
      "M7",
      """
      One row, one answer: a row of a result has the same bits whether it is computed alone or with others,
      and on any number of threads.
      """, .shown, isOurs: true),
    Claim(
      "M8",
      """
      Weights in blocks of few bits cost accuracy, half as much with each bit more, and save bytes, and
      with one row the time of reading them.
      """,
      .shownInPart(
        "accuracy and bytes; the time only where widening a type keeps up with memory, which on this machine not every type does"
      ), by: .times, isOurs: true),
  ]

  let corrections: [Correction] = []

  var sections: [Section] {
    [
      measuringTime, countingWork, peakArithmetic, bandwidths, roofline, kernelsOfMini,
      oneRowOneAnswer, priceOfBlocks, laidOutOnce, mistakes,
    ]
  }

  let readOn = [
    """
    Williams, Waterman and Patterson, 2009, *Roofline: an insightful visual performance model for multicore
    architectures*, Communications of the ACM 52(4): the picture of sections 5 and 6.
    """,
    """
    Goto and van de Geijn, 2008, *Anatomy of high-performance matrix multiplication*, ACM Transactions on
    Mathematical Software 34(3): how a product is cut to fit registers and caches;
    `Sources/Mini/Kernels/Products/BlockedProduct.swift` follows it.
    """,
    """
    Drepper, 2007, *What every programmer should know about memory*: why the curve of section 4 falls in
    steps.
    """,
    """
    Hoefler and Belli, 2015, *Scientific benchmarking of parallel computing systems*: twelve rules for
    measuring and reporting times, in the spirit of section 1.
    """,
  ]

  let references = [
    Reference(
      "Williams, Waterman and Patterson, 2009",
      at: "https://doi.org/10.1145/1498765.1498785"
    ),
    Reference("Williams et al., 2009", at: "https://doi.org/10.1145/1498765.1498785"),
    Reference("Goto and van de Geijn, 2008", at: "https://doi.org/10.1145/1356052.1356053"),
    Reference("Drepper, 2007", at: "https://people.freebsd.org/~lstewart/articles/cpumemory.pdf"),
    Reference("Hoefler and Belli, 2015", at: "https://doi.org/10.1145/2807591.2807644"),
  ]

  var exercises: [Exercise] { Part.exercises(of: program) }

  let thingsToTry = [
    """
    `swift run chapter-machine --section 5 --peak 989000 --bandwidth 3350`: a machine with the figures of a
    large accelerator. How many rows does it need before its arithmetic is the limit?
    """,
    """
    `swift run chapter-machine --section 6 --threads 1`, then with as many as you have: which kernels gain
    from a second core, and which wait for the same memory?
    """,
    """
    `swift run chapter-machine --section 7 --rows 1 --inner 1 --columns 1`, or any other awkward size: is
    there one at which two rows disagree?
    """,
  ]

  func checkKnobs() throws {
    // With more operations per byte not even all rows of section 5 together would be enough.
    if peak > 500 * bandwidth {
      throw InputError(
        "--peak \(peak) does not fit --bandwidth \(bandwidth): it must be at most 500 times as much, "
          + "here \(500 * bandwidth).")
    }
  }
}

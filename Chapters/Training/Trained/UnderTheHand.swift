import Experiments
import Notebook
import TrainingExperiments
import Workbench

extension TrainingChapter {
  /// The kept model reads and writes what a reader types.
  func underTheHand(_ page: Page) throws {
    guard SmallLanguage.hasTrainedModel else { return }
    let model = try SmallLanguage.trainedModel()
    page.text(
      """
      The model that the package keeps, after the whole run. What it expects can be seen word by word, and so can \
      where its heads look meanwhile. On a page for browsers it reads what you write.
      """)
    for picture in liveReading(model) { page.live(picture, numbers: model.allNumbers) }
  }
}

extension TrainingChapter {
  /// A run of a smaller model, as long as a reader likes.
  func smallRun(_ page: Page) {
    page.text(
      """
      A model of one block and width 32 learns the same language in a page for browsers, from eight texts of 32 words \
      a step. Here it is after its first steps.
      """)
    page.live(liveTraining())
  }
}

import Notebook
import Testing

@testable import Workbench

@Suite struct KeptRowsTests {
  private let text = "# About.\nseed,rate,loss\n1,0.1,0.5\n1,0.2,nan\n2,0.1,0.7\n2,0.2,0.9\n"

  @Test func rowsAreFoundByTheirColumns() throws {
    let rows = try KeptRows(of: "s", reading: text)
    #expect(rows.values("loss", where: ["rate": "0.1"]) == [0.5, 0.7])
    #expect(rows.values("loss", where: ["rate": "0.2"])[0].isNaN)
    #expect(rows.mean("loss", where: ["rate": "0.1"]) == (0.5 + 0.7) / 2)
    #expect(rows.values("loss", where: ["rate": "0.1", "seed": "2"]) == [0.7])
  }

  @Test(arguments: ["", "# About.\n", "seed,loss\n", "seed,loss\n1,2,3\n"])
  func whatIsNoTableIsRefused(text: String) {
    let error = #expect(throws: InputError.self) { try KeptRows(of: "s", reading: text) }
    #expect(error?.description == "Chapters/Kept/s.csv is no table of kept numbers.")
  }

  @Test func aTableThatIsNotThereIsRefused() {
    #expect(throws: InputError.self) { try KeptRows(of: "nothing") }
  }
}

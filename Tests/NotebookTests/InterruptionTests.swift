import Testing

@testable import Notebook

@Suite struct InterruptionTests {
  @Test func whoDoesNotListenIsNotAsked() {
    let interruption = Interruption()
    #expect(!interruption.request() && !interruption.wasRequested)
    interruption.listen {}
    #expect(!interruption.request())
  }

  @Test func whoListensIsAskedOnce() {
    let interruption = Interruption()
    interruption.listen {
      #expect(!interruption.wasRequested)
      interruption.listen {}
      #expect(interruption.request() && interruption.wasRequested)
      #expect(!interruption.request())
    }
  }

  @Test func aPageAsks() throws {
    let page = TestPage().page
    let asked = page.interruptible { isInterrupted in
      let before = isInterrupted()
      _ = page.interruption.request()
      return (before, isInterrupted())
    }
    #expect(asked == (false, true))
  }
}

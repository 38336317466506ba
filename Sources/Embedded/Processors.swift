/// In place of `Processors`: there is no system to ask.
public enum Processors {
  /// One.
  public static var available: Int { 1 }
  /// One.
  public static var worthAThread: Int { 1 }
}

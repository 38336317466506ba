/// Prints what `peers` answers to `checksums`.
@main
struct Main {
  static func main() {
    for (name, sum) in checksums() { print("\(name) \(String(sum, radix: 16))") }
  }
}

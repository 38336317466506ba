import Lanes

/// The product of rows with weights that were laid out for it, in panels `[inputs, 48]`.
///
/// A panel holds the weights of 48 outputs: for each input, in their order, those of all 48 side by
/// side. So a product reads memory from front to back in one stream, whatever the number of rows, and
/// packs nothing. Every element of the result is the chain of fused multiply–adds of
/// ``BlockedProduct``, with the bits that it has from a matrix of numbers.
///
/// Three vectors of outputs times eight rows are 24 sums: with the weights and a number of a row they
/// fill the registers of AVX-512, and each vector of weights that is loaded serves eight rows.
enum PanelProduct {
  /// Outputs side by side.
  static let width = 48

  /// How many panels hold so many outputs. The last may have room for more.
  static func panels(_ outputs: Int) -> Int { (outputs + width - 1) / width }

  /// Writes `x · w`, `[rows, outputs]`, into `y`.
  ///
  /// - Parameters:
  ///   - x: `[rows, inputs]`
  ///   - w: `[panels, inputs, 48]`
  static func multiply(
    _ x: UnsafePointer<Float>, rows: Int, _ w: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>, inputs: Int, outputs: Int
  ) {
    if rows == 1 { return multiplyOne(x, w, y, inputs, outputs) }
    for first in stride(from: 0, to: rows, by: mostRows) {
      let count = min(mostRows, rows - first)
      multiplyAll(x + first * inputs, rows: count, w, y + first * outputs, inputs, outputs)
    }
  }
}

/// So many rows by ``mostDepth`` numbers are 384 KB, which stay in the second cache while a panel
/// passes by.
private let mostRows = 384

/// A piece of a panel, 256 inputs deep, is 48 KB, which stays near while all rows pass by.
private let mostDepth = 256

private let tileRows = 8

// MARK: One row

/// Two panels at a time: six chains for each number of the row, so that none has to wait for the one
/// before it, and two streams of memory.
private func multiplyOne(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
  _ inputs: Int, _ outputs: Int
) {
  let (width, panels) = (PanelProduct.width, PanelProduct.panels(outputs))
  Threads.split((panels + 1) / 2, costOfOne: 2 * width * inputs) { pairs in
    for pair in pairs {
      let (first, count) = (2 * pair * width, outputs - 2 * pair * width)
      let panel = w + first * inputs
      // Where there is no second one, the first is read twice and written once.
      let second = count > width ? panel + width * inputs : panel
      if count >= 2 * width {
        addToOne(x, panel, second, inputs, y + first)
      } else {
        Scratch.with(count: 2 * width) { sums in
          addToOne(x, panel, second, inputs, sums)
          (y + first).update(from: sums, count: count)
        }
      }
    }
  }
}

@inline(never)
private func addToOne(
  _ x: UnsafePointer<Float>, _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>,
  _ inputs: Int, _ y: UnsafeMutablePointer<Float>
) {
  var (a, b, c) = (Lanes(), Lanes(), Lanes())
  var (d, e, f) = (Lanes(), Lanes(), Lanes())
  var (first, second) = (first, second)
  for k in 0..<inputs {
    let factor = Lanes(repeating: x[k])
    a.addProduct(factor, Lanes(at: first))
    b.addProduct(factor, Lanes(at: first + 16))
    c.addProduct(factor, Lanes(at: first + 32))
    d.addProduct(factor, Lanes(at: second))
    e.addProduct(factor, Lanes(at: second + 16))
    f.addProduct(factor, Lanes(at: second + 32))
    first += 48
    second += 48
  }
  a.store(to: y)
  b.store(to: y + 16)
  c.store(to: y + 32)
  d.store(to: y + 48)
  e.store(to: y + 64)
  f.store(to: y + 80)
}

// MARK: Several rows

/// Up to ``mostRows`` rows: they are packed once, and every thread walks some of the panels.
private func multiplyAll(
  _ x: UnsafePointer<Float>, rows: Int, _ w: UnsafePointer<Float>,
  _ y: UnsafeMutablePointer<Float>, _ inputs: Int, _ outputs: Int
) {
  let (width, tiles) = (PanelProduct.width, (rows + tileRows - 1) / tileRows)
  Scratch.with(count: tiles * tileRows * inputs) { packed in
    pack(x, rows: rows, inputs, packed)
    Threads.split(PanelProduct.panels(outputs), costOfOne: rows * width * inputs) { panels in
      Scratch.with(count: tileRows * width) { edge in
        for panel in panels {
          let (w, first) = (w + panel * width * inputs, panel * width)
          let columns = min(width, outputs - first)
          // `through`, so that a sum of no terms is visited once and stored as zeros.
          for k in stride(from: 0, through: max(inputs - 1, 0), by: mostDepth) {
            let depth = min(mostDepth, inputs - k)
            for tile in 0..<tiles {
              let part = Part(
                x: packed + k * tiles * tileRows + tile * tileRows * depth, w: w + k * width,
                depth: depth, continuing: k > 0, isFirst: tile == 0)
              let y = y + tile * tileRows * outputs + first
              multiply(
                part, y, rowStride: outputs, rows: min(tileRows, rows - tile * tileRows),
                columns: columns, edge: edge)
            }
          }
        }
      }
    }
  }
}

/// The rows in groups of eight whose numbers of one input lie side by side, cut where the pieces of the
/// panels are: `[pieces, tiles, depth, 8]`. What a group has no row for is zero.
private func pack(
  _ x: UnsafePointer<Float>, rows: Int, _ inputs: Int, _ packed: UnsafeMutablePointer<Float>
) {
  let tiles = (rows + tileRows - 1) / tileRows
  if rows % tileRows > 0 {
    packed.initialize(repeating: 0, count: tiles * tileRows * inputs)
  }
  for k in stride(from: 0, to: inputs, by: mostDepth) {
    let depth = min(mostDepth, inputs - k)
    for tile in 0..<tiles {
      let first = tile * tileRows
      Transposition.apply(
        x + first * inputs + k, sourceStride: inputs, rows: min(tileRows, rows - first),
        columns: depth, to: packed + k * tiles * tileRows + first * depth, targetStride: tileRows)
    }
  }
}

/// A piece of a panel, and eight rows.
private struct Part {
  let x: UnsafePointer<Float>  // [depth, 8]
  let w: UnsafePointer<Float>  // [depth, 48]
  let depth: Int
  let continuing: Bool
  /// Whether these are the first rows to pass by the panel, for which memory has to be asked.
  let isFirst: Bool
}

/// Continues (or begins) the chains of a tile; one at an edge takes the way over `edge`.
private func multiply(
  _ part: Part, _ y: UnsafeMutablePointer<Float>, rowStride: Int, rows: Int, columns: Int,
  edge: UnsafeMutablePointer<Float>
) {
  let width = PanelProduct.width
  if rows == tileRows && columns == width { return eightRows(part, y, rowStride) }
  if part.continuing {
    for r in 0..<rows { (edge + r * width).update(from: y + r * rowStride, count: columns) }
  }
  switch rows {
  case 1...2: twoRows(part, edge, width)
  case 3...4: fourRows(part, edge, width)
  default: eightRows(part, edge, width)
  }
  for r in 0..<rows { (y + r * rowStride).update(from: edge + r * width, count: columns) }
}

private func eightRows(_ part: Part, _ y: UnsafeMutablePointer<Float>, _ rowStride: Int) {
  if part.isFirst { firstRows(part, y, rowStride) } else { laterRows(part, y, rowStride) }
}

@inline(never)
private func twoRows(_ part: Part, _ y: UnsafeMutablePointer<Float>, _ rowStride: Int) {
  walk(part, y, rowStride, rows: 2, asking: true)
}

@inline(never)
private func fourRows(_ part: Part, _ y: UnsafeMutablePointer<Float>, _ rowStride: Int) {
  walk(part, y, rowStride, rows: 4, asking: true)
}

@inline(never)
private func firstRows(_ part: Part, _ y: UnsafeMutablePointer<Float>, _ rowStride: Int) {
  walk(part, y, rowStride, rows: 8, asking: true)
}

@inline(never)
private func laterRows(_ part: Part, _ y: UnsafeMutablePointer<Float>, _ rowStride: Int) {
  walk(part, y, rowStride, rows: 8, asking: false)
}

#if arch(x86_64)
  private typealias Vector = Lanes
  private let passes = 1
#else
  // Shorter vectors, in passes of two of them: eight rows of these are half of the registers.
  private typealias Vector = SIMD4<Float>
  private let passes = 6
#endif

/// The loop in which nearly all the time is spent: each step loads the weights of one input, and
/// multiplies them by a number of each row into sums that never leave registers.
///
/// A processor looks some 450 instructions ahead, which are three kilobytes of a panel: less than
/// memory takes to answer. So it is asked in time.
@inline(__always)
private func walk(
  _ part: Part, _ y: UnsafeMutablePointer<Float>, _ rowStride: Int, rows: Int, asking: Bool
) {
  let length = Vector.scalarCount
  for pass in 0..<passes {
    let y = y + 2 &* length &* pass
    var (a, b) = (
      InlineArray<8, Vector>(repeating: Vector()), InlineArray<8, Vector>(repeating: Vector())
    )
    #if arch(x86_64)
      var c = InlineArray<8, Vector>(repeating: Vector())
    #endif
    if part.continuing {
      for r in 0..<rows {
        let y = y + r &* rowStride
        a[r] = Vector(at: y)
        b[r] = Vector(at: y + length)
        #if arch(x86_64)
          c[r] = Vector(at: y + 2 &* length)
        #endif
      }
    }
    var (x, w) = (part.x, part.w + 2 &* length &* pass)
    for _ in 0..<part.depth {
      if asking {
        for i in 0..<3 { prefetch(w + 2048 + 16 &* i) }
      }
      let (w0, w1) = (Vector(at: w), Vector(at: w + length))
      #if arch(x86_64)
        let w2 = Vector(at: w + 2 &* length)
      #endif
      for r in 0..<rows {
        let factor = Vector(repeating: x[r])
        a[r] = a[r].addingProduct(factor, w0)
        b[r] = b[r].addingProduct(factor, w1)
        #if arch(x86_64)
          c[r] = c[r].addingProduct(factor, w2)
        #endif
      }
      x += 8
      w += 48
    }
    for r in 0..<rows {
      let y = y + r &* rowStride
      a[r].store(to: y)
      b[r].store(to: y + length)
      #if arch(x86_64)
        c[r].store(to: y + 2 &* length)
      #endif
    }
  }
}

/// Faces by their SGR parameters (ECMA-48).
package enum Face: String {
  case bold = "1"
  case dim = "2"
  case italic = "3"
  case green = "32"
  case red = "1;31"
  case yellow = "33"
  case blue = "34"
  case magenta = "35"
  case cyan = "36"
  case heading = "1;36"
}

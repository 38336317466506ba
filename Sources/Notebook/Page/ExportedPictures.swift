// Whoever writes a page has its pictures and its numbers at hand.
@_exported import Pictures

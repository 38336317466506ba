// Whoever reads a model meets its weights' kinds: they are one library to him.
@_exported import Blocks

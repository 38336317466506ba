// Runs a module of WebAssembly that prints: node run.mjs MODULE
import { readFileSync, writeSync } from 'node:fs';
let line = [];
const putchar = character => {
  line.push(character);
  if (character === 10) { writeSync(1, Uint8Array.from(line)); line = []; }
  return character;
};
const module = await WebAssembly.instantiate(readFileSync(process.argv[2]), { page: { putchar } });
module.instance.exports.__main_argc_argv(0, 0);

// What the module of live pictures answers: node answers.mjs MODULE.wasm.gz [NUMBERS], a setting on each line of the
// input, as JSON: a name, 0 or 1 for narrow, the places of the knobs, what is written in the one that is a text; a
// JSON text on each line of the output.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

let words = '';
const putchar = character => {
  words += String.fromCharCode(character);
  return character;
};
const bytes = gunzipSync(readFileSync(process.argv[2]));
const swift = (await WebAssembly.instantiate(bytes, { page: { putchar } })).instance.exports;
const text = start =>
  new TextDecoder().decode(new Uint8Array(swift.memory.buffer, start, swift.length()));
if (process.argv[3]) {
  const numbers = readFileSync(process.argv[3]);
  const place = swift.room(numbers.length);
  new Uint8Array(swift.memory.buffer).set(numbers, place);
  swift.load(place);
}
const names = text(swift.names()).split('\x1E');
const answers = [];
try {
  for (const line of readFileSync(0, 'utf8').trim().split('\n')) {
    const [name, narrow, places, written] = JSON.parse(line);
    places.forEach((place, slider) => swift.place(slider, place));
    const start = swift.sheet();  // which may ask for more memory
    const sheet = new Uint8Array(swift.memory.buffer, start, 16384);
    swift.wrote(new TextEncoder().encodeInto(written, sheet).written);
    answers.push(JSON.stringify(text(swift.draw(names.indexOf(name), narrow))));
  }
} catch (error) {
  console.error(words || error);
  process.exit(1);
}
console.log(answers.join('\n'));

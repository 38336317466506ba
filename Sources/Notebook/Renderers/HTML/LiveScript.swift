/// What moves live pictures: it loads the module, tells it where the sliders stand, and puts what comes back
/// in its place. It draws nothing, computes nothing and writes no number.
enum LiveScript {
  /// What stands between the marks of the element.
  static let content = "\n\(text)\n"

  private static let text = #"""
    (async () => {
    const boxes = [...document.querySelectorAll('figure[data-live]')];
    const make = (name, style, text) => {
      const element = document.createElement(name);
      element.className = style;
      element.textContent = text;
      return element;
    };
    const giveUp = (box, why) => {
      box.querySelector('.live').replaceChildren(make('p', 'note', why));
      box.querySelector('.live').hidden = false;
    };

    // The module, and what it says when it stops.
    let words = '';
    let swift;
    try {
      const unpacked = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
      const bytes = unpacked(document.getElementById('live-module').textContent);
      const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
      const putchar = letter => {
        words += String.fromCharCode(letter);
        return letter;
      };
      const module = await new Response(plain).arrayBuffer();
      swift = (await WebAssembly.instantiate(module, {page: {putchar}})).instance.exports;
      const model = document.getElementById('live-numbers');
      if (model) {
        const numbers = unpacked(model.textContent);
        const place = swift.room(numbers.length);
        new Uint8Array(swift.memory.buffer).set(numbers, place);
        swift.load(place);
      }
    } catch {
      for (const box of boxes)
        giveUp(box, 'This picture can be moved in browsers with WebAssembly and its vectors.');
      return;
    }
    const text = start =>
      new TextDecoder().decode(new Uint8Array(swift.memory.buffer, start, swift.length()));
    const names = text(swift.names()).split('\x1E');

    for (const box of boxes) {
      const picture = names.indexOf(box.dataset.live);
      if (picture < 0) continue;
      const sliders = [...box.querySelectorAll('.live input')];
      const [wide, narrow] = ['.scroll', '.narrow'].map(style => box.querySelector(style));
      const isNarrow = () => narrow && narrow.getClientRects().length > 0;
      const draw = () => {
        let answer;
        try {
          sliders.forEach((slider, i) => swift.place(i, Number(slider.value)));
          answer = text(swift.draw(picture, isNarrow() ? 1 : 0));
        } catch {
          return giveUp(box, 'This picture came to a stop: ' + words);
        }
        const [svg, values, ...lines] = answer.split('\x1E');
        box.drawn = answer;
        const drawing = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
        (isNarrow() ? narrow : wide).querySelector('svg').replaceWith(drawing);
        values.split('\x1F').forEach((value, i) => {
          sliders[i].setAttribute('aria-valuetext', value);
          sliders[i].parentNode.querySelector('output').textContent = value;
        });
        box.querySelector('.lines').replaceChildren(...lines.map(line => {
          const [kind, statement, measured] = line.split('\x1F');
          if (kind === '=') return make('p', 'check', statement);
          const row = make('p', kind === '+' ? 'check holds' : 'check fails', '');
          row.append(
            make('span', 'sign', kind === '+' ? '✓' : '✗'), ' ',
            make('span', 'statement', statement), ' ', make('span', 'verdict', measured));
          return row;
        }));
      };
      for (const slider of sliders) slider.addEventListener('input', draw);
      let was = isNarrow();
      addEventListener('resize', () => {
        if (isNarrow() !== was) draw();
        was = isNarrow();
      });
      box.querySelector('.live').hidden = false;
    }
    document.documentElement.dataset.live = 'ready';
    })();
    """#
}

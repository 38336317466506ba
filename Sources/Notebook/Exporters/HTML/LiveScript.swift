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
      const knobs = [...box.querySelectorAll('.live input')];
      const offers = box.querySelector('.offers');
      const [wide, narrow] = ['.scroll', '.narrow'].map(style => box.querySelector(style));
      const isNarrow = () => narrow && narrow.getClientRects().length > 0;
      const set = (knob, value) => {
        if (knob.value === value) return;
        knob.value = value;
        knob.dispatchEvent(new Event('input', {bubbles: true}));
      };
      // A button, which stays what it is while the words on it change, so that it keeps the focus.
      const offer = ([kind, label, knob, value], i) => {
        const button = offers.children[i] || offers.appendChild(make('button', '', ''));
        button.type = 'button';
        button.textContent = label;
        button.className = kind === '~' ? 'word' : '';
        if (kind === '~') button.setAttribute('aria-pressed', knobs[knob].value === value);
        else button.removeAttribute('aria-pressed');
        button.onclick = () => set(knobs[knob], value);
        button.onpointerenter = button.onfocus = kind === '~' ? button.onclick : null;
      };
      const line = ([kind, statement, measured]) => {
        if (kind === '=') return make('p', 'check', statement);
        const row = make('p', kind === '+' ? 'check holds' : 'check fails', '');
        row.append(
          make('span', 'sign', kind === '+' ? '✓' : '✗'), ' ',
          make('span', 'statement', statement), ' ', make('span', 'verdict', measured));
        return row;
      };
      let isOver = false;
      const draw = () => {
        let answer;
        try {
          knobs.forEach((knob, i) => {
            if (knob.type !== 'text') return swift.place(i, Number(knob.value));
            const start = swift.sheet();  // which may ask for more memory
            const sheet = new Uint8Array(swift.memory.buffer, start, 16384);
            swift.wrote(new TextEncoder().encodeInto(knob.value, sheet).written);
          });
          answer = text(swift.draw(picture, isNarrow() ? 1 : 0));
        } catch {
          return giveUp(box, 'This picture came to a stop: ' + words);
        }
        const [svg, values, ...lines] = answer.split('\x1E').map((part, i) =>
          i ? part.split('\x1F') : part);
        box.drawn = answer;
        const drawing = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
        (isNarrow() ? narrow : wide).querySelector('svg').replaceWith(drawing);
        values.forEach((value, i) => {
          if (knobs[i].type !== 'range') return;
          knobs[i].setAttribute('aria-valuetext', value);
          knobs[i].parentNode.querySelector('output').textContent = value;
        });
        const shown = lines.filter(([kind]) => '=+-'.includes(kind));
        box.querySelector('.lines').replaceChildren(...shown.map(line));
        const near = lines.filter(([kind]) => '>~'.includes(kind));
        near.forEach(offer);
        while (offers.children.length > near.length) offers.lastChild.remove();
        isOver = lines.some(([kind]) => kind === '.');
      };
      box.draw = draw;
      for (const knob of knobs) {
        knob.addEventListener('input', () => {
          // One text for all pictures of the page.
          for (const other of knob.type === 'text' ? boxes : []) {
            const field = other.querySelector('.live [type=text]');
            if (!field || field === knob) continue;
            field.value = knob.value;
            if (other.draw) other.draw();
          }
          draw();
        });
        if (!knob.dataset.most) continue;
        // A run: one step, and the page may do something else.
        const [go, again] = ['Run', 'Begin anew'].map(words => make('button', '', words));
        knob.after(go, again);
        let isRunning = false;
        const turn = runs => { go.textContent = (isRunning = runs) ? 'Stop' : 'Go on'; };
        const step = () => {
          if (!isRunning) return;
          set(knob, String(Math.min(Number(knob.value) + 1, knob.dataset.most)));
          if (isOver || knob.value === knob.dataset.most) turn(false);
          setTimeout(step);
        };
        go.onclick = () => {
          turn(!isRunning);
          step();
        };
        again.onclick = () => {
          turn(false);
          set(knob, '0');
        };
        go.type = again.type = 'button';
      }
      let was = isNarrow();
      addEventListener('resize', () => {
        if (isNarrow() !== was) draw();
        was = isNarrow();
      });
      box.querySelector('.live').hidden = false;
      if (knobs.some(knob => knob.type !== 'range' && !knob.dataset.most)) draw();
    }
    document.documentElement.dataset.live = 'ready';
    })();
    """#
}

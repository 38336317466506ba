/// What a page does more where scripts run: it marks the section that is being read, copies code, slides
/// through the values of a knob, reads curves, and unfolds what is folded on paper. Every number it shows was written by the chapter; a
/// page without it has all the text and all the pictures.
enum HTMLScript {
  /// What stands between the marks of the element.
  static let content = "\n\(text)\n"

  static let text = #"""
    (() => {
    const make = (name, style, text) => {
      const element = document.createElement(name);
      element.className = style;
      element.textContent = text;
      return element;
    };

    // The section that is being read.
    const links = [...document.querySelectorAll('nav a[href^="#"]')];
    const parts = [...document.querySelectorAll('main > section[id]')];
    const mark = () => {
      const read = parts.filter(part => part.getBoundingClientRect().top < innerHeight / 3).pop();
      for (const link of links) {
        if (read && link.hash === '#' + read.id) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
      }
    };
    addEventListener('scroll', () => requestAnimationFrame(mark), {passive: true});
    mark();

    // Code to copy.
    for (const code of document.querySelectorAll('figure.code pre')) {
      const button = make('button', 'copy', 'Copy');
      button.type = 'button';
      button.addEventListener('click', async () => {
        let done = 'Copied';
        try {
          await navigator.clipboard.writeText(code.textContent);
        } catch {
          getSelection().selectAllChildren(code);
          done = 'Selected';
        }
        button.textContent = done;
        setTimeout(() => { button.textContent = 'Copy'; }, 2000);
      });
      code.parentNode.querySelector('.place').append(' ', button);
    }

    // Sliders over the values of a knob.
    for (const box of document.querySelectorAll('.choices')) {
      const choices = [...box.children];
      const label = make('label', 'slider', box.dataset.knob + ' ');
      const input = make('input', '', '');
      const value = make('output', '', '');
      Object.assign(input, {type: 'range', min: 0, max: choices.length - 1, step: 1});
      input.value = choices.findIndex(choice => !choice.hidden);
      const show = () => {
        choices.forEach((choice, i) => { choice.hidden = i !== Number(input.value); });
        value.textContent = choices[input.value].dataset.value;
        input.setAttribute('aria-valuetext', value.textContent);
      };
      input.addEventListener('input', show);
      show();
      label.append(input, ' ', value);
      box.before(label);
    }

    // Nobody can unfold paper. Style does it for newer browsers, this for all.
    let folded = [];
    addEventListener('beforeprint', () => {
      folded = [...document.querySelectorAll('details:not([open])')];
      for (const part of folded) part.open = true;
    });
    addEventListener('afterprint', () => {
      for (const part of folded) part.open = false;
    });

    // A crosshair.
    for (const read of document.querySelectorAll('.read')) {
      if (read.closest('[data-live]')) continue;
      const picture = read.ownerSVGElement;
      const curves = [...read.children].map(curve => ({
        name: curve.dataset.name, isLine: curve.dataset.mark === 'line',
        points: curve.dataset.points.split(';').filter(Boolean).map(text => {
          const [x, y, across, up] = text.split('|');
          return {x: Number(x), y: Number(y), across, up};
        })
      })).filter(curve => curve.points.length);
      if (!curves.length) continue;
      const idle = 'Point at the picture to read its numbers.';
      const words = make('p', 'reading', idle);
      picture.after(words);
      const hair = document.createElementNS(picture.namespaceURI, 'path');
      hair.setAttribute('class', 'hair');
      picture.append(hair);
      const nearest = (points, distance) =>
        points.reduce((a, b) => distance(b) < distance(a) ? b : a);
      const show = (x, y) => {
        const lines = curves.filter(curve => curve.isLine);
        const shown = [];
        let at = null;
        if (lines.length) {
          at = nearest(lines.flatMap(curve => curve.points), p => Math.abs(p.x - x));
          for (const curve of lines) {
            const point = nearest(curve.points, p => Math.abs(p.x - at.x));
            if (Math.abs(point.x - at.x) < 8) shown.push([curve, point]);
          }
        }
        for (const curve of curves.filter(curve => !curve.isLine)) {
          const point = nearest(curve.points, p => Math.hypot(p.x - x, p.y - y));
          if (Math.hypot(point.x - x, point.y - y) < 24) shown.push([curve, point]);
        }
        if (!shown.length) return hide();
        hair.setAttribute('d', shown.map(([, p]) =>
          `M${p.x - 7} ${p.y}h14M${p.x} ${p.y - 7}v14`).join(''));
        const same = shown.every(([, p]) => p.across === shown[0][1].across);
        words.textContent = (same ? `${read.dataset.x} ${shown[0][1].across}: ` : '')
          + shown.map(([curve, p]) => (curves.length > 1 ? curve.name + ' ' : '')
            + (same ? '' : `at ${p.across} `) + p.up).join(' · ');
      };
      const hide = () => {
        hair.removeAttribute('d');
        words.textContent = idle;
      };
      const point = event => {
        const box = picture.getBoundingClientRect();
        const scale = picture.viewBox.baseVal.width / box.width;
        show((event.clientX - box.left) * scale, (event.clientY - box.top) * scale);
      };
      picture.addEventListener('pointermove', point);
      picture.addEventListener('pointerdown', point);
      picture.addEventListener('pointerleave', hide);
      // With the keyboard: the arrows go from point to point of the first curve.
      let place = -1;
      picture.parentNode.addEventListener('keydown', event => {
        const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
        const frame = picture.parentNode;
        if (!step || frame.scrollWidth > frame.clientWidth) return;
        event.preventDefault();
        const points = curves[0].points;
        place = Math.min(points.length - 1, Math.max(0, place + step));
        show(points[place].x, points[place].y);
      });
    }
    })();
    """#
}

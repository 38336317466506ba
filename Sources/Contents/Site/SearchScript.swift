/// What finds words on all pages: it reads the index that stands behind it, asks nobody, and loads nothing.
enum SearchScript {
  static let text = #"""
    const form = document.querySelector('form.search');
    const found = document.querySelector('.found');
    if (!form || !found) return;
    const input = form.querySelector('input');
    const plain = text => text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
    const entries = index.entries.map(([page, anchor, title, text]) =>
      ({page, anchor, title, text, inTitle: plain(title), inText: plain(text)}));
    const make = (name, text, style) => {
      const element = document.createElement(name);
      if (text) element.textContent = text;
      if (style) element.className = style;
      return element;
    };
    const isWordAt = (text, place) => place === 0 || !/[\p{L}\p{N}]/u.test(text[place - 1]);
    const first = (text, word) => {
      let place = text.indexOf(word);
      const any = place;
      while (place >= 0 && !isWordAt(text, place)) place = text.indexOf(word, place + 1);
      return {place: place >= 0 ? place : any, isWord: place >= 0};
    };
    // All words must be there. The title counts most, then where a word begins so.
    const worth = (entry, words) => {
      let sum = 0;
      for (const word of words) {
        const [title, text] = [first(entry.inTitle, word), first(entry.inText, word)];
        if (title.place < 0 && text.place < 0) return 0;
        sum += title.isWord ? 12 : title.place >= 0 ? 5 : 0;
        sum += text.isWord ? 3 : text.place >= 0 ? 1 : 0;
      }
      const all = words.join(' ');
      if (entry.inTitle === all) sum += 30;
      if (words.length > 1 && entry.inText.includes(all)) sum += 6;
      return sum;
    };
    const excerpt = (entry, words) => {
      const line = make('p');
      const places = words.map(word => first(entry.inText, word).place).filter(place => place >= 0);
      const sameLength = entry.inText.length === entry.text.length;
      let start = places.length && sameLength ? Math.max(0, Math.min(...places) - 50) : 0;
      if (start) start = entry.text.indexOf(' ', start) + 1;
      let rest = (start ? '… ' : '') + entry.text.slice(start, start + 160);
      if (start + 160 < entry.text.length) rest = rest.replace(/\s\S*$/, ' …');
      while (rest) {
        const low = plain(rest);
        const next = low.length !== rest.length ? [] : words
          .map(word => ({place: low.indexOf(word), length: word.length}))
          .filter(hit => hit.place >= 0).sort((a, b) => a.place - b.place || b.length - a.length);
        if (!next.length) break;
        const {place, length} = next[0];
        line.append(rest.slice(0, place), make('mark', rest.slice(place, place + length)));
        rest = rest.slice(place + length);
      }
      line.append(rest);
      return line;
    };
    const show = () => {
      const words = plain(input.value).split(/\s+/).filter(Boolean);
      found.replaceChildren();
      found.hidden = !words.length;
      if (!words.length) return;
      const hits = entries.map(entry => ({entry, worth: worth(entry, words)}))
        .filter(hit => hit.worth).sort((a, b) => b.worth - a.worth);
      if (!hits.length) {
        found.append(make('p', `Nothing has “${input.value.trim()}”.`, 'note'));
        return;
      }
      const list = make('ol');
      for (const {entry} of hits.slice(0, 12)) {
        const [file, title] = index.pages[entry.page];
        const link = make('a');
        link.href = file + (entry.anchor ? '#' + entry.anchor : '');
        link.append(make('b', entry.title));
        if (entry.title !== title) link.append(' ', make('small', title));
        link.addEventListener('click', close);
        const item = make('li');
        item.append(link, excerpt(entry, words));
        list.append(item);
      }
      found.append(list);
      if (hits.length > 12)
        found.append(make('p', `${hits.length - 12} more: another word finds fewer.`, 'note'));
    };
    function close() {
      input.value = '';
      show();
    }
    const links = () => [...found.querySelectorAll('a')];
    input.addEventListener('input', show);
    form.addEventListener('submit', event => {
      event.preventDefault();
      const [link] = links();
      if (link) link.click();
    });
    // With the keyboard: / begins, the arrows go from hit to hit, Escape ends.
    document.addEventListener('keydown', event => {
      const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? '');
      if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        input.focus();
      } else if (event.key === 'Escape' && !found.hidden) {
        close();
        input.focus();
      } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && !found.hidden) {
        const all = [input, ...links()];
        const place = all.indexOf(document.activeElement);
        if (place < 0) return;
        event.preventDefault();
        const step = event.key === 'ArrowDown' ? 1 : -1;
        all[Math.min(all.length - 1, Math.max(0, place + step))].focus();
      }
    });
    form.hidden = false;
    document.documentElement.dataset.search = 'ready';
    """#
}

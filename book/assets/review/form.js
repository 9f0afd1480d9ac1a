// On pages with <exit-review item
// The form of one comment: lines, label, severity, hazard, text. Each change goes to its owner, so that nothing typed is lost.

/** @typedef {{ id: string, name: string, line: string, also?: string[] }} Hazard `also` has words that find it and are in no other text of it. */

(() => {
  const { ExitPath } = /** @type {any} */ (globalThis);
  const { h, button, labelled, select } = ExitPath.dom;
  const LABELS = [['issue', 'Issue'], ['suggestion', 'Suggestion'], ['question', 'Question'], ['nit', 'Nit'], ['praise', 'Praise']];
  const LEVELS = [['blocker', 'Blocker: fix it before the merge'], ['should-fix', 'Should fix: now or soon after'], ['nit', 'Nit: may stay as it is']];
  let number = 0;

  /**
   * A list of hazards that is searched by typing: name, meaning, and the words of the trade.
   * @param {Hazard[]} hazards
   * @param {string | null} chosen
   * @param {(id: string | null) => void} onchoose
   */
  function picker(hazards, chosen, onchoose) {
    const id = `ep-hazards-${++number}`;
    const name = (/** @type {string | null} */ of) => hazards.find((it) => it.id === of)?.name ?? '';
    const meaning = h('span.ep-dim', {});
    const list = h('ul.ep-options', { id, role: 'listbox', 'aria-label': 'Hazards', hidden: true });
    const input = h('input', { type: 'text', role: 'combobox', 'aria-expanded': 'false', 'aria-controls': id, 'aria-autocomplete': 'list', autocomplete: 'off', placeholder: 'Search, or leave empty', value: name(chosen) });
    let at = -1;

    const tell = () => meaning.replaceChildren(hazards.find((it) => it.id === chosen)?.line ?? '');
    const close = () => {
      list.hidden = true;
      input.setAttribute('aria-expanded', 'false');
      input.removeAttribute('aria-activedescendant');
    };
    const choose = (/** @type {string | null} */ to) => {
      chosen = to;
      input.value = name(to);
      tell();
      close();
      onchoose(to);
    };
    const mark = (/** @type {number} */ to) => {
      const options = [...list.children];
      at = options.length ? (to + options.length) % options.length : -1;
      options.forEach((option, i) => option.setAttribute('aria-selected', String(i === at)));
      if (at >= 0) {
        input.setAttribute('aria-activedescendant', options[at].id);
        options[at].scrollIntoView({ block: 'nearest' });
      }
    };
    const open = (/** @type {string} */ typed) => {
      const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
      const fits = hazards.filter((it) => words.every((word) => `${it.name} ${it.line} ${it.id} ${(it.also ?? []).join(' ')}`.toLowerCase().includes(word)));
      // A reader who types a name looks for that family, and not for all that mention it.
      fits.sort((a, b) => Number(b.name.toLowerCase().includes(words[0] ?? '')) - Number(a.name.toLowerCase().includes(words[0] ?? '')));
      list.replaceChildren(...fits.map((it) => h('li', { role: 'option', id: `${id}-${it.id}`, 'data-id': it.id, 'aria-selected': 'false', onpointerdown: (/** @type {Event} */ e) => e.preventDefault(), onclick: () => choose(it.id) },
        h('strong', {}, it.name), ' ', h('span', {}, it.line))));
      list.hidden = fits.length === 0;
      input.setAttribute('aria-expanded', String(fits.length > 0));
      at = -1;
    };
    input.addEventListener('input', () => open(input.value));
    input.addEventListener('click', () => open(''));
    input.addEventListener('blur', () => {
      close();
      // What names no hazard is none. An exact name, typed to its end, is one.
      const typed = input.value.trim().toLowerCase();
      const exact = hazards.find((it) => it.name.toLowerCase() === typed || it.id === typed);
      if (exact?.id !== chosen || input.value !== name(chosen)) choose(exact?.id ?? null);
    });
    input.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
      const down = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (down) {
        event.preventDefault();
        if (list.hidden) open('');
        mark(at < 0 && down < 0 ? -1 : at + down);
      } else if (event.key === 'Enter' && !list.hidden) {
        event.preventDefault();
        const to = list.children[Math.max(at, 0)];
        choose(to.getAttribute('data-id'));
      } else if (event.key === 'Escape' && !list.hidden) {
        event.stopPropagation();
        close();
      }
    });
    tell();
    return { field: h('div.ep-picker', {}, labelled('Hazard', input), list, meaning), input };
  }

  /**
   * @param {{ value: any, hazards: Hazard[], templates: Template[], isNew: boolean, onchange: (value: any) => void, onsave: () => void, oncancel: () => void, onlines: () => void, oncode: () => string[] }} options
   * @returns {HTMLFormElement}
   */
  function form({ value, hazards, templates, isNew, onchange, onsave, oncancel, onlines, oncode }) {
    const change = (/** @type {Record<string, any>} */ more) => {
      Object.assign(value, more);
      onchange(value);
    };
    const wrong = h('p.ep-bad', { role: 'alert' });
    const advice = h('ul.ep-advice', { 'aria-label': 'Advice on wording' });
    const lines = (/** @type {'start' | 'end'} */ which) => h('input.ep-number', { type: 'number', min: 1, value: value[which], onchange: (/** @type {any} */ e) => {
      const to = Math.max(1, Math.round(Number(e.target.value) || 1));
      change(which === 'start' ? { start: to, end: Math.max(to, value.end) } : { end: to, start: Math.min(to, value.start) });
      from.value = value.start;
      until.value = value.end;
      onlines();
    } });
    const from = lines('start');
    const until = lines('end');
    const label = select(LABELS, value.label, { onchange: () => {
      change({ label: label.value, severity: label.value === 'praise' ? null : label.value === 'nit' ? 'nit' : value.severity ?? 'should-fix' });
      shown();
    } });
    const severity = select(LEVELS, value.severity ?? 'should-fix', { onchange: () => change({ severity: severity.value }) });
    const hazard = picker(hazards, value.hazard, (id) => {
      change({ hazard: id });
      shown();
    });
    const text = h('textarea', { rows: 5, maxlength: 20000, oninput: () => {
      change({ text: text.value });
      advise();
    } });
    // As a value and not as a child: a label's own text must not hold what is typed.
    text.value = value.text;
    const severityField = labelled('Severity', severity);
    const template = select([], '', { 'aria-label': 'Template' });
    const insert = button('Insert a template', () => {
      const from = templates.find((it) => it.id === template.value);
      if (!from) return;
      const at = text.selectionStart;
      text.setRangeText(`${/\S$/.test(text.value.slice(0, at)) ? ' ' : ''}${ExitPath.slots.filled(from, value)}`, at, text.selectionEnd, 'end');
      change({ text: text.value });
      slot(at);
    });
    const suggest = button('Suggest a change', () => {
      const code = oncode().map((it) => `${it}\n`).join('');
      const before = text.value.trimEnd();
      text.value = `${before}${before && '\n\n'}\`\`\`suggestion\n${code}\`\`\`\n`;
      change({ text: text.value });
      text.focus();
      const at = text.value.length - 4 - code.length;
      text.setSelectionRange(at, at + code.length - 1);
    });
    const hint = h('p.ep-dim', { role: 'status' });
    const next = button('Next slot', () => slot(text.selectionEnd));
    /** Selects the next [slot], and says what goes into it. @param {number} after */
    const slot = (after) => {
      const all = ExitPath.slots.slots(text.value);
      const to = all.find((/** @type {any} */ it) => it.start >= after) ?? all[0];
      text.focus();
      if (to) text.setSelectionRange(to.start, to.end);
      advise();
      hint.textContent = to ? `${to.name.replaceAll('-', ' ')}: ${ExitPath.slots.meaning(templates, to.name, template.value)}` : '';
    };
    const advise = () => {
      next.hidden = ExitPath.slots.slots(text.value).length === 0;
      if (next.hidden) hint.textContent = '';
      advice.replaceChildren(...(/** @type {any} */ (globalThis).ExitPath.slips?.(text.value) ?? []).map((/** @type {any} */ it) => h('li', {}, h('span.ep-slip', {}, it.found), ' → ', it.advice)));
      advice.hidden = advice.children.length === 0;
    };
    /** The templates that fit now, the best one chosen. */
    const offer = () => {
      const fits = /** @type {Template[]} */ (ExitPath.slots.fitting(templates, value));
      template.replaceChildren(...fits.map((it) => h('option', { value: it.id }, it.name)));
      template.hidden = insert.hidden = fits.length === 0;
    };
    const shown = () => {
      severityField.hidden = value.label === 'praise' || value.label === 'nit';
      hazard.field.hidden = value.label === 'praise' || value.label === 'nit';
      severity.value = value.severity ?? 'should-fix';
      offer();
    };
    const save = () => {
      if (text.value.trim() === '') {
        wrong.textContent = 'Write what you would send.';
        text.focus();
        return;
      }
      if (['praise', 'nit'].includes(value.label)) change({ hazard: null });
      onsave();
    };
    const element = h('form.ep-form', { 'aria-label': `Comment on ${ExitPath.sheet.place(value)}`, onsubmit: (/** @type {Event} */ e) => {
      e.preventDefault();
      save();
    }, onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key === 'Escape') oncancel();
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
    } },
    value.about && h('strong', {}, `On ${ExitPath.sheet.place(value)}`),
    h('div.ep-fields', {}, !value.about && labelled(value.side === 'old' ? 'Removed line' : 'Line', from), !value.about && labelled('to', until), labelled('Label', label), severityField),
    hazard.field, labelled('Comment', text), hint, advice, wrong,
    h('div.ep-buttons', {}, h('button.ep-button.ep-main', { type: 'submit' }, isNew ? 'Add comment' : 'Keep'), button('Cancel', oncancel), h('span.ep-dim', {}, 'Ctrl+Enter adds it, Escape leaves')),
    h('div.ep-buttons', {}, template, insert, next, value.side === 'new' && !value.about && suggest));
    shown();
    // What finds slips comes later: most visits write nothing.
    ExitPath.dom.late(advise);
    element.ready = () => label.focus({ preventScroll: true });
    return element;
  }

  ExitPath.form = form;
})();

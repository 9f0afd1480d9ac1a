// Late, on pages with <exit-review item
// <exit-compare>: a submitted review beside the key. Profile first, number last. The model's words and the recorded
// counterexamples are those of the page; here they are shown where they belong.

(() => {
  const { ExitPath } = /** @type {any} */ (globalThis);
  const { h, button, copy, paragraphs } = ExitPath.dom;
  const { grader, sheet, store } = ExitPath;

  const OUTCOME = {
    found: ['ep-good', 'found'], place: ['ep-note', 'right place, another trouble'], again: ['ep-dim', 'says it again'], extra: ['ep-dim', 'a fair remark beside the point'],
    trap: ['ep-bad', 'false alarm: a trap'], alarm: ['ep-bad', 'false alarm'], copy: ['ep-note', 'a copy'], praise: ['ep-dim', 'praise'],
  };
  const TICKS = [['cause', 'It says the cause'], ['effect', 'It says what a user sees'], ['change', 'It proposes a change'], ['tone', 'I would like to receive it']];
  const percent = (/** @type {number} */ part) => `${Math.round(part * 100)} %`;
  const count = (/** @type {number} */ n, /** @type {string} */ thing) => `${n} ${thing}${n === 1 ? '' : 's'}`;

  class ExitCompare extends HTMLElement {
    connectedCallback() {
      const found = ExitPath.item(this.getAttribute('item'));
      if (!found || this.item) return;
      this.item = found.item;
      this.hazards = /** @type {Hazard[]} */ (found.hazards);
      document.addEventListener('exit-path:reviewed', (event) => {
        if (/** @type {CustomEvent} */ (event).detail !== this.item.id) return;
        this.render();
        const head = this.querySelector('h3');
        head?.focus({ preventScroll: true });
        head?.scrollIntoView({ block: 'start' });
      });
      // Another tab has submitted; or a slow browser has brought what this one stored before a reload.
      document.addEventListener('exit-path:elsewhere', (event) => /** @type {CustomEvent} */ (event).detail === this.item.id && this.render());
      this.render();
    }

    render() {
      this.book = store.open(this.item);
      this.entry = /** @type {Entry} */ (this.book.entry);
      const done = this.entry.done.at(-1);
      if (!done) {
        this.replaceChildren(h('p.ep-dim', {}, 'You have not submitted a review of this pull request yet.'));
        return;
      }
      this.done = done;
      this.result = grader.grade(done.sheet, this.item);
      const attempt = done.sheet.attempt;
      this.replaceChildren(h('section.ep-compare', { 'aria-label': 'Your review, compared' },
        h('h3', { tabindex: -1 }, attempt > 1 ? `Your review, attempt ${attempt}` : 'Your review'),
        attempt > 1 && h('p.ep-dim', {}, 'You had seen the key before this attempt. Progress counts the first one.'),
        this.profile(), this.comments(), this.missed(), this.traps(), this.points(),
        h('div.ep-buttons', {}, button('Review it again', () => this.again()))));
    }

    /** @param {string} id */
    finding(id) {
      return this.item.key.findings.find((/** @type {Finding} */ f) => f.id === id);
    }

    profile() {
      const { result, item } = this;
      const done = /** @type {Done} */ (this.done);
      const { findings } = item.key;
      const found = result.comments.filter((/** @type {any} */ c) => c.outcome === 'found');
      const traps = result.comments.filter((/** @type {any} */ c) => c.outcome === 'trap').length;
      const alarms = result.comments.filter((/** @type {any} */ c) => ['alarm', 'trap', 'copy'].includes(c.outcome)).length;
      const missedBlockers = findings.filter((/** @type {Finding} */ f, /** @type {number} */ i) => f.severity === 'blocker' && result.findings[i].credit <= 0.3).length;
      const level = found.filter((/** @type {any} */ c) => c.severity === 0).length;
      const over = found.filter((/** @type {any} */ c) => c.severity > 0).length;
      const { right, consistent } = result.decision;
      const words = (/** @type {string} */ grade) => found.filter((/** @type {any} */ c) => c.words === grade).length;
      const sure = done.sheet.confidence;
      const rows = [
        ['Findings', findings.length ? `${found.length} of ${findings.length}, weighted ${percent(result.recall)}${missedBlockers ? `; ${count(missedBlockers, 'blocker')} missed` : ''}` : 'There is nothing to find: this change is right.'],
        ['False alarms', `${alarms}${traps ? `, ${traps} of them from a trap` : ''}`],
        ['Severity', found.length ? `${level} of ${found.length} as in the key${over ? `, ${over} too high` : ''}` : 'nothing found to compare'],
        ['Decision', `${sheet.NAMES[done.sheet.decision]}: ${right ? 'right' : `the key says ${sheet.NAMES[item.key.decision].toLowerCase()}`}${right && !consistent ? ', but your blockers say something else' : ''}`],
        ['Confidence', sure == null ? 'not given' : `${sure} %, and the decision was ${right ? 'right' : 'not right'}. It earns nothing: your progress shows whether the two fit.`],
        ['Writing', found.length ? `the mechanism is recognised in ${words('recognised')}, maybe in ${words('maybe')}, not in ${words('not recognised')}. It earns nothing: words are hard to judge by rules.` : 'nothing found to compare'],
      ];
      if (done.sheet.seconds !== undefined) rows.push(['Time', `${Math.round(done.sheet.seconds / 60)} minutes`]);
      return h('div.ep-scroll', { role: 'group', 'aria-label': 'Profile of your review', tabindex: 0 },
        h('table.ep-profile', {}, h('tbody', {}, rows.map(([name, text]) => h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, text))))));
    }

    comments() {
      const { result } = this;
      const done = /** @type {Done} */ (this.done);
      if (done.sheet.comments.length === 0) return null;
      return h('div', {}, h('h4', {}, 'Your comments'), done.sheet.comments.map((/** @type {Remark} */ remark, /** @type {number} */ i) => {
        const judged = result.comments[i];
        const [look, words] = OUTCOME[/** @type {Outcome} */ (judged.outcome)];
        const finding = this.finding(judged.of);
        return h('article.ep-remark', { 'aria-label': `Comment ${i + 1}` },
          h('p.ep-remark-head', {}, h(`span.ep-badge.${look}`, {}, words), ' ', h('strong', {}, sheet.place(remark)), finding ? ` · ${finding.title}` : ''),
          paragraphs(remark.text), this.why(remark, judged), this.advice(remark), finding && judged.outcome === 'found' && this.selfCheck(remark),
          judged.of !== null && this.model(judged.of, finding ? 'The model comment' : 'What the key says'));
      }));
    }

    /** @param {Remark} remark @param {any} judged */
    why(remark, judged) {
      const finding = this.finding(judged.of);
      const told = [];
      if (finding) {
        const name = this.hazards?.find((it) => it.id === finding.hazard)?.name ?? finding.hazard;
        if (judged.outcome !== 'copy') told.push(judged.hazard ? 'The hazard is right.' : `The key calls the hazard “${name}”.`);
        if (judged.severity) told.push(`The key says ${sheet.LEVEL[finding.severity]}: yours is too ${judged.severity > 0 ? 'high' : 'low'}.`);
        const said = this.result.findings.find((/** @type {any} */ f) => f.comment === remark.id)?.words;
        if (said) told.push(`Mechanism: ${said.grade}${said.words.length ? ` (${said.words.join(', ')})` : ''}.`);
        if (said && said.grade !== 'recognised') told.push('That does not mean that it is wrong. Compare it with the model comment.');
      }
      if (remark.text.length > grader.GRADED) told.push(`Only its first ${grader.GRADED} characters are graded.`);
      if (judged.outcome === 'copy') told.push('It repeats an earlier comment almost word for word.');
      if (judged.outcome === 'alarm') told.push('The key has nothing here. If you can show a run that fails, you have found something new.');
      return told.length ? h('p.ep-dim', {}, told.join(' ')) : null;
    }

    /** @param {Remark} remark */
    advice(remark) {
      const slips = ExitPath.slips(remark.text);
      return slips.length ? h('ul.ep-advice', { 'aria-label': 'Advice on wording' }, slips.map((/** @type {any} */ it) => h('li', {}, h('span.ep-slip', {}, it.found), ' → ', it.advice))) : null;
    }

    /** Four ticks that only the reader can set. @param {Remark} remark */
    selfCheck(remark) {
      return h('fieldset.ep-ticks', {}, h('legend', {}, 'Check it yourself, against the model comment'),
        TICKS.map(([tick, words]) => this.tick(`${remark.id}:${tick}`, words)));
    }

    /** @param {string} key @param {string} words @param {() => void} [then] */
    tick(key, words, then) {
      const box = h('input', { type: 'checkbox', checked: this.done?.ticks[key] === true, onchange: () => {
        // Another tab may have changed the entry: the tick goes where it is now.
        const done = /** @type {Done | undefined} */ (this.book.entry.done.find((/** @type {Done} */ it) => it.at === this.done?.at));
        if (!done) return;
        if (box.checked) done.ticks[key] = true;
        else delete done.ticks[key];
        this.book.keep();
        this.done = done;
        document.dispatchEvent(new CustomEvent('exit-path:changed', { detail: this.item.id }));
        then?.();
      } });
      return h('label', {}, box, ` ${words}`);
    }

    /** What the page says of a finding, a trap or an extra, folded. @param {string} id @param {string} name @param {boolean} [open] */
    model(id, name, open = false) {
      const fold = [...document.querySelectorAll('details[data-key]')].find((one) => one.getAttribute('data-key') === id && this.parentElement?.contains(one));
      const inner = fold?.querySelector('.ep-folded');
      return inner ? h('details.ep-fold', { open }, h('summary', {}, name), copy(inner)) : null;
    }

    missed() {
      const { result } = this;
      const missed = result.findings.filter((/** @type {any} */ f) => f.credit <= 0.3);
      if (missed.length === 0) return null;
      return h('div', {}, h('h4', {}, 'What you missed'), missed.map((/** @type {any} */ f) => {
        const finding = this.finding(f.id);
        return h('article.ep-remark', { 'aria-label': `Missed: ${finding.title}` },
          h('p.ep-remark-head', {}, h('span.ep-badge.ep-bad', {}, 'missed'), ' ', h('strong', {}, finding.title), h('span.ep-dim', {}, ` · ${sheet.LEVEL[finding.severity]}`)),
          this.model(f.id, 'The model comment, and why'), this.proof(finding),
          this.tick(`credit:${f.id}`, 'One of my comments says this: credit me, apart from the points', () => this.own()));
      }));
    }

    /** The run that proves a finding, as recorded. @param {Finding} finding */
    proof(finding) {
      const shown = finding.property && document.querySelector(`.ep-counterexample[data-variant="buggy"][data-property="${CSS.escape(finding.property)}"]`);
      return shown ? h('details.ep-fold', {}, h('summary', {}, `A schedule that breaks “${finding.property}”`), h('div.ep-folded', {}, copy(shown))) : null;
    }

    traps() {
      const { traps } = this.item.key;
      if (traps.length === 0) return null;
      const hit = this.result.comments.filter((/** @type {any} */ c) => c.outcome === 'trap').map((/** @type {any} */ c) => c.of);
      return h('div', {}, h('h4', {}, 'Correct code that looks wrong'),
        traps.map((/** @type {Aside} */ trap) => this.model(trap.id, hit.includes(trap.id) ? 'You fell for this one' : 'You did not fall for this one', false)));
    }

    points() {
      const { result } = this;
      const of = result.clean ? grader.CLEAN : { ...grader.POINTS };
      const parts = Object.entries(of).map(([name, most]) => `${name} ${Math.round(result.parts[name] * 10) / 10} of ${most}`);
      this.account = h('p', {});
      this.own();
      return h('div', {}, h('h4', {}, 'The number'),
        h('p', {}, h('strong', {}, `${result.points} of 100`), `: ${result.band === 'not yet' ? `not yet a pass, which is ${grader.PASS}` : result.band}. `, h('span.ep-dim', {}, `${parts.join(', ')}.`)),
        result.caps.map((/** @type {Cap} */ cap) => h('p', {}, `No more than ${cap.most}: ${cap.why}`)), this.account);
    }

    /** The reader's own account, beside the number and not in it. */
    own() {
      const total = this.item.key.findings.length;
      const found = this.result.findings.filter((/** @type {any} */ f) => f.credit > 0.3).length;
      const claimed = this.result.findings.filter((/** @type {any} */ f) => f.credit <= 0.3 && this.done?.ticks[`credit:${f.id}`]).length;
      this.account?.replaceChildren(claimed ? `By your own account: ${found + claimed} of ${total} findings.` : '');
    }

    again() {
      if (!this.done) return;
      this.book.entry.draft.again = true;
      this.book.keep();
      document.dispatchEvent(new CustomEvent('exit-path:changed', { detail: this.item.id }));
      const desk = [...document.querySelectorAll('exit-review')].find((one) => one.getAttribute('item') === this.item.id);
      desk?.scrollIntoView({ block: 'start' });
      /** @type {HTMLElement | null | undefined} */ (desk?.querySelector('.ep-add[tabindex="0"]'))?.focus({ preventScroll: true });
    }
  }

  customElements.define('exit-compare', ExitCompare);
})();

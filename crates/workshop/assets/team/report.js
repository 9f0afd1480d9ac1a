// The team's view as text: Markdown for a wiki, a page for the wall. What people typed is only ever text in both.

(() => {
  const space = /** @type {any} */ (globalThis);
  const STAGE = /** @type {Record<string, string>} */ ({ solo: 'Solo', pair: 'Pairs', final: 'Final' });
  const SEVERITY = /** @type {Record<string, string>} */ ({ blocker: 'blocker', 'should-fix': 'should fix', nit: 'nit' });
  const DECISION = /** @type {Record<string, string>} */ ({ approve: 'approve', comment: 'comment', 'request-changes': 'request changes' });

  const visible = /** @type {(it: unknown) => string} */ (space.ExitPath.teamRead.visible);
  /** @param {unknown} it */
  const html = (it) => visible(it).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
  /** Text inside a line of Markdown: nothing of it is markup, and it stays on its line. @param {unknown} it */
  const md = (it) => visible(String(it).replace(/\s+/g, ' ').trim()).replace(/[\\`*_[\]<>#|!~&]/g, (c) => (c === '<' ? '&lt;' : c === '&' ? '&amp;' : `\\${c}`));
  /** @param {number} n @param {string} thing */
  const count = (n, thing) => `${n} ${thing}${n === 1 ? '' : 's'}`;
  /** @param {number} from @param {number} to */
  const lines = (from, to) => (from === 0 ? 'the whole' : from === to ? `line ${from}` : `lines ${from} to ${to}`);
  /** @param {number | null} it @param {string} [unit] */
  const number = (it, unit = '') => (it === null ? '–' : `${it}${unit}`);
  /** @param {string[]} who @param {any} v */
  const people = (who, v) => (v.names ? who.join(', ') : count(who.length, 'reader'));

  /** Comments that may say a finding. @param {any} v @returns {{ title: string, who: string, text: string, from: number, to: number }[]} */
  const opens = (v) => v.findings.flatMap((/** @type {any} */ f) => f.open.map((/** @type {any} */ it) => ({ ...it, title: f.title })));

  /** The table of stages, once as rows of plain cells. @param {any} v */
  const stageRows = (v) => {
    const [solo, pair, final] = v.stages;
    const row = (/** @type {string} */ name, /** @type {(s: any) => string} */ of) => [name, ...[solo, pair, final].map((s) => (s.reviews ? of(s) : '–'))];
    const all = v.findings.length;
    return [
      row('Reviews', (s) => String(s.reviews)),
      row('Findings found together', (s) => `${s.together} of ${all}${s.recall === null ? '' : ` (${s.recall} %)`}`),
      row('Findings found by one review, on average', (s) => number(s.each)),
      row('Beside the key, different ones', (s) => String(s.topics)),
      row('Beside the key in one review, on average', (s) => number(s.alarmsEach)),
      row('Severity: steps away from the key, on average', (s) => number(s.severity)),
      row('Right decision', (s) => `${s.right} of ${s.reviews}`),
      row('How sure, on average', (s) => number(s.sure, ' %')),
    ];
  };

  /** @param {any} v */
  const withdrawn = (v) => {
    const { last, list, withdrawn: gone } = v.alarms;
    if (last === null) return list.length ? 'There is no review of a later stage, so nobody can say what was withdrawn.' : 'Nobody said anything beside the key.';
    return list.length ? `${gone} of ${count(list.length, 'comment')} beside the key withdrawn between solo and ${last}.` : 'Nobody said anything beside the key.';
  };

  /** @param {any} v */
  const advice = (v) => (v.weakest
    ? `Seen by fewest: ${v.weakest.name} (${v.weakest.found} of ${v.weakest.of}). For the next session: cargo xtask workshop plan --people ${Math.max(2, v.counts[0].reviews)} --hazard ${v.weakest.id} --done ${v.short}`
    : '');

  /** @param {any} topic @param {any} v */
  const dispute = (topic, v) => {
    const hazards = [...new Set(topic.marks.map((/** @type {any} */ m) => (m.hazard ? v.hazards[m.hazard] : 'no hazard')))].sort();
    const severities = ['blocker', 'should-fix', 'nit'].map((s) => [SEVERITY[s], topic.marks.filter((/** @type {any} */ m) => m.severity === s).length]).filter(([, n]) => n);
    return { who: `${topic.who.length} of ${v.counts[0].reviews}`, hazards: hazards.join(', '), severities: severities.map(([s, n]) => `${n} ${s}`).join(', ') };
  };

  /** @param {any} v */
  function markdown(v) {
    /** @type {string[]} */
    const out = [];
    const table = (/** @type {string[]} */ head, /** @type {string[][]} */ rows) => {
      out.push(`| ${head.join(' | ')} |`, `| ${head.map(() => '---').join(' | ')} |`, ...rows.map((row) => `| ${row.join(' | ')} |`), '');
    };
    out.push(`# Team review: ${md(v.title)}`, '');
    out.push(`${v.counts.map((/** @type {any} */ c) => `${STAGE[c.stage]}: ${c.reviews}`).join(' · ')}. Nobody is ranked.`, '');
    if (v.refused.length) {
      out.push(`Refused, and not counted (${v.refused.length}):`, '', ...v.refused.map((/** @type {any} */ r) => `- ${md(r.name)}: ${md(r.why)}`), '');
    }
    out.push('## The board', '', 'This part gives nothing away.', '', '### Who marked what', '');
    const marked = spans(v);
    if (marked.length) table(['Lines', 'Marked by', ''], marked.map((it) => [it.where, md(people(it.who, v)), '█'.repeat(it.who.length)]));
    else out.push('Nobody marked a line.', '');
    out.push('### To talk about, 90 seconds each', '');
    if (!v.disputed.length) out.push('Nothing is disputed.', '');
    for (const topic of v.disputed) {
      const { who, hazards, severities } = dispute(topic, v);
      out.push(`**${lines(topic.from, topic.to)}**, marked by ${who} (${md(hazards)}${severities ? `; ${severities}` : ''})`, '');
      for (const m of topic.marks.slice(0, 3)) out.push(`> ${md(m.text)}${v.names ? ` (${md(m.who)})` : ''}`, '');
    }
    out.push('### Decisions', '');
    table(['', 'Solo', 'Pairs', 'Final'], v.decisions.map((/** @type {any} */ d) => [DECISION[d.decision], ...d.counts.map(String)]));
    out.push('## After the key', '', `The key says: ${DECISION[v.decision]}.`, '');
    table(['', 'Solo', 'Pairs', 'Final'], stageRows(v));
    out.push(withdrawn(v), '');
    if (v.lost.length) out.push(`Found by somebody alone, and lost on the way: ${v.lost.map(md).join('; ')}.`, '');
    out.push('### Findings', '');
    table(['Finding', 'Lines', 'Solo', 'Pairs', 'Final', 'Severity: key', 'Severity: said'], v.findings.map((/** @type {any} */ f) => [md(f.title),
      `${f.lines[0]}–${f.lines[1]}`, ...f.found.map((/** @type {any} */ s) => (s.of ? `${s.reviews} of ${s.of}` : '–')), SEVERITY[f.severity], said(f)]));
    out.push('### Beside the key', '');
    if (!v.alarms.list.length) out.push('None.', '');
    for (const a of v.alarms.list) {
      out.push(`- ${lines(a.from, a.to)}, ${md(people(a.who, v))}${a.trap ? ', at code that is right' : ''}${v.alarms.last ? (a.kept ? ', kept' : ', withdrawn') : ''}: ${md(a.text)}`);
    }
    if (v.alarms.list.length) out.push('');
    if (v.extras.length) out.push('### Fair, and beside the point', '', ...v.extras.map((/** @type {any} */ e) => `- ${lines(e.from, e.to)}, ${md(people(e.who, v))}: ${md(e.text)}`), '');
    if (opens(v).length) out.push('### Open: the rules cannot tell, and you can', '', ...opens(v).map((o) => `- ${md(o.title)}? ${lines(o.from, o.to)}, ${md(people([o.who], v))}: ${md(o.text)}`), '');
    out.push('### Best comments, beside the model', '');
    for (const f of v.findings) {
      out.push(`**${md(f.title)}**`, '', `Model: ${md(f.model)}`, '');
      for (const b of f.best) out.push(`> ${md(b.text)}${v.names ? ` (${md(b.who)})` : ''}`, '');
      if (!f.best.length) out.push('Nobody found it.', '');
    }
    out.push('### How sure, how right', '');
    if (v.calibration.length) table(['Said', 'Reviews', 'Right'], v.calibration.map((/** @type {any} */ c) => [`${c.from}–${c.to} %`, String(c.reviews), String(c.right)]));
    else out.push('Nobody said how sure they were.', '');
    if (v.weakest) out.push('## Next', '', md(advice(v).split(' For the next')[0]), '', '```sh', advice(v).split('session: ')[1], '```', '');
    return `${out.join('\n').trimEnd()}\n`;
  }

  /** @param {any} f */
  const said = (f) => f.stated.filter((/** @type {any} */ s) => s.reviews).map((/** @type {any} */ s) => `${s.reviews} ${SEVERITY[s.severity]}`).join(', ') || '–';

  /** Rows that the same people marked, joined. @param {any} v @returns {{ where: string, who: string[] }[]} */
  function spans(v) {
    /** @type {{ side: string, from: number, to: number, who: string[] }[]} */
    const all = [];
    for (const row of v.heat) {
      if (!row.who.length) continue;
      const [side, line] = row.mark === 'del' ? ['before', row.old] : ['head', row.new];
      const last = all.at(-1);
      if (last && last.side === side && last.to === line - 1 && last.who.join('\n') === row.who.join('\n')) last.to = line;
      else all.push({ side, from: line, to: line, who: row.who });
    }
    return all.map((it) => ({ who: it.who, where: `${it.from === it.to ? it.from : `${it.from}–${it.to}`}${it.side === 'before' ? ' (removed)' : ''}` }));
  }

  /** The body of the page. @param {any} v */
  function body(v) {
    const most = Math.max(1, v.counts[0].reviews);
    const table = (/** @type {string} */ name, /** @type {string[]} */ head, /** @type {string[][]} */ rows, cls = '') =>
      `<div class="scroll" role="group" aria-label="${html(name)}" tabindex="0"><table${cls}><thead><tr>${head.map((h) => (h ? `<th scope="col">${html(h)}</th>` : '<td></td>')).join('')}</tr></thead><tbody>${
        rows.map(([first, ...rest]) => `<tr><th scope="row">${html(first)}</th>${rest.map((cell) => `<td>${html(cell)}</td>`).join('')}</tr>`).join('')}</tbody></table></div>`;
    const quote = (/** @type {any} */ m) => `<blockquote>${html(m.text)}${v.names ? ` <cite>${html(m.who)}</cite>` : ''}</blockquote>`;
    const list = (/** @type {string[]} */ items) => `<ul>${items.map((it) => `<li>${it}</li>`).join('')}</ul>`;
    const out = [`<h1>Team review: ${html(v.title)}</h1>`,
      `<p>${v.counts.map((/** @type {any} */ c) => `${STAGE[c.stage]}: ${c.reviews}`).join(' · ')}. Nobody is ranked.</p>`];
    if (v.refused.length) {
      out.push(`<section class="refused"><h2>Refused, and not counted (${v.refused.length})</h2>${list(v.refused.map((/** @type {any} */ r) => `<strong>${html(r.name)}</strong>: ${html(r.why)}`))}</section>`);
    }
    out.push('<h2>The board</h2><p>This part gives nothing away.</p><h3>Who marked what</h3>');
    const number = (/** @type {number | null} */ n) => (n === null ? '' : String(n));
    const sign = /** @type {Record<string, string>} */ ({ add: '+', del: '−' });
    out.push(`<div class="scroll" role="group" aria-label="The diff, with the number of readers who marked each line" tabindex="0"><table class="diff"><thead><tr><th scope="col">before</th><th scope="col">head</th><th scope="col">marked by</th><td></td><th scope="col">code</th></tr></thead><tbody>${
      v.heat.map((/** @type {any} */ row) => (row.mark === 'gap' ? `<tr class="gap"><td colspan="5">${html(row.text)}</td></tr>`
        : `<tr class="${row.mark}"><td>${number(row.old)}</td><td>${number(row.new)}</td><td class="heat heat-${row.who.length ? Math.max(1, Math.round((4 * row.who.length) / most)) : 0}"${
          v.names && row.who.length ? ` title="${html(row.who.join(', '))}"` : ''}>${row.who.length ? (v.names ? html(row.who.join(', ')) : row.who.length) : ''}</td><td>${sign[row.mark] ?? ''}</td><td>${html(row.text)}</td></tr>`)).join('')}</tbody></table></div>`);
    out.push('<h3>To talk about, 90 seconds each</h3>');
    if (!v.disputed.length) out.push('<p>Nothing is disputed.</p>');
    for (const topic of v.disputed) {
      const { who, hazards, severities } = dispute(topic, v);
      out.push(`<div class="topic"><p><strong>${lines(topic.from, topic.to)}</strong>, marked by ${who} (${html(hazards)}${severities ? `; ${severities}` : ''})</p>${topic.marks.slice(0, 3).map(quote).join('')}</div>`);
    }
    out.push('<h3>Decisions</h3>', table('Decisions', ['', 'Solo', 'Pairs', 'Final'], v.decisions.map((/** @type {any} */ d) => [DECISION[d.decision], ...d.counts.map(String)])));
    out.push('<details class="key"><summary>After the key: what was found, and what was not</summary>', `<p>The key says: <strong>${DECISION[v.decision]}</strong>.</p>`);
    out.push(table('The stages', ['', 'Solo', 'Pairs', 'Final'], stageRows(v)), `<p>${html(withdrawn(v))}</p>`);
    if (v.lost.length) out.push(`<p>Found by somebody alone, and lost on the way: ${v.lost.map(html).join('; ')}.</p>`);
    out.push('<h3>Findings</h3>', table('Findings', ['Finding', 'Lines', 'Solo', 'Pairs', 'Final', 'Severity: key', 'Severity: said'], v.findings.map((/** @type {any} */ f) => [f.title,
      `${f.lines[0]}–${f.lines[1]}`, ...f.found.map((/** @type {any} */ s) => (s.of ? `${s.reviews} of ${s.of}` : '–')), SEVERITY[f.severity], said(f)])));
    out.push('<h3>Beside the key</h3>', v.alarms.list.length ? list(v.alarms.list.map((/** @type {any} */ a) =>
      `${lines(a.from, a.to)}, ${html(people(a.who, v))}${a.trap ? ', at code that is right' : ''}${v.alarms.last ? (a.kept ? ', kept' : ', withdrawn') : ''}: ${html(a.text)}`)) : '<p>None.</p>');
    if (v.extras.length) out.push('<h3>Fair, and beside the point</h3>', list(v.extras.map((/** @type {any} */ e) => `${lines(e.from, e.to)}, ${html(people(e.who, v))}: ${html(e.text)}`)));
    if (opens(v).length) out.push('<h3>Open: the rules cannot tell, and you can</h3>', list(opens(v).map((o) => `${html(o.title)}? ${lines(o.from, o.to)}, ${html(people([o.who], v))}: ${html(o.text)}`)));
    out.push('<h3>Best comments, beside the model</h3>');
    for (const f of v.findings) {
      out.push(`<h4>${html(f.title)}</h4><div class="sides"><div><p class="quiet">From the team</p>${f.best.map(quote).join('') || '<p>Nobody found it.</p>'}</div><div><p class="quiet">The model</p><blockquote>${html(f.model)}</blockquote></div></div>`);
    }
    out.push('<h3>How sure, how right</h3>', v.calibration.length ? table('How sure, how right', ['Said', 'Reviews', 'Right'],
      v.calibration.map((/** @type {any} */ c) => [`${c.from}–${c.to} %`, String(c.reviews), String(c.right)])) : '<p>Nobody said how sure they were.</p>');
    if (v.weakest) out.push(`<h3>Next</h3><p>${html(advice(v).split(' For the next')[0])}</p><p><code>${html(advice(v).split('session: ')[1])}</code></p>`);
    out.push('</details>');
    return `${out.join('\n')}\n`;
  }

  /** A page that needs nothing else. @param {any} v @param {string} css */
  const page = (v, css) => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Team review: ${html(v.title)}</title>
<style>
${css}</style>
</head>
<body>
<main>
${body(v)}</main>
</body>
</html>
`;

  /**
   * Everything at once: what the command and the page both call.
   * @param {{ items: any[], files: { name: string, text: string }[], wanted: string | null, names: boolean, css: string, refused?: { name: string, why: string }[] }} order
   */
  function merge({ items, files, wanted, names, css, refused = [] }) {
    const read = space.ExitPath.teamRead.read(items, files, wanted, refused);
    if (!read.item || !read.sheets.length) return { taken: 0, refused: read.refused, view: null, markdown: '', html: '', body: '' };
    const view = space.ExitPath.teamView.view(read, names);
    return { taken: read.sheets.length, refused: read.refused, view, markdown: markdown(view), html: page(view, css), body: body(view) };
  }

  space.ExitPath = { ...space.ExitPath, team: { merge } };
})();

// The team's view of one pull request: who marked what, what is disputed, what was found at which stage. Numbers and texts
// only; `report.js` writes them down. What a comment met is the grader's answer.

/**
 * @typedef {{ who: string, sheet: any, grade: any }} Graded
 * @typedef {{ who: string, stage: string, label: string, severity: string | null, hazard: string | null, text: string, from: number, to: number,
 *   outcome: string, of: string | null, also: string[], words: string, id: string }} Mark A comment, with its lines of the head; on the whole they
 *   are 0 and 0.
 */

(() => {
  const STAGES = ['solo', 'pair', 'final'];
  const SEVERITIES = ['blocker', 'should-fix', 'nit'];
  /** Comments that the key does not bear out. They are no errors: the key may lack something. */
  const BESIDE = ['trap', 'false', 'kept', 'empty', 'copy'];
  /** Where the rules cannot tell, and the people can. */
  const OPEN = ['ask', 'open'];
  const RANK = /** @type {Record<string, number>} */ ({ blocker: 3, 'should-fix': 2, nit: 1 });
  /** As many disputed comments as a table has time for. */
  const MOST_DISPUTED = 8;
  const BEST = 2;

  const space = /** @type {any} */ (globalThis);
  const compare = (/** @type {string} */ a, /** @type {string} */ b) => (a < b ? -1 : a > b ? 1 : 0);
  /** In whole percent; of nothing, nothing. @param {number} part @param {number} whole */
  const percent = (part, whole) => (whole === 0 ? null : Math.round((100 * part) / whole));
  /** @param {number[]} all */
  const mean = (all) => (all.length ? all.reduce((sum, it) => sum + it, 0) / all.length : null);
  /** One digit after the point. @param {number | null} it */
  const tenth = (it) => (it === null ? null : Math.round(it * 10) / 10);

  /** @param {any[]} sheets @param {boolean} names @returns {{ who: string, sheet: any }[]} */
  function named(sheets, names) {
    /** @type {Record<string, number>} */
    const next = {};
    return sheets.map((sheet) => {
      next[sheet.stage] = (next[sheet.stage] ?? 0) + 1;
      const kind = sheet.stage === 'solo' ? 'Reader' : sheet.stage === 'pair' ? 'Pair' : 'Table';
      return { who: names && sheet.reader ? sheet.reader : `${kind} ${next[sheet.stage]}`, sheet };
    });
  }

  /** As much of a comment as is graded; a report is no place for the rest. @param {string} text */
  const cut = (text) => {
    const most = space.ExitPath.grader.GRADED;
    return text.length > most ? `${text.slice(0, most)} … (cut: of a comment the first ${most} characters are graded and shown)` : text;
  };

  /** @param {Graded} one @param {any} item @returns {Mark[]} */
  const marksOf = ({ who, sheet, grade }, item) => sheet.comments.map((/** @type {any} */ c, /** @type {number} */ i) => {
    const [from, to] = space.ExitPath.places.placed(c, item.hunks) ?? [0, 0];
    const judged = grade.comments[i];
    return { who, stage: sheet.stage, label: c.label, severity: c.severity, hazard: c.hazard, text: cut(c.text), from, to,
      outcome: judged.outcome, of: judged.of, also: judged.also, words: judged.words, id: c.id };
  });

  /** Marks that are about one thing: what the key knows by its id, other things by their lines. @param {Mark[]} marks */
  function topics(marks) {
    const claims = marks.filter((it) => it.outcome !== 'praise');
    /** @type {Map<string, Mark[]>} */
    const known = new Map();
    for (const mark of claims.filter((it) => it.of !== null)) known.get(String(mark.of))?.push(mark) ?? known.set(String(mark.of), [mark]);
    const rest = claims.filter((it) => it.of === null).sort((a, b) => a.from - b.from || a.to - b.to || compare(a.text, b.text) || compare(a.who, b.who));
    /** @type {Mark[][]} */
    const groups = [];
    let until = 0;
    for (const mark of rest) {
      const last = groups.at(-1);
      if (last && mark.from <= until) last.push(mark);
      else groups.push([mark]);
      until = last === groups.at(-1) ? Math.max(until, mark.to) : mark.to;
    }
    const all = [...[...known.entries()].map(([id, list]) => ({ id, marks: list })), ...groups.map((list) => ({ id: null, marks: list }))];
    return all.map(({ id, marks: list }) => ({
      id,
      from: list.reduce((least, it) => Math.min(least, it.from), Infinity),
      to: list.reduce((most, it) => Math.max(most, it.to), -Infinity),
      who: [...new Set(list.map((it) => it.who))].sort(compare),
      marks: list,
    })).sort((a, b) => a.from - b.from || a.to - b.to || compare(String(a.id), String(b.id)));
  }

  /** What a table should talk about: what some see and others do not, or see very differently. @param {Mark[]} solo @param {number} readers */
  function disputed(solo, readers) {
    const all = topics(solo).map((topic) => {
      const ranks = topic.marks.map((it) => RANK[it.severity ?? ''] ?? 0).filter((rank) => rank > 0);
      const spread = ranks.length ? Math.max(...ranks) - Math.min(...ranks) : 0;
      const split = Math.min(topic.who.length, readers - topic.who.length);
      return { ...topic, spread, heat: split + (spread >= 2 ? 1 : 0) };
    });
    // The most disputed ones, then in the order of the diff.
    return all.filter((it) => it.heat > 0).sort((a, b) => b.heat - a.heat || a.from - b.from || compare(String(a.id), String(b.id)))
      .slice(0, MOST_DISPUTED).sort((a, b) => a.from - b.from || a.to - b.to || compare(String(a.id), String(b.id)));
  }

  /** @param {any} row @param {any} comment */
  const covers = (row, comment) => {
    if (comment.about) return false;
    const line = comment.side === 'old' ? (row.mark === 'add' ? null : row.old) : row.mark === 'del' ? null : row.new;
    return line !== null && line >= comment.start && line <= comment.end;
  };

  /** @param {any} item @param {Graded[]} solo */
  const heat = (item, solo) => item.rows.map((/** @type {any} */ row) => ({
    ...row,
    who: row.mark === 'gap' ? [] : solo.filter(({ sheet }) => sheet.comments.some((/** @type {any} */ c) => c.label !== 'praise' && covers(row, c))).map(({ who }) => who).sort(compare),
  }));

  /** @param {Graded[]} graded @param {Mark[]} marks @param {any} key */
  function stageOf(graded, marks, key) {
    const alarms = marks.filter((it) => BESIDE.includes(it.outcome));
    const found = new Set(marks.filter((it) => it.outcome === 'found').flatMap((it) => [it.of, ...it.also]));
    const steps = graded.flatMap(({ grade }) => grade.comments.filter((/** @type {any} */ c) => c.outcome === 'found').map((/** @type {any} */ c) => Math.abs(c.severity)));
    const sure = graded.map(({ sheet }) => sheet.confidence).filter((it) => it !== null);
    return {
      reviews: graded.length,
      // Together: what anybody found. Each: what one review found, on average.
      together: found.size,
      recall: percent(found.size, key.findings.length),
      each: tenth(mean(graded.map(({ grade }) => grade.findings.filter((/** @type {any} */ f) => f.state === 'found' || f.state === 'partly').length))),
      alarms: alarms.length,
      alarmsEach: graded.length ? tenth(alarms.length / graded.length) : null,
      topics: topics(alarms).length,
      severity: tenth(mean(steps)),
      right: graded.filter(({ sheet }) => sheet.decision === key.decision).length,
      sure: sure.length ? Math.round(/** @type {number} */ (mean(sure))) : null,
    };
  }

  /** How sure people were of their decision, and how often it was right. @param {Graded[]} solo @param {any} key */
  function calibration(solo, key) {
    const said = solo.filter(({ sheet }) => sheet.confidence !== null);
    return [[50, 59], [60, 69], [70, 79], [80, 89], [90, 100]].map(([from, to]) => {
      const within = said.filter(({ sheet }) => sheet.confidence >= from && sheet.confidence <= to);
      return { from, to, reviews: within.length, right: within.filter(({ sheet }) => sheet.decision === key.decision).length };
    }).filter((it) => it.reviews > 0);
  }

  /** @param {any} item @param {Mark[]} marks @param {Record<string, Graded[]>} by */
  const findings = (item, marks, by) => item.key.findings.map((/** @type {any} */ f) => {
    const met = marks.filter((it) => [it.of, ...it.also].includes(f.id) && it.outcome === 'found');
    const open = marks.filter((it) => it.of === f.id && OPEN.includes(it.outcome));
    const solo = met.filter((it) => it.stage === 'solo');
    const order = (/** @type {Mark} */ it) => ['recognised', 'maybe', 'not recognised'].indexOf(it.words);
    const best = [...met].sort((a, b) => order(a) - order(b) || Number(b.hazard === f.hazard) - Number(a.hazard === f.hazard)
      || Math.abs((RANK[a.severity ?? ''] ?? 0) - RANK[f.severity]) - Math.abs((RANK[b.severity ?? ''] ?? 0) - RANK[f.severity])
      || compare(a.text, b.text) || compare(a.who, b.who));
    const texts = best.filter((it, i) => best.findIndex((other) => other.text === it.text) === i);
    return {
      id: f.id, title: f.title, lines: f.lines, hazard: item.hazards[f.hazard] ?? f.hazard, severity: f.severity,
      found: STAGES.map((stage) => ({ stage, reviews: new Set(met.filter((it) => it.stage === stage).map((it) => it.who)).size, of: by[stage].length })),
      stated: SEVERITIES.map((severity) => ({ severity, reviews: solo.filter((it) => it.severity === severity).length })),
      open: open.map(({ who, stage, text, from, to }) => ({ who, stage, text, from, to })),
      best: texts.slice(0, BEST).map(({ who, stage, text }) => ({ who, stage, text })),
      said: texts.filter((it) => it.stage === 'solo').map(({ who, text, from, to }) => ({ who, text, from, to })),
      model: item.models[f.id] ?? '',
    };
  });

  /** What people alone said beside the key, and what became of them. @param {Mark[]} marks @param {any} item @param {boolean} hasFinal @param {boolean} hasPair */
  function alarms(marks, item, hasPair, hasFinal) {
    const of = (/** @type {string} */ stage) => marks.filter((it) => it.stage === stage && BESIDE.includes(it.outcome));
    const last = hasFinal ? 'final' : hasPair ? 'pair' : null;
    const still = last ? of(last) : [];
    const list = topics(of('solo')).map((topic) => ({
      from: topic.from, to: topic.to, who: topic.who, trap: item.key.traps.find((/** @type {any} */ t) => t.id === topic.id)?.claim ?? null,
      text: topic.marks[0].text,
      kept: still.some((it) => (topic.id === null ? it.of === null && it.from <= topic.to && it.to >= topic.from : it.of === topic.id)),
    }));
    return { last, list, withdrawn: last ? list.filter((it) => !it.kept).length : null };
  }

  /** Every trap, and who fell for it alone. @param {Mark[]} solo @param {any} key */
  const traps = (solo, key) => key.traps.map((/** @type {any} */ t) => {
    const fell = solo.filter((it) => it.outcome === 'trap' && it.of === t.id);
    return { lines: t.lines, claim: t.claim, why: t.why ?? '', who: [...new Set(fell.map((it) => it.who))].sort(compare), said: fell.map(({ who, text }) => ({ who, text })) };
  });

  /** The hazard that most people missed. @param {any[]} found @param {any} item */
  function weakest(found, item) {
    const share = (/** @type {any} */ f) => f.found[0].reviews;
    const open = (/** @type {any} */ f) => f.open.filter((/** @type {any} */ it) => it.stage === 'solo').length;
    const least = [...found].sort((a, b) => share(a) - share(b) || open(a) - open(b) || compare(a.id, b.id))[0];
    if (!least || share(least) === least.found[0].of) return null;
    const id = item.key.findings.find((/** @type {any} */ f) => f.id === least.id).hazard;
    return { id, name: least.hazard, found: share(least), of: least.found[0].of };
  }

  /**
   * @param {any} read What `teamRead.read` gave.
   * @param {boolean} names Whether people are named.
   */
  function view({ item, sheets, refused }, names) {
    const graded = named(sheets, names).map(({ who, sheet }) => ({ who, sheet, grade: space.ExitPath.grader.grade(sheet, item) }));
    const by = Object.fromEntries(STAGES.map((stage) => [stage, graded.filter(({ sheet }) => sheet.stage === stage)]));
    const marks = graded.flatMap((one) => marksOf(one, item));
    const solo = marks.filter((it) => it.stage === 'solo');
    const found = findings(item, marks, by);
    return {
      title: item.title, short: item.short, names, refused, hazards: item.hazards, decision: item.key.decision,
      counts: STAGES.map((stage) => ({ stage, reviews: by[stage].length })),
      decisions: ['approve', 'comment', 'request-changes'].map((decision) => ({
        decision, counts: STAGES.map((stage) => by[stage].filter(({ sheet }) => sheet.decision === decision).length) })),
      heat: heat(item, by.solo),
      disputed: disputed(solo, by.solo.length),
      stages: STAGES.map((stage) => ({ stage, ...stageOf(by[stage], marks.filter((it) => it.stage === stage), item.key) })),
      findings: found,
      traps: traps(solo, item.key),
      alarms: alarms(marks, item, by.pair.length > 0, by.final.length > 0),
      extras: topics(marks.filter((it) => it.outcome === 'extra')).map((it) => ({ from: it.from, to: it.to, who: it.who, text: it.marks[0].text })),
      calibration: calibration(by.solo, item.key),
      weakest: weakest(found, item),
      lost: found.filter((/** @type {any} */ f) => f.found[0].reviews > 0 && by.final.length > 0 && f.found[2].reviews === 0).map((/** @type {any} */ f) => f.title),
    };
  }

  space.ExitPath = { ...space.ExitPath, teamView: { view } };
})();

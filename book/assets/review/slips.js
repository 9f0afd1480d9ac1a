// Late, on pages with <exit-review item
// Slips that are common in English review prose. Advice while somebody writes: never a grade, never a verdict on
// their English. Only patterns that are safe are here; articles and agreement would give false alarms. Pure.

(() => {
  /** @type {[RegExp, string][]} What is found, and what to write; `$1` is the first group. */
  const RULES = [
    [/\bsuggest(?:ed)? to (\w+)/gi, 'suggest + -ing: “I suggest adding …”'],
    [/\brecommend to (\w+)/gi, 'recommend + -ing: “I recommend adding …”'],
    [/\bavoid (?:not )?to (\w+)/gi, 'avoid + -ing: “avoid blocking”'],
    [/\balthough\b[^.;!?]*,\s*but\b/gi, 'although or but, not both'],
    [/\bbecause\b[^.;!?]*,\s*so\b/gi, 'because or so, not both'],
    [/\bdiscuss about\b/gi, '“discuss the order”, without about'],
    [/\b(?:please )?kindly\b/gi, 'leave it out, or ask: “Could you …?”'],
    [/\bthe codes\b|\bthese codes\b/gi, '“the code”: it has no plural'],
    [/\bmaybe can\b/gi, '“it may be possible to …”, or “… may be enough”'],
    [/\baccording to my (?:opinion|understanding)\b/gi, '“in my view” or “as I read it”'],
    [/\bmore better\b/gi, '“better”'],
    [/\bthe reason is because\b/gi, '“the reason is that …”'],
    [/\bhere exists?\b/gi, '“there is … here”'],
    [/\b(?:has|have) (?:the |a )?possibility to\b/gi, '“can” or “may”'],
    [/\bcause (?:a |the )?(\w+) happen\b/gi, '“cause a $1”'],
    [/\bwill be leak\b/gi, '“will leak”'],
    [/\bis not release\b/gi, '“is not released”'],
    [/\black of error handle\b/gi, '“the error of … is not handled”'],
    [/\bmodify like (?:below|this)\b/gi, '“For example:”'],
    [/\bneed add\b/gi, '“this needs …” or “could we add …?”'],
    [/\bdo some optimi[sz]e\b/gi, 'say what to do: “shorten the locked part”'],
    [/\bi have a doubt\b/gi, '“I have a question”'],
    [/\b(?:timeout|async) it\b/gi, '“add a time-out”, “run it in the background”'],
    [/\byou (?:forgot|should have|always|never|clearly)\b/gi, 'speak of the code: “On the error path, … stays open.”'],
    [/\bwhy (?:did|didn['’]t|don['’]t) you\b/gi, 'it may read as a reproach: “What would happen if …?”'],
    [/\b(?:obviously|stupid|nonsense|careless|terrible)\b/gi, 'a reader who disagrees stops here; say what happens'],
  ];

  /** Code is not prose: what stands between backticks, and what looks like an identifier. @param {string} text */
  const masked = (text) => text.replace(/```[\s\S]*?(?:```|$)|`[^`\n]*`|\b\w*(?:_|::|\(\))\w*/g, (code) => '\u0000'.repeat(code.length));

  /**
   * @param {string} text
   * @returns {{ start: number, end: number, found: string, advice: string }[]} In order, without overlaps.
   */
  function slips(text) {
    const prose = masked(text);
    const all = RULES.flatMap(([rule, advice]) =>
      [...prose.matchAll(rule)].map((m) => ({ start: m.index, end: m.index + m[0].length, found: text.slice(m.index, m.index + m[0].length), advice: advice.replace('$1', m[1] ?? '…') })));
    all.sort((a, b) => a.start - b.start || b.end - a.end);
    return all.filter((slip, i) => !all.slice(0, i).some((earlier) => earlier.end > slip.start));
  }

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, slips };
})();

// Late, on pages with <exit-review item
// What the page says of an outcome. Every sentence here is true of whatever the rules took for it: what they did not recognise is
// called that, and not wrong. Words only.

(() => {
  /** A badge and its look. @type {Record<Outcome, [string, string]>} */
  const OUTCOME = {
    found: ['ep-good', 'found'], again: ['ep-dim', 'at a point that you found'], ask: ['ep-note', 'open'], open: ['ep-note', 'open'],
    extra: ['ep-dim', 'true, and beside the point'], trap: ['ep-bad', 'this code is right'], kept: ['ep-dim', 'not in the key'],
    false: ['ep-bad', 'not so'], nit: ['ep-dim', 'a nit'], empty: ['ep-note', 'too general'], copy: ['ep-note', 'a copy'], praise: ['ep-dim', 'praise'],
  };

  /** @type {Partial<Record<Outcome, string>>} */
  const WHY = {
    again: 'Another comment of yours says the point at this place. This one counts neither for nor against you.',
    ask: 'It may say this point of the key. The rules cannot tell, and you left it open: compare it with the model comment.',
    open: 'It may say this point of the key. The rules cannot tell: compare it with the model comment.',
    extra: 'The key has it as a remark that is true and that this change need not answer.',
    trap: 'The key says why this code is right, below.',
    false: 'The claim that you chose does not hold here.',
    kept: 'No point of the key is recognised in it. It may be right all the same: a run that fails would show it.',
    nit: 'A matter of taste, told as one. It costs nothing.',
    empty: 'It could stand at any line of any program. Name the cause: what happens, and when.',
    copy: 'It repeats an earlier comment almost word for word.',
  };

  /** @type {Record<string, [string, string]>} */
  const STATE = { partly: ['ep-note', 'in part'], open: ['ep-note', 'not recognised'], missed: ['ep-bad', 'missed'] };

  /** Of a comment that is found, and has less than the whole of it. @type {[string, string]} */
  const PART = ['ep-note', 'found in part'];

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, told: { OUTCOME, WHY, STATE, PART } };
})();

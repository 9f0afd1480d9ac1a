// Late, on pages with <exit-review item
// The words of a text: which of them carry meaning, which mean the same in this trade, and which anybody could write without
// having read the code. Pure. What a text says of a finding is `prose.js`; which text is a copy is `copies.js`.

(() => {
  const list = (/** @type {string} */ words) => words.split(/\s+/).filter(Boolean);

  const STOP = new Set(list('a an the this that these those it its is are was were be been to of in on at by for from with and or but so as if '
    + 'then than when while which who what where there here has have had do does did can could would should may might will not no nor only also '
    + 'we i you they he she one any all each some more most other another into onto over under again still yet very after before now'));

  /** Words that mean one thing in this trade. */
  const SAME = Object.fromEntries([
    'hang hung hangs stuck freeze frozen block blocks blocked deadlock deadlocks deadlocked forever ever park parks parked',
    'lock locks locked mutex guard',
    'token tokens context ctx',
    'remove removes removed removal delete deletes deleted deletion',
    'timeout timeouts time-out limit limits deadline budget',
    'error errors err failure failed fails',
    'reap reaps reaped reaper waitpid collect collects collected',
    'gone lost loses lose missing dropped drop drops',
    'wait waits waited waiter waiters waiting recv receive receives',
    'twice second again double doubly',
    'stop stops stopped shutdown',
    'spent cancelled canceled cancels cancel fired fires',
    'code codes status',
    'kill kills killed sigkill',
    'free freed reused reuse recycled stranger',
    'end ends ended exit exits exited dies die died dead',
    'merge merges merged coalesce coalesces coalesced',
    'zombie zombies defunct',
  ].flatMap((group) => group.split(' ').map((word) => [word, group.split(' ')[0]])));

  /**
   * Words that a remark may have without saying anything: those of every review, of politeness, of fear, and the names of
   * things that each program of this kind has.
   */
  const GENERAL = new Set(list(`
    problem problems issue issues trouble bug bugs wrong bad good nice great well better best fine ok okay lgtm ship safe unsafe safely safety risk risks risky
    dangerous danger careful carefully difficult hard tricky fragile brittle odd weird strange smell smells suspicious unclear confusing confused sure unsure certain
    feel feeling think believe guess wonder worry worried worries afraid concern concerns concerned attention
    please check checks checked checking recheck verify verified make makes made ensure look looks looking review reviewed reconsider consider considered considering
    think thought maybe perhaps possible possibly potential potentially probably likely could seems seem appears appear looks
    handle handles handled handling treat treated properly proper correctly correct right way ways manner good practice practices
    improve improved improvement refactor rename cleanup clean simplify document comment comments readable readability
    test tests tested testing coverage add added adding more another extra need needs needed necessary should must always never ever
    lead leads leading cause causes caused causing result results happen happens happened behave behaviour behavior work works working
    race races racy condition conditions concurrent concurrently concurrency parallel thread threads threading synchronization synchronisation synchronize
    synchronized synchronised sync atomic atomicity ordering order deadlock deadlocks lock locks locked locking mutex guard hang hangs block blocks blocking
    leak leaks leaking resource resources memory performance slow fast load scale scalability production prod stress heavy error errors err failure failures fail fails failed failing exception panic panics crash crashes ignore ignored ignores ignoring swallow swallowed
    channel channels queue queues buffer signal signals process processes task tasks spawn spawns spawned spawning child children shutdown cancel cancelled
    cancellation token timeout timeouts limit limits wait waits waiting notify wake state shared share access accessed protect protected protection
    code line lines function method block part place places section area hunk change changes changed diff pr pull request spot piece bit thing things stuff
    case cases situation situations scenario scenarios circumstance circumstances time times moment point edge corner general whole some somewhere something someone somebody anything everything long short big small many much several few lot lots every different same this that again twice double
    usage use used uses using logic implementation approach design kind type types value values variable variables data info information
    really very quite just also even actually basically together around about close closely further deeper different other
    question why how what explain explained reason reasons understand know known idea approve approved merge believe trust
    call calls called caller callers calling client clients user users request requests functions callback event events status read reads write writes close closes
    closed lost wakeup wake-up unbounded owner owners owned stolen reuse reused skipped bounds bound unguarded field fields act without
    problematic subtle notoriously notorious harden hardened hazard hazards contention starvation feel feels defensive robust optimal rework reworked operation operations guarantee guaranteed overly complicated complex ownership
    responsible outage day high primitive primitives hmm me like out up down between against watch forever life reliable stable unstable nasty ugly messy`));

  /** @param {string} word */
  const stem = (word) => SAME[word] ?? (word.length > 4 ? word.replace(/(ies|ing|ed|es|s|e)$/, '') : word);

  /** Texts that are taken apart: a comment is looked at in several turns. @type {Map<string, string[]>} */
  const taken = new Map();
  const MOST = 500;

  /** The words that carry meaning: an identifier is also its parts. @param {string} text */
  function meaning(text) {
    const known = taken.get(text);
    if (known) return known;
    const plain = text.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
    const made = (plain.match(/[a-z][a-z-]+|\d+/g) ?? []).filter((w) => !STOP.has(w));
    if (taken.size >= MOST) taken.clear();
    taken.set(text, made);
    return made;
  }

  /** @param {string} text */
  const tokens = (text) => new Set(meaning(text).map(stem));

  /** Stems of words that say nothing by themselves. */
  const plain = new Set([...GENERAL].map(stem));
  const isGeneral = (/** @type {string} */ token) => plain.has(token);

  /** A word of several parts is general if they are. @param {string} word */
  const isPlain = (word) => GENERAL.has(word) || word.length < 2 || (word.includes('-') && word.split('-').every((part) => GENERAL.has(part) || STOP.has(part) || part === ''));

  /** Names in code: a remark does not become one by a name that it mentions. @param {string} text */
  const nameless = (text) => text.replace(/`[^`]*`/g, ' ').replace(/[\w.:]+\(\)/g, ' ');

  /** The words of a text that somebody writes who has looked at the code, without the names in it. @param {string} text */
  const own = (text) => [...new Set(meaning(nameless(text)).filter((word) => !isPlain(word)).map(stem))];

  /** Stems in the words of a text, each as it stands there first: a reader knows "created", and not "creat". @param {string[]} stems @param {string} text */
  function written(stems, text) {
    const all = meaning(text);
    return stems.map((it) => all.find((word) => stem(word) === it) ?? it);
  }

  /** @param {string} text */
  const sentences = (text) => text.split(/(?<=[.!?;:])\s+|\n+/).filter((s) => s.trim() !== '');

  /** Words. The longest sentence of all sample comments has 32. */
  const LONGEST = 50;
  const SMALL = new Set(list('the a an is are was be to of in on and or that this these it its so when while if for with not as will can could may by at has have do '
    + 'does from about into before after until because but yet then than no nothing nobody never only both each any all we our you your they their there here which who'));
  /** Longer sentences say words twice, if only "the": in 1300 of reviews, none of more than 27 has 92 % different ones. */
  const LONG = 28;
  const VARIED = 0.92;
  /** Where a sentence has a joint, and how many words follow each other without one: 17 at most in the same sentences. */
  const JOINT = /[,;:()—–]|\b(?:and|but|so|because|when|while|if|then|that|which|who|where|until|before|after|since|as|or|than|with)\b/i;
  const ROW = 20;
  const CJK = /[\u3040-\u30ff\u4e00-\u9fff]{6,}/;

  /**
   * Whether a text has a sentence in it: a list of keywords has none, and a sentence ends somewhere. Whoever thinks in Chinese
   * or Japanese may write it.
   * @param {string} text
   */
  function reads(text) {
    if (CJK.test(text)) return true;
    return sentences(text).some((sentence) => {
      const words = sentence.toLowerCase().match(/[a-z']+/g) ?? [];
      const small = words.filter((word) => SMALL.has(word)).length / Math.max(1, words.length);
      if (words.length < 5 || words.length > LONGEST || (words.length > LONG && new Set(words).size / words.length > VARIED)) return false;
      const row = Math.max(...sentence.split(JOINT).map((part) => part.match(/[a-z']+/gi)?.length ?? 0));
      return small >= (row > ROW ? 0.25 : 0.15) && small <= 0.75;
    });
  }

  /** Whether a text is words put in a row, and no remark: long, and without what joins words or ends a sentence. @param {string} text */
  function isList(text) {
    if (reads(text)) return false;
    const words = text.toLowerCase().match(/[a-z']+/g) ?? [];
    return words.length >= 16 || (words.length >= 8 && words.filter((word) => SMALL.has(word)).length / words.length < 0.12);
  }

  /** A row of names with commas between them, as long as this, is no statement, whatever ends it. */
  const SERIES = 5;
  /** Whether a sentence only lists: most of its parts are names. @param {string} sentence */
  function isSeries(sentence) {
    const parts = sentence.replace(/\b(and|or)\b/g, ',').split(',').map((part) => part.match(/[\w'-]+/g)?.length ?? 0).filter(Boolean);
    return parts.length >= SERIES && parts.filter((n) => n <= 3).length >= parts.length * 0.75;
  }

  /** A block of code in a comment: what it proposes, said in the code. */
  const BLOCK = /(`{3,}|~{3,})[^\n`]*\n([\s\S]*?)\1/g;
  const code = (/** @type {string} */ text) => [...text.matchAll(BLOCK)].map((it) => it[2]).join('\n');
  const codeless = (/** @type {string} */ text) => text.replace(BLOCK, ' ');
  /** Whether a text proposes code: several statements or names, not a word between fences. @param {string} text */
  const proposes = (text) => new Set(code(text).match(/[A-Za-z_]{2,}/g) ?? []).size >= 3;

  const HEDGE = /\b(please|consider|make sure|ensure|should|may|might|could|potential\w*|possib\w+|careful\w*|looks?|seems?|believe|feeling|not sure|suspicious)\b/i;

  /** Whether a text could stand at any line of any program, or is a list of words. @param {string} text */
  function isEmpty(text) {
    if (CJK.test(text) || proposes(text)) return false;
    const told = sentences(text).filter((/** @type {string} */ it) => !isSeries(it)).join(' ');
    const [mine, all] = [own(told).length, meaning(nameless(told)).length];
    return isList(text) || mine === 0 || (mine === 1 && all >= 5 && HEDGE.test(text));
  }

  const space = /** @type {any} */ (globalThis);
  space.ExitPath = { ...space.ExitPath, words: { tokens, own, written, sentences, nameless, reads, proposes, codeless, isEmpty, isGeneral, CJK } };
})();

//! One look at everybody below a process. It takes time, and processes die meanwhile: the children of a dead one come to the
//! nearest subreaper above, which is the process that looks. Read from the top down, they are in neither list: not yet in
//! that of the subreaper, no more in that of their parent. So its own children are asked for again, until all are known.

use super::tree::Process;
use nix::unistd::Pid;
use std::collections::HashSet;

/// How often one look asks who has come, before it says that it is not complete. A chain of processes that fork and exit can
/// outrun any look.
pub(super) const ROUNDS: usize = 16;

/// Who was found.
pub(crate) struct Look {
    /// Alive, or dead and not yet waited for.
    pub(crate) found: Vec<Process>,
    /// Nobody was missed. Only then does "none is alive" say that the job is over.
    pub(crate) complete: bool,
}

/// Asks `children` for everybody below `me`, and `read` for each of them. Ends early, and is not complete, at more
/// processes than `enough` or more of their threads than `threads`, and after so many `rounds`: with one, nobody is asked
/// for again. `None` where `children` cannot tell.
pub(super) fn walk(
    me: Pid,
    (enough, threads): (usize, u64),
    rounds: usize,
    children: &mut dyn FnMut(Pid) -> Option<Vec<Pid>>,
    read: &mut dyn FnMut(Pid) -> Option<Process>,
) -> Option<Look> {
    let (mut found, mut known) = (Vec::<Process>::new(), HashSet::new());
    for _ in 0..rounds {
        let mut next = children(me)?;
        next.retain(|pid| !known.contains(pid));
        if next.is_empty() {
            return Some(Look { found, complete: true });
        }
        while let Some(pid) = next.pop() {
            if !known.insert(pid) {
                continue;
            }
            found.extend(read(pid));
            // Asked before their children are: that takes a look at each thread.
            if found.len() > enough || found.iter().map(|it| it.threads).sum::<u64>() > threads {
                return Some(Look { found, complete: false });
            }
            next.extend(children(pid)?);
        }
    }
    Some(Look { found, complete: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    const TOOL: Pid = Pid::from_raw(1);
    const KEEPER: Pid = Pid::from_raw(2);
    const ORPHAN: Pid = Pid::from_raw(3);

    fn found(children: &mut dyn FnMut(Pid) -> Option<Vec<Pid>>) -> (Vec<Pid>, bool) {
        let mut read = |pid| Some(Process::for_test(pid));
        let look = walk(TOOL, (usize::MAX, u64::MAX), ROUNDS, children, &mut read).expect("a kernel that tells");
        (look.found.iter().map(|it| it.pid).collect(), look.complete)
    }

    /// Its parent dies after our children were listed, and before those of the parent are.
    #[test]
    fn an_orphan_that_comes_while_we_look_is_found() {
        let keeper_lives = Cell::new(true);
        let mut children = |pid| {
            let list = match (pid, keeper_lives.get()) {
                (TOOL, true) => vec![KEEPER],
                (TOOL, false) => vec![KEEPER, ORPHAN],
                _ => vec![],
            };
            keeper_lives.set(false);
            Some(list)
        };
        assert_eq!(found(&mut children), (vec![KEEPER, ORPHAN], true));
    }

    /// Each time somebody looks, there is another one.
    #[test]
    fn a_chain_that_outruns_the_look_is_not_complete() {
        let mut last = TOOL.as_raw();
        let mut children = |pid| {
            last += i32::from(pid == TOOL);
            Some(if pid == TOOL { vec![Pid::from_raw(last)] } else { vec![] })
        };
        let (all, complete) = found(&mut children);
        assert_eq!((all.len(), complete), (ROUNDS, false));
    }
}

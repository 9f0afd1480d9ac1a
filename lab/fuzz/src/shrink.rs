//! A smaller program with the same fault: leave out one instruction after the other.

use crate::program::Do;

pub(crate) type Program = Vec<Vec<Do>>;

/// Make `program` smaller as long as `is_bad`.
pub(crate) fn shrink(mut program: Program, is_bad: impl Fn(&Program) -> bool) -> Program {
    loop {
        let smaller = (0..count(&program)).map(|n| without(&program, n)).find(|smaller| is_bad(smaller));
        match smaller {
            Some(smaller) => program = smaller,
            None => return program,
        }
    }
}

fn blocks(instruction: &Do) -> Option<&Vec<Do>> {
    match instruction {
        Do::Lock(_, block) | Do::TryLock(_, block) | Do::Read(block) | Do::Write(block) | Do::Unwind(block) => {
            Some(block)
        }
        _ => None,
    }
}

fn size(block: &[Do]) -> usize {
    block.iter().map(|instruction| 1 + blocks(instruction).map_or(0, |block| size(block))).sum()
}

fn count(program: &Program) -> usize {
    program.iter().map(|block| size(block)).sum()
}

fn without(program: &Program, mut n: usize) -> Program {
    program.iter().map(|block| leave_out(block, &mut n)).collect()
}

/// `n` counts down to the instruction that goes, with its block.
fn leave_out(block: &[Do], n: &mut usize) -> Vec<Do> {
    let mut kept = Vec::new();
    for instruction in block {
        let here = *n == 0;
        *n = n.wrapping_sub(1);
        if here {
            // The block outlives what it was in, where it can.
            kept.extend(blocks(instruction).into_iter().flatten().cloned());
            continue;
        }
        kept.push(match instruction {
            Do::Lock(m, block) => Do::Lock(*m, leave_out(block, n)),
            Do::TryLock(m, block) => Do::TryLock(*m, leave_out(block, n)),
            Do::Read(block) => Do::Read(leave_out(block, n)),
            Do::Write(block) => Do::Write(leave_out(block, n)),
            Do::Unwind(block) => Do::Unwind(leave_out(block, n)),
            other => other.clone(),
        });
    }
    kept
}

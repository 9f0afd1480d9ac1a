//! lab: ok
//! real: cannot find value `LAB`
const _: () = std::LAB;

fn main() {}

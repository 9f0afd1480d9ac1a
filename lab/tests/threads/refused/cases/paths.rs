//! lab: ok
//! real: cannot find value `LAB`
//! Every way to name `std` reaches the replacement.
extern crate std as x;

const _: () = x::LAB;
const _: () = ::std::LAB;

fn main() {
    let same: x::sync::Mutex<u8> = ::std::sync::Mutex::new(0);
    drop(same);
}

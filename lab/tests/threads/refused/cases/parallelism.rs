//! lab: the lab does not model `std::thread::available_parallelism`
fn main() {
    println!("{:?}", std::thread::available_parallelism());
}

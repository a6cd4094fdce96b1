//! What drives the real window: a desk with a display, and the window as a person finds their way in
//! it. The tests beside this use it, and the benches that measure the window.

pub mod desk;
pub mod leaks;
pub mod pool;
pub mod process;
pub mod window;

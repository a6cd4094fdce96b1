//! Any bytes in place of a host's answer to the request for a console: however they come in pieces,
//! the head ends at the same place, with the same status.

use xapi::codec::http::Head;

/// The bytes of the answer.
pub fn run(data: &[u8]) {
    let whole = Head::read(data);
    // Every byte matters at first; later ones only by the hundred, to be quick.
    let cuts = (0..data.len()).filter(|cut| *cut < 300 || cut % 100 == 0);
    for cut in cuts {
        match (Head::read(&data[..cut]), whole) {
            (Head::Begun, Head::Whole { length, .. }) => assert!(cut < length),
            (Head::Begun, Head::Begun | Head::Other) => {}
            (begun, whole) => assert_eq!(begun, whole, "known at {cut}"),
        }
    }
    if let Head::Whole { length, .. } = whole {
        assert!(length <= data.len());
        assert!(data[..length].ends_with(b"\n"));
    }
}

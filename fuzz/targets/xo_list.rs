//! Any bytes in place of a Xen Orchestra's list, as it is and as what is packed by gzip: however it
//! arrives, it is what it is as a whole.

use xo::codec;

/// The first byte says in how long pieces.
pub fn run(data: &[u8]) {
    let Some((first, body)) = data.split_first() else {
        return;
    };
    for packed in [false, true] {
        let whole = codec::objects([body], packed);
        let apart = codec::objects(body.chunks(1 + usize::from(*first)), packed);
        match (whole, apart) {
            (Ok(whole), Ok(apart)) => assert_eq!(apart, whole),
            (whole, apart) => assert!(whole.is_err() && apart.is_err()),
        }
    }
}

//! Any bytes in place of what a Xen Orchestra says over its WebSocket. What enters is read as an object
//! of a pool is.

use xo::{Notification, codec};

pub fn run(data: &[u8]) {
    let Ok(Some(Notification::Enter(objects))) = codec::notification(data.to_vec()) else {
        return;
    };
    for object in objects {
        let again = xo::Object::parse(object.id(), object.text().to_owned());
        let again = again.expect("what came is JSON");
        assert_eq!(
            (again.kind(), again.digest()),
            (object.kind(), object.digest())
        );
        object.members();
    }
}

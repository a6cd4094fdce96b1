//! When a view is computed anew.

use std::collections::HashSet;

use super::*;

fn objects(id: &str, classes: &[Class]) -> Invalidation {
    Invalidation::Objects(
        id.into(),
        Arc::new(classes.iter().cloned().collect::<HashSet<_>>()),
    )
}

fn page_of(connection: &str) -> ViewSpec {
    ViewSpec::Page {
        object: ObjectKey {
            connection: connection.into(),
            class: "VM".into(),
            reference: "OpaqueRef:1".into(),
        },
    }
}

#[test]
fn a_view_is_computed_anew_only_for_what_may_concern_it() {
    let id: ConnectionId = "a".into();
    let tree = ViewSpec::Tree(Default::default());
    assert!(concerns(&tree, &objects("a", &[Class::Vm])));
    assert!(!concerns(&tree, &objects("a", &[Class::Task])));
    // An alarm is a message.
    assert!(concerns(&tree, &objects("a", &[Class::Message])));
    assert!(concerns(&tree, &objects("a", &[Class::Task, Class::Vm])));
    assert!(concerns(&tree, &Invalidation::Connection(id.clone())));
    assert!(!concerns(&tree, &Invalidation::Tasks));
    assert!(concerns(
        &page_of("a"),
        &objects("a", &[Class::VmGuestMetrics])
    ));
    assert!(!concerns(
        &page_of("a"),
        &objects("b", &[Class::VmGuestMetrics])
    ));
    assert!(concerns(&page_of("a"), &Invalidation::Listed(id)));
    assert!(concerns(&ViewSpec::Tasks, &Invalidation::Tasks));
    assert!(concerns(&ViewSpec::Tasks, &objects("a", &[Class::Task])));
    assert!(!concerns(&ViewSpec::Tasks, &objects("a", &[Class::Sr])));
}

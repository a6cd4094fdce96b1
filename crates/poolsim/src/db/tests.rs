//! The database by itself.

use super::*;

#[test]
fn both_sides_of_a_relation_follow() {
    let mut db = Db::default();
    let a = db.create("host", new_ref(), &[]);
    let b = db.create("host", new_ref(), &[]);
    let vm = db.create("VM", new_ref(), &[("resident_on", (&a).into())]);
    assert_eq!(db.refs(&a, "resident_VMs"), vec![vm.clone()]);
    db.set(&vm, "resident_on", &b);
    assert_eq!(db.refs(&a, "resident_VMs"), Vec::<Ref>::new());
    assert_eq!(db.refs(&b, "resident_VMs"), vec![vm.clone()]);
    db.delete(&vm);
    assert!(db.refs(&b, "resident_VMs").is_empty());
    assert_eq!(db.check("VM", &vm).unwrap_err().code, "HANDLE_INVALID");
}

#[test]
fn only_real_changes_count() {
    let mut db = Db::default();
    let vm = db.create("VM", new_ref(), &[]);
    let before = db.generation();
    db.set(&vm, "name_label", "");
    assert_eq!(db.generation(), before);
    db.set(&vm, "name_label", "web");
    assert_eq!(db.changed_after(before).count(), 1);
    assert!(
        db.row(&vm)
            .unwrap()
            .data
            .json()
            .contains("\"name_label\":\"web\"")
    );
}

#[test]
fn deletions_are_forgotten_in_the_end() {
    let mut db = Db::default();
    for _ in 0..513 {
        let vm = db.create("VM", new_ref(), &[]);
        db.delete(&vm);
    }
    let class = model().class_id("VM").unwrap();
    assert_eq!(db.table(class).deleted.len(), 256);
    assert_eq!(db.table(class).deleted[0].deleted, db.generation());
}

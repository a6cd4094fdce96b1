//! Messages (alerts) that a pool leaves about its objects.

use std::sync::Arc;

use crate::db::{new_ref, new_uuid};
use crate::model::model;
use crate::pool::World;
use crate::value::{Data, Ref, Value};

impl World {
    /// Leaves a message about an object.
    pub fn message(
        &mut self,
        name: &str,
        priority: i64,
        cls: &str,
        object: &str,
        body: &str,
    ) -> Ref {
        let now = self.db.now();
        self.message_at(name, priority, cls, object, body, now)
    }

    /// Leaves a message about an object, as of a moment.
    pub fn message_at(
        &mut self,
        name: &str,
        priority: i64,
        cls: &str,
        object: &str,
        body: &str,
        at: i64,
    ) -> Ref {
        let uuid = self.db.text(object, "uuid").to_owned();
        self.message_about(name, priority, cls, &uuid, body, at)
    }

    /// Leaves a message about the object with that uuid, as of a moment.
    pub fn message_about(
        &mut self,
        name: &str,
        priority: i64,
        cls: &str,
        uuid: &str,
        body: &str,
        at: i64,
    ) -> Ref {
        let reference = new_ref();
        let class = model().class_id("message").unwrap_or(0);
        let values = vec![
            new_uuid().into(),
            name.into(),
            priority.into(),
            cls.into(),
            uuid.into(),
            Value::Date(at),
            body.into(),
        ];
        let generation = self.db.bump();
        let data = Arc::new(Data::new(class, values));
        self.messages.insert(reference.clone(), generation, data);
        reference
    }

    /// Takes a message away; false if it is not there.
    pub fn drop_message(&mut self, reference: &str) -> bool {
        if self.messages.get(reference).is_none() {
            return false;
        }
        let generation = self.db.bump();
        self.messages.remove(reference, generation)
    }
}

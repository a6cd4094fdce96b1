//! The window's TypeScript, written from the Rust types: one file, one truth.

use std::{any::TypeId, collections::BTreeMap};

use inventory::Job;
use serde_json::json;
use ts_rs::{Config, TS, TypeVisitor};

use crate::commands;

struct Declarations<'a> {
    config: &'a Config,
    seen: std::collections::HashSet<TypeId>,
    by_name: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        if T::output_path().is_some() {
            let docs = T::docs().unwrap_or_default();
            self.by_name.insert(
                T::name(self.config),
                format!("{docs}export {}\n", T::decl(self.config)),
            );
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// The whole of `ui/src/platform/bindings.ts`.
pub fn typescript() -> String {
    let config = Config::new().with_large_int("number");
    let mut declarations = Declarations {
        config: &config,
        seen: Default::default(),
        by_name: BTreeMap::new(),
    };
    commands::visit_types(&mut declarations);
    let mut text = String::from(
        "// Generated from crates/engine/src by `cargo xtask bindings`. Do not edit.\n\
         /* eslint-disable */\n\n",
    );
    for declaration in declarations.by_name.values() {
        text.push_str(declaration);
        text.push('\n');
    }
    let jobs: Vec<String> = Job::ALL.iter().map(|job| json!(job).to_string()).collect();
    text.push_str(&format!(
        "/** All jobs, in the order in which they are offered. */\nexport const JOBS: readonly Job[] = [{}];\n\n",
        jobs.join(", "),
    ));
    text.push_str(
        "/** Every command, given the function that carries one to the engine. */\n\
         export const commands = (call: <T>(command: string, args: Record<string, unknown>) => Promise<T>) => ({\n",
    );
    text.push_str(&commands::typescript_commands(&config));
    text.push_str("});\n");
    without_trailing_blanks(&text)
}

/// ts-rs ends some lines of comments with a blank.
fn without_trailing_blanks(text: &str) -> String {
    text.lines()
        .flat_map(|line| [line.trim_end(), "\n"])
        .collect()
}

//! Import cycles: the modules of a crate that import each other in a circle, so that none of them can be
//! read, moved or tested without all.
//!
//! A module is a file below `src`; it imports another where a name that it uses is defined there. A
//! module that only hands names on (`pub use`) is looked through.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use syn::{Item, UseTree, Visibility};

use super::{
    tokens::{self, Token},
    tree::{File, extension, is_generated, is_test},
};

/// How many `pub use` one name may be handed through.
const DEEPEST: usize = 16;

/// A line for each file that is part of a cycle: what of the cycle it imports.
pub fn cycles(files: &[File]) -> Vec<String> {
    let mut crates: BTreeMap<&str, Vec<&File>> = BTreeMap::new();
    for file in files {
        if let Some((name, _)) = file.path.split_once("/src/")
            && (name == "src-tauri" || name.starts_with("crates/"))
            && extension(file) == "rs"
            && !is_test(file)
            && !is_generated(file)
        {
            crates.entry(name).or_default().push(file);
        }
    }
    let graphs = crates.iter().map(|(name, files)| Graph::of(name, files));
    graphs.flat_map(|graph| graph.cycles()).collect()
}

/// A module: its path from the crate's root.
type Place = Vec<String>;

/// One name that a file brings in.
struct Import {
    /// Where it comes from, as it is written: `super`, `a`, `B`.
    from: Vec<String>,
    /// What it is called here; none: everything that is there.
    name: Option<String>,
    /// Whether it is handed on.
    exported: bool,
}

#[derive(Default)]
struct Module {
    path: String,
    imports: Vec<Import>,
    defined: HashSet<String>,
    /// The words of all but its imports.
    words: BTreeSet<String>,
    /// The paths of two words and more in all but its imports.
    paths: BTreeSet<Vec<String>>,
}

struct Graph {
    modules: BTreeMap<Place, Module>,
}

/// What a path leads to.
enum Target {
    Module(Place),
    /// Something that this module defines.
    Item(Place),
}

impl Graph {
    fn of(name: &str, files: &[&File]) -> Self {
        let root = format!("{name}/src/");
        let has_library = files
            .iter()
            .any(|file| file.path == format!("{root}lib.rs"));
        let mut modules = BTreeMap::new();
        let mut tests = Vec::new();
        for file in files {
            let below = file.path.trim_start_matches(&root).trim_end_matches(".rs");
            let mut place: Place = below.split('/').map(str::to_owned).collect();
            match below {
                "main" if has_library => continue,
                "main" | "lib" => place.clear(),
                _ if place.last().is_some_and(|last| last == "mod") => _ = place.pop(),
                _ => {}
            }
            for item in file.items() {
                if let Item::Mod(module) = item
                    && tokens::is_test(item)
                {
                    let below = [module.ident.to_string()];
                    tests.push([&place[..], &below].concat());
                }
            }
            modules.insert(place, Module::of(file));
        }
        modules.retain(|place, _| !tests.iter().any(|test| place.starts_with(test)));
        Self { modules }
    }

    /// Where a path leads that is written in the module at `from`; none: out of the crate.
    fn resolve(&self, from: &[String], path: &[String], depth: usize) -> Option<Target> {
        let (first, mut rest) = path.split_first()?;
        let mut place = from.to_vec();
        match first.as_str() {
            "crate" => place.clear(),
            "self" => {}
            "super" => _ = place.pop()?,
            child if self.is_module(from, child) => place.push(child.to_owned()),
            name => {
                // A name that was brought in, and what is below it.
                let known = self.modules.get(from)?.import(name)?;
                let onwards = [&known.from[..], rest].concat();
                let depth = depth.checked_sub(1)?;
                return self.resolve(from, &onwards, depth);
            }
        }
        while let Some((next, after)) = rest.split_first() {
            let module = self.modules.get(&place)?;
            if next == "super" {
                place.pop()?;
            } else if self.is_module(&place, next) {
                place.push(next.clone());
            } else if !module.defined.contains(next) {
                let depth = depth.checked_sub(1)?;
                if let Some(known) = module.import(next) {
                    let onwards = [&known.from[..], after].concat();
                    return self.resolve(&place, &onwards, depth);
                }
                let mut everything = module.imports.iter().filter(|all| all.name.is_none());
                return everything
                    .find_map(|all| self.within(&place, all, next, depth))
                    .or(Some(Target::Item(place)));
            } else {
                return Some(Target::Item(place));
            }
            rest = after;
        }
        Some(Target::Module(place))
    }

    /// Where a name leads that may be among everything that is brought in from somewhere.
    fn within(&self, place: &[String], all: &Import, name: &str, depth: usize) -> Option<Target> {
        let Some(Target::Module(from)) = self.resolve(place, &all.from, depth) else {
            return None;
        };
        let module = self.modules.get(&from)?;
        let there = module.defined.contains(name) || module.import(name).is_some();
        let path = ["self".to_owned(), name.to_owned()];
        there.then(|| self.resolve(&from, &path, depth))?
    }

    fn is_module(&self, place: &[String], child: &str) -> bool {
        let below = [place, &[child.to_owned()]].concat();
        self.modules.contains_key(&below)
    }

    /// The modules that one imports, each with the names.
    fn imports(&self, place: &Place, module: &Module) -> BTreeMap<Place, BTreeSet<String>> {
        let mut found: BTreeMap<Place, BTreeSet<String>> = BTreeMap::new();
        let mut note = |target: Option<Target>, name: &str| {
            if let Some(Target::Item(there)) = target
                && there != *place
            {
                found.entry(there).or_default().insert(name.to_owned());
            }
        };
        for import in &module.imports {
            match &import.name {
                Some(name) => {
                    if !import.exported || module.words.contains(name) {
                        note(self.resolve(place, &import.from, DEEPEST), name);
                    }
                }
                None => {
                    let words = module.words.iter();
                    for word in words.filter(|word| !module.defined.contains(*word)) {
                        note(self.within(place, import, word, DEEPEST), word);
                    }
                }
            }
        }
        for path in &module.paths {
            if !module.defined.contains(&path[0]) {
                note(self.resolve(place, path, DEEPEST), &path[path.len() - 1]);
            }
        }
        found
    }

    fn cycles(&self) -> Vec<String> {
        let edges: BTreeMap<&Place, BTreeMap<Place, BTreeSet<String>>> = self
            .modules
            .iter()
            .map(|(place, module)| (place, self.imports(place, module)))
            .collect();
        let reached: BTreeMap<&Place, BTreeSet<&Place>> = edges
            .keys()
            .map(|place| (*place, reachable(place, &edges)))
            .collect();
        let mut found = Vec::new();
        for (place, imports) in &edges {
            let back = |there: &&Place| reached.get(there).is_some_and(|all| all.contains(place));
            let tied: Vec<String> = imports
                .iter()
                .filter(|(there, _)| back(there))
                .map(|(there, names)| {
                    let names: Vec<&str> = names.iter().map(String::as_str).collect();
                    format!("{} ({})", self.modules[there].path, names.join(", "))
                })
                .collect();
            if !tied.is_empty() {
                let path = &self.modules[*place].path;
                found.push(format!("{path} imports, in a circle, {}", tied.join(", ")));
            }
        }
        found
    }
}

/// Every module that imports lead to from one.
fn reachable<'a>(
    from: &Place,
    edges: &'a BTreeMap<&Place, BTreeMap<Place, BTreeSet<String>>>,
) -> BTreeSet<&'a Place> {
    let mut found = BTreeSet::new();
    let mut open = vec![from];
    while let Some(place) = open.pop() {
        for there in edges.get(place).into_iter().flat_map(BTreeMap::keys) {
            if found.insert(there) {
                open.push(there);
            }
        }
    }
    found
}

impl Module {
    fn of(file: &File) -> Self {
        let mut module = Self {
            path: file.path.clone(),
            ..Self::default()
        };
        for item in file.items().iter().filter(|item| !tokens::is_test(item)) {
            match item {
                Item::Use(item) => {
                    let exported = !matches!(item.vis, Visibility::Inherited);
                    if item.leading_colon.is_none() {
                        module.bring_in(&item.tree, Vec::new(), exported);
                    }
                }
                // Only says that a file is there.
                Item::Mod(item) if item.content.is_none() => {}
                other => {
                    module.defined.extend(name_of(other));
                    module.read(&tokens::tokens(other));
                }
            }
        }
        module
    }

    fn import(&self, name: &str) -> Option<&Import> {
        let mut imports = self.imports.iter();
        // A name that leads to itself is another crate's.
        imports.find(|import| {
            import.name.as_deref() == Some(name) && import.from.first().is_none_or(|f| f != name)
        })
    }

    fn bring_in(&mut self, tree: &UseTree, mut from: Vec<String>, exported: bool) {
        let mut add = |from, name| {
            self.imports.push(Import {
                from,
                name,
                exported,
            });
        };
        match tree {
            UseTree::Path(path) => {
                from.push(path.ident.to_string());
                self.bring_in(&path.tree, from, exported);
            }
            UseTree::Name(name) if name.ident == "self" => {
                let last = from.last().cloned();
                add(from, last);
            }
            UseTree::Name(name) => {
                from.push(name.ident.to_string());
                add(from, Some(name.ident.to_string()));
            }
            UseTree::Rename(rename) => {
                from.push(rename.ident.to_string());
                add(from, Some(rename.rename.to_string()));
            }
            UseTree::Glob(_) => add(from, None),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.bring_in(tree, from.clone(), exported);
                }
            }
        }
    }

    fn read(&mut self, tokens: &[Token]) {
        let mut path: Vec<String> = Vec::new();
        let mut joined = false;
        let mut foreign = false;
        for token in tokens.iter().chain([&Token::Other]) {
            match token {
                Token::Word(word, _) => {
                    self.words.insert(word.clone());
                    if !joined {
                        self.end(&mut path, &mut foreign);
                    }
                    path.push(word.clone());
                    joined = false;
                }
                Token::Path => {
                    foreign |= path.is_empty();
                    joined = true;
                }
                _ => {
                    self.end(&mut path, &mut foreign);
                    joined = false;
                }
            }
        }
    }

    fn end(&mut self, path: &mut Vec<String>, foreign: &mut bool) {
        let path = std::mem::take(path);
        if path.len() > 1 && !std::mem::take(foreign) {
            self.paths.insert(path);
        }
        *foreign = false;
    }
}

fn name_of(item: &Item) -> Option<String> {
    Some(match item {
        Item::Const(item) => item.ident.to_string(),
        Item::Enum(item) => item.ident.to_string(),
        Item::Fn(item) => item.sig.ident.to_string(),
        Item::Macro(item) => item.ident.as_ref()?.to_string(),
        Item::Mod(item) => item.ident.to_string(),
        Item::Static(item) => item.ident.to_string(),
        Item::Struct(item) => item.ident.to_string(),
        Item::Trait(item) => item.ident.to_string(),
        Item::Type(item) => item.ident.to_string(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<File> = files
            .iter()
            .map(|(path, text)| File::new(format!("crates/x/src/{path}"), *text))
            .collect();
        cycles(&files)
    }

    #[test]
    fn two_files_that_import_each_other_are_a_cycle() {
        let lines = found(&[
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "use crate::b::B; pub struct A(B);"),
            ("b.rs", "pub struct B; fn a() -> super::a::A { todo() }"),
        ]);
        assert_eq!(
            lines,
            [
                "crates/x/src/a.rs imports, in a circle, crates/x/src/b.rs (B)",
                "crates/x/src/b.rs imports, in a circle, crates/x/src/a.rs (A)",
            ]
        );
    }

    #[test]
    fn what_is_handed_on_is_looked_through() {
        let face = "mod a; mod b; pub use a::A; pub use b::*;";
        let good = [
            ("lib.rs", "mod m;"),
            ("m/mod.rs", face),
            ("m/a.rs", "pub struct A;"),
            ("m/b.rs", "use super::A; pub struct B(A);"),
        ];
        assert_eq!(found(&good), [""; 0]);
        let mut bad = good;
        bad[2].1 = "use crate::m::B; pub struct A(B);";
        assert_eq!(found(&bad).len(), 2);
    }

    #[test]
    fn a_child_that_needs_its_parent_is_a_cycle_only_if_the_parent_needs_it() {
        let mut files = [
            ("lib.rs", "mod m;"),
            ("m.rs", "mod c; pub struct P;"),
            ("m/c.rs", "use super::*; pub fn c(p: P) {}"),
        ];
        assert_eq!(found(&files), [""; 0]);
        files[1].1 = "mod c; pub struct P; fn f() { c::c(P) }";
        assert_eq!(found(&files).len(), 2);
    }

    #[test]
    fn tests_and_other_crates_tie_nothing() {
        let lines = found(&[
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "use crate::b::B; use ::b::C; pub struct A(B);"),
            (
                "b.rs",
                "pub struct B; #[cfg(test)] mod tests { use crate::a::A; }",
            ),
        ]);
        assert_eq!(lines, [""; 0]);
    }
}

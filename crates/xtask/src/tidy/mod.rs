//! `cargo xtask tidy`: the house rules that no other tool checks, and the measures of how far the house
//! is from what it is to be.

mod duplicates;
mod imports;
mod measures;
mod real_time;
mod rules;
mod spoken_calls;
mod tokens;
mod tree;
mod unused_words;

use anyhow::{Result, bail};

use crate::{
    command::{cargo, output},
    count::Tally,
    place,
};

/// `cargo xtask tidy`; with `report` it prints every measure, and what each counts.
pub fn run(report: bool) -> Result<()> {
    if report {
        print!("{}", measures::report(&tree::files(&place::root())?));
        return Ok(());
    }
    let tally = tally()?;
    if tally.failed > 0 {
        bail!("{} of the house's rules are broken", tally.failed);
    }
    Ok(())
}

/// Checks every rule and every measure, and names what breaks it.
pub fn tally() -> Result<Tally> {
    let files = tree::files(&place::root())?;
    let mut tally = Tally::default();
    let mut check = |name: &str, broken: Vec<String>| {
        if broken.is_empty() {
            tally.add(&Tally::one());
        } else {
            println!("{name}:");
            broken.iter().for_each(|line| println!("  {line}"));
            tally.add(&Tally::wrong(name));
        }
    };
    for (name, rule) in rules::RULES {
        check(name, rule(&files));
    }
    for measure in measures::MEASURES {
        check(measure.name, measure.broken(&files));
    }
    let metadata = output(&mut cargo([
        "metadata",
        "--no-deps",
        "--format-version",
        "1",
    ]))?;
    check(
        "only src-tauri knows Tauri",
        rules::tauri_outside_host(&serde_json::from_str(&metadata)?),
    );
    Ok(tally)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_repository_keeps_the_rules() {
        assert_eq!(super::tally().unwrap().names, Vec::<String>::new());
    }
}

//! The table of what was measured.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::Path,
};

use anyhow::{Context as _, Result};
use serde_json::json;

/// One figure beside another.
#[derive(Clone, Debug, Default)]
pub struct Figure {
    /// Which bench.
    pub bench: &'static str,
    /// What was measured.
    pub what: String,
    /// How much.
    pub value: f64,
    /// In which unit.
    pub unit: &'static str,
    /// What it is compared with.
    pub against: String,
    /// How much that is, in the same unit.
    pub against_value: Option<f64>,
    /// The ratio of both that the goal speaks of.
    pub ratio: Option<f64>,
    /// The goal, as a sentence of one comparison: `≤ 2`, `≥ 5`; nothing where there is none.
    pub goal: String,
    /// Whether it was reached.
    pub met: Option<bool>,
}

impl Figure {
    /// One that stands alone.
    pub fn new(
        bench: &'static str,
        what: impl Into<String>,
        value: f64,
        unit: &'static str,
    ) -> Self {
        Self {
            bench,
            what: what.into(),
            value,
            unit,
            ..Self::default()
        }
    }

    /// The same beside another, in the same unit.
    pub fn beside(self, against: impl Into<String>, value: f64) -> Self {
        Self {
            against: against.into(),
            against_value: Some(value),
            ratio: (value != 0.0).then(|| self.value / value),
            ..self
        }
    }
}

/// All of them so far.
pub struct Report {
    figures: Vec<Figure>,
    json: Option<BufWriter<File>>,
}

impl Report {
    /// Prints the heading.
    pub fn begin(json: Option<&Path>) -> Result<Self> {
        println!(
            "{:<8} {:<52} {:>10} {:<8} {:<40} {:>10} {:>7} {:<14} met",
            "bench", "what", "value", "unit", "against", "", "ratio", "goal"
        );
        let create = |path: &Path| {
            File::create(path).with_context(|| format!("cannot write {}", path.display()))
        };
        Ok(Self {
            figures: Vec::new(),
            json: json.map(create).transpose()?.map(BufWriter::new),
        })
    }

    /// Prints a figure.
    pub fn add(&mut self, figure: Figure) -> Result<()> {
        let number = |value: Option<f64>| value.map_or(String::new(), short);
        println!(
            "{:<8} {:<52} {:>10} {:<8} {:<40} {:>10} {:>7} {:<14} {}",
            figure.bench,
            figure.what,
            short(figure.value),
            figure.unit,
            figure.against,
            number(figure.against_value),
            number(figure.ratio),
            figure.goal,
            match figure.met {
                Some(true) => "yes",
                Some(false) => "NO",
                None => "",
            }
        );
        if let Some(json) = &mut self.json {
            let object = json!({
                "bench": figure.bench,
                "what": figure.what,
                "value": figure.value,
                "unit": figure.unit,
                "against": figure.against,
                "against_value": figure.against_value,
                "ratio": figure.ratio,
                "goal": figure.goal,
                "met": figure.met,
            });
            writeln!(json, "{object}")?;
            json.flush()?;
        }
        self.figures.push(figure);
        Ok(())
    }

    /// A figure that must not be more than `most` times another.
    pub fn at_most(&mut self, figure: Figure, most: f64) -> Result<()> {
        let ratio = figure.against_value.map(|against| figure.value / against);
        self.add(Figure {
            ratio,
            goal: format!("≤ {most}"),
            met: ratio.map(|ratio| ratio <= most),
            ..figure
        })
    }

    /// A figure that another must be at least `least` times of.
    pub fn beaten_by(&mut self, figure: Figure, least: f64) -> Result<()> {
        let ratio = figure.against_value.map(|against| against / figure.value);
        self.add(Figure {
            ratio,
            goal: format!("≥ {least}"),
            met: ratio.map(|ratio| ratio >= least),
            ..figure
        })
    }

    /// A figure that must be at least `least`.
    pub fn least(&mut self, figure: Figure, least: f64) -> Result<()> {
        self.add(Figure {
            goal: format!("≥ {least} {}", figure.unit),
            met: Some(figure.value >= least),
            ..figure
        })
    }

    /// A figure that must not be more than `most`.
    pub fn within(&mut self, figure: Figure, most: f64) -> Result<()> {
        self.add(Figure {
            goal: format!("≤ {most} {}", figure.unit),
            met: Some(figure.value <= most),
            ..figure
        })
    }

    /// A bench that could not be carried through; what it had still to measure is no goal met.
    pub fn missing(&mut self, bench: &'static str, why: &anyhow::Error) -> Result<()> {
        self.add(Figure {
            met: Some(false),
            ..Figure::new(bench, format!("not measured: {why:#}"), f64::NAN, "")
        })
    }

    /// Sums up. Goals that are not met are told, and no failure: they depend on the machine.
    pub fn end(self) {
        let met = |wanted: bool| {
            let figures = self.figures.iter();
            figures.filter(|figure| figure.met == Some(wanted)).count()
        };
        println!("{} goals met, {} not", met(true), met(false));
    }
}

/// Three digits that matter.
fn short(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

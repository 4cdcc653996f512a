//! One line of the table.

use crate::generate::Project;
use crate::measure::Run;
use crate::stage::Stage;
use std::fmt;
use std::path::Path;

#[derive(Default)]
pub struct Row {
    spec: String,
    operations: usize,
    schemas: usize,
    files: usize,
    lines: usize,
    /// Seconds.
    pub generation: Option<f64>,
    stages: Vec<(Stage, Option<f64>, Option<u64>)>,
    /// Requests sent, and operations that no request could be made for.
    pub requests: Option<(usize, usize)>,
    pub refused: bool,
    pub failed: Option<&'static str>,
}

/// Of the column of descriptions.
const WIDTH: usize = 44;

pub fn head(stages: &[Stage]) -> String {
    let mut line = format!(
        "{:WIDTH$} {:>5} {:>6} {:>5} {:>7} {:>7}",
        "description", "oper.", "schem.", "files", "lines", "gen s",
    );
    for stage in stages {
        line += &match stage {
            Stage::Check => format!(" {:>8} {:>6}", "check s", "MB"),
            Stage::Serve => format!(" {:>8} {:>9}", "serve s", "requests"),
            _ => format!(" {:>8}", format!("{} s", stage.name())),
        };
    }
    line + "  result"
}

impl Row {
    pub fn new(spec: &Path) -> Self {
        Self {
            spec: spec.to_string_lossy().into_owned(),
            ..Self::default()
        }
    }

    pub fn count(&mut self, project: &Project) {
        self.operations = project.api.operations.len();
        self.schemas = project.api.schemas.named.len();
        self.files = project.tree.len();
        self.generation = Some(project.seconds);
        let rust = project.tree.iter().filter(|(path, _)| {
            let rust = Path::new(path)
                .extension()
                .is_some_and(|ending| ending == "rs");
            rust && !path.starts_with("crates/runtime/")
        });
        self.lines = rust
            .map(|(_, file)| String::from_utf8_lossy(&file.contents).lines().count())
            .sum();
    }

    pub fn measured(&mut self, stage: Stage, run: &Run) {
        self.stages.push((stage, run.cpu, run.memory));
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = self.spec.chars().count();
        let spec: String = self
            .spec
            .chars()
            .skip(length.saturating_sub(WIDTH))
            .collect();
        write!(
            f,
            "{spec:WIDTH$} {:>5} {:>6} {:>5} {:>7} {:>7}",
            self.operations,
            self.schemas,
            self.files,
            self.lines,
            seconds(self.generation, 2),
        )?;
        for (stage, cpu, memory) in &self.stages {
            write!(f, " {:>8}", seconds(*cpu, 1))?;
            if *stage == Stage::Check {
                let memory = memory.map_or("-".to_owned(), |bytes| (bytes >> 20).to_string());
                write!(f, " {memory:>6}")?;
            }
        }
        if let Some((sent, unmade)) = self.requests {
            let unmade = if unmade == 0 {
                String::new()
            } else {
                format!("-{unmade}")
            };
            write!(f, " {:>9}", format!("{sent}{unmade}"))?;
        }
        match self.failed {
            Some(stage) => write!(f, "  FAILED: {stage}"),
            None if self.refused => write!(f, "  refused"),
            None => write!(f, "  ok"),
        }
    }
}

fn seconds(time: Option<f64>, digits: usize) -> String {
    time.map_or("-".to_owned(), |time| format!("{time:.digits$}"))
}

//! A terminal's characters: enough of one to show what [`super::shell`] says.

/// Columns of the screen.
pub(super) const COLUMNS: usize = 80;
/// Rows of the screen.
pub(super) const ROWS: usize = 26;

/// What stands where, and where the cursor is.
pub(super) struct Grid {
    cells: Vec<[char; COLUMNS]>,
    column: usize,
    row: usize,
    /// An escape sequence that is not complete yet.
    escape: Option<String>,
}

impl Grid {
    pub(super) fn new() -> Self {
        Self {
            cells: vec![[' '; COLUMNS]; ROWS],
            column: 0,
            row: 0,
            escape: None,
        }
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = String> + '_ {
        self.cells.iter().map(|row| row.iter().collect())
    }

    /// The cursor's column and row.
    pub(super) fn cursor(&self) -> (usize, usize) {
        (self.column, self.row)
    }

    pub(super) fn write(&mut self, text: &str) {
        for letter in text.chars() {
            self.put(letter);
        }
    }

    fn put(&mut self, letter: char) {
        if let Some(mut escape) = self.escape.take() {
            escape.push(letter);
            // A sequence is a bracket and ends with a letter.
            match letter {
                'J' => self.cells.fill([' '; COLUMNS]),
                'H' => (self.column, self.row) = (0, 0),
                letter if letter.is_ascii_alphabetic() || escape.len() > 8 => {}
                _ => self.escape = Some(escape),
            }
            return;
        }
        match letter {
            '\u{1b}' => self.escape = Some(String::new()),
            '\r' => self.column = 0,
            '\n' => self.down(),
            '\u{8}' => self.column = self.column.saturating_sub(1),
            letter if letter.is_control() => {}
            letter => {
                if self.column == COLUMNS {
                    self.column = 0;
                    self.down();
                }
                if let Some(cell) = self
                    .cells
                    .get_mut(self.row)
                    .and_then(|row| row.get_mut(self.column))
                {
                    *cell = letter;
                }
                self.column += 1;
            }
        }
    }

    fn down(&mut self) {
        if self.row + 1 < ROWS {
            self.row += 1;
        } else {
            self.cells.rotate_left(1);
            if let Some(last) = self.cells.last_mut() {
                *last = [' '; COLUMNS];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_wrap_and_the_oldest_scrolls_away() {
        let mut grid = Grid::new();
        grid.write(&"x".repeat(COLUMNS + 1));
        assert_eq!(grid.cursor(), (1, 1));
        for line in 0..ROWS {
            grid.write(&format!("\r\nline {line}"));
        }
        let rows: Vec<String> = grid.rows().collect();
        assert!(
            rows.last()
                .is_some_and(|row| row.starts_with(&format!("line {}", ROWS - 1)))
        );
        assert!(rows.iter().all(|row| !row.starts_with('x')));
    }

    #[test]
    fn clear_empties_the_screen() {
        let mut grid = Grid::new();
        grid.write("hello\u{1b}[2J\u{1b}[H$");
        assert_eq!(
            grid.rows().next().map(|row| row.trim_end().to_owned()),
            Some("$".to_owned())
        );
        assert_eq!(grid.cursor(), (1, 0));
    }
}

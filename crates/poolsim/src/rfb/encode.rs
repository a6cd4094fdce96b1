//! Pictures on the wire: Raw and Hextile rectangles (RFC 6143 §7.7).

use super::{
    message::Area,
    pixels::{Format, Picture},
};

/// Encoding numbers.
pub(super) const RAW: i32 = 0;
pub(super) const HEXTILE: i32 = 5;
pub(super) const DESKTOP_SIZE: i32 = -223;
pub(super) const QEMU_EXTENDED_KEY: i32 = -258;

/// Tiles in which changes are looked for, and Hextile's own.
const TILE: u16 = 16;

/// The head of a rectangle.
pub(super) fn head(area: Area, encoding: i32, out: &mut Vec<u8>) {
    for value in [area.x, area.y, area.width, area.height] {
        out.extend_from_slice(&value.to_be_bytes());
    }
    out.extend_from_slice(&encoding.to_be_bytes());
}

/// The rows of tiles of `area` in which the pictures differ, each as one rectangle from the first
/// to the last tile that does. Without a picture to compare with: all of it.
pub(super) fn differences(old: Option<&Picture>, new: &Picture, area: Area) -> Vec<Area> {
    let right = area.x.saturating_add(area.width).min(new.width);
    let bottom = area.y.saturating_add(area.height).min(new.height);
    if area.x >= right || area.y >= bottom {
        return Vec::new();
    }
    let Some(old) = old else {
        return vec![Area {
            width: right - area.x,
            height: bottom - area.y,
            ..area
        }];
    };
    let mut found = Vec::new();
    for y in (area.y..bottom).step_by(TILE.into()) {
        let height = TILE.min(bottom - y);
        let differs = |x: u16| {
            let width = TILE.min(right - x);
            (y..y + height)
                .any(|row| (x..x + width).any(|column| old.at(column, row) != new.at(column, row)))
        };
        let mut tiles = (area.x..right).step_by(TILE.into()).filter(|x| differs(*x));
        if let Some(first) = tiles.next() {
            let last = tiles.next_back().unwrap_or(first);
            found.push(Area {
                x: first,
                y,
                width: TILE.min(right - last) + last - first,
                height,
            });
        }
    }
    found
}

/// Writes one rectangle with its head.
pub(super) fn rectangle(
    picture: &Picture,
    area: Area,
    format: Format,
    hextile: bool,
    out: &mut Vec<u8>,
) {
    if hextile {
        head(area, HEXTILE, out);
        for y in (0..area.height).step_by(TILE.into()) {
            for x in (0..area.width).step_by(TILE.into()) {
                let tile = Area {
                    x: area.x + x,
                    y: area.y + y,
                    width: TILE.min(area.width - x),
                    height: TILE.min(area.height - y),
                };
                tile_of_hextile(picture, tile, format, out);
            }
        }
    } else {
        head(area, RAW, out);
        raw(picture, area, format, out);
    }
}

fn raw(picture: &Picture, area: Area, format: Format, out: &mut Vec<u8>) {
    for y in area.y..area.y + area.height {
        for x in area.x..area.x + area.width {
            format.put(picture.at(x, y), out);
        }
    }
}

/// One tile: of one colour, of two as runs of the second over the first, or raw.
fn tile_of_hextile(picture: &Picture, tile: Area, format: Format, out: &mut Vec<u8>) {
    const IS_RAW: u8 = 1;
    const BACKGROUND: u8 = 2;
    const FOREGROUND: u8 = 4;
    const SUBRECTANGLES: u8 = 8;

    let pixel = |x: u16, y: u16| picture.at(tile.x + x, tile.y + y);
    let places = || (0..tile.height).flat_map(|y| (0..tile.width).map(move |x| (x, y)));
    let background = pixel(0, 0);
    let Some(foreground) = places()
        .map(|(x, y)| pixel(x, y))
        .find(|colour| *colour != background)
    else {
        out.push(BACKGROUND);
        format.put(background, out);
        return;
    };
    let two = places().all(|(x, y)| pixel(x, y) == background || pixel(x, y) == foreground);
    let mut runs = Vec::new();
    if two {
        for y in 0..tile.height {
            let mut x = 0;
            while x < tile.width {
                let run = (x..tile.width)
                    .take_while(|x| pixel(*x, y) == foreground)
                    .count() as u16;
                if run > 0 {
                    // Position, then size less one, four bits each.
                    runs.push([(x << 4 | y) as u8, ((run - 1) << 4) as u8]);
                }
                x += run.max(1);
            }
        }
    }
    match u8::try_from(runs.len()) {
        Ok(count) if two => {
            out.push(BACKGROUND | FOREGROUND | SUBRECTANGLES);
            format.put(background, out);
            format.put(foreground, out);
            out.push(count);
            out.extend(runs.concat());
        }
        _ => {
            out.push(IS_RAW);
            raw(picture, tile, format, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture() -> Picture {
        Picture::new(40, 20)
    }

    const ALL: Area = Area {
        x: 0,
        y: 0,
        width: 40,
        height: 20,
    };

    #[test]
    fn only_tiles_that_differ_are_sent() {
        let old = picture();
        let mut new = picture();
        assert_eq!(differences(Some(&old), &new, ALL), []);
        new.pixels[17 * 40 + 33] = 1;
        assert_eq!(
            differences(Some(&old), &new, ALL),
            [Area {
                x: 32,
                y: 16,
                width: 8,
                height: 4
            }]
        );
        new.pixels[17 * 40 + 1] = 1;
        assert_eq!(
            differences(Some(&old), &new, ALL),
            [Area {
                x: 0,
                y: 16,
                width: 40,
                height: 4
            }]
        );
        assert_eq!(differences(None, &new, ALL), [ALL]);
        let outside = Area {
            x: 60,
            y: 0,
            width: 5,
            height: 5,
        };
        assert_eq!(differences(None, &new, outside), []);
    }

    #[test]
    fn raw_has_a_pixel_for_each_place() {
        let mut out = Vec::new();
        rectangle(&picture(), ALL, Format::OURS, false, &mut out);
        assert_eq!(out.len(), 12 + 40 * 20 * 4);
    }

    #[test]
    fn hextile_says_a_plain_tile_in_five_bytes_and_text_in_runs() {
        let mut out = Vec::new();
        let one = Area {
            width: 16,
            height: 16,
            ..ALL
        };
        rectangle(&picture(), one, Format::OURS, true, &mut out);
        assert_eq!(out[12..], [2, 0, 0, 0, 0]);

        let mut text = picture();
        text.pixels[40 * 3 + 5] = 0xff;
        text.pixels[40 * 3 + 6] = 0xff;
        out.clear();
        rectangle(&text, one, Format::OURS, true, &mut out);
        assert_eq!(
            out[12..],
            [14, 0, 0, 0, 0, 0xff, 0, 0, 0, 1, 5 << 4 | 3, 1 << 4]
        );
    }
}

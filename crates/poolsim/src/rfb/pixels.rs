//! A picture in memory, and the pixel formats in which a client may want it.

use embedded_graphics::{
    Pixel,
    draw_target::DrawTarget,
    geometry::{OriginDimensions, Size},
    pixelcolor::{Rgb888, RgbColor},
    prelude::IntoStorage,
};

/// A picture; each pixel is `0x00RRGGBB`.
#[derive(Clone, PartialEq)]
pub(super) struct Picture {
    pub(super) width: u16,
    pub(super) height: u16,
    pub(super) pixels: Vec<u32>,
}

impl Picture {
    pub(super) fn new(width: u16, height: u16) -> Self {
        Self {
            width,
            height,
            pixels: vec![0; usize::from(width) * usize::from(height)],
        }
    }

    /// The pixel at a place inside the picture; black outside.
    pub(super) fn at(&self, x: u16, y: u16) -> u32 {
        if x >= self.width {
            return 0;
        }
        let index = usize::from(y) * usize::from(self.width) + usize::from(x);
        self.pixels.get(index).copied().unwrap_or(0)
    }
}

impl OriginDimensions for Picture {
    fn size(&self) -> Size {
        Size::new(self.width.into(), self.height.into())
    }
}

impl DrawTarget for Picture {
    type Color = Rgb888;
    type Error = std::convert::Infallible;

    fn draw_iter<I: IntoIterator<Item = Pixel<Rgb888>>>(
        &mut self,
        pixels: I,
    ) -> Result<(), Self::Error> {
        for Pixel(point, colour) in pixels {
            let (Ok(x), Ok(y)) = (u16::try_from(point.x), u16::try_from(point.y)) else {
                continue;
            };
            if x >= self.width || y >= self.height {
                continue;
            }
            let index = usize::from(y) * usize::from(self.width) + usize::from(x);
            if let Some(pixel) = self.pixels.get_mut(index) {
                *pixel = colour.into_storage();
            }
        }
        Ok(())
    }

    fn clear(&mut self, colour: Rgb888) -> Result<(), Self::Error> {
        self.pixels
            .fill(u32::from(colour.r()) << 16 | u32::from(colour.g()) << 8 | u32::from(colour.b()));
        Ok(())
    }
}

/// How a client wants its pixels (RFC 6143 §7.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Format {
    /// 8, 16 or 32.
    pub(super) bits: u8,
    pub(super) depth: u8,
    pub(super) big_endian: bool,
    pub(super) true_colour: bool,
    /// The greatest value of red, green, blue.
    pub(super) max: [u16; 3],
    /// How far each is shifted.
    pub(super) shift: [u8; 3],
}

impl Format {
    /// What the server offers: `0x00RRGGBB`, little-endian.
    pub(super) const OURS: Self = Self {
        bits: 32,
        depth: 24,
        big_endian: false,
        true_colour: true,
        max: [255; 3],
        shift: [16, 8, 0],
    };

    /// The format as 16 bytes, as in ServerInit and SetPixelFormat.
    pub(super) fn to_bytes(self) -> [u8; 16] {
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&[
            self.bits,
            self.depth,
            u8::from(self.big_endian),
            u8::from(self.true_colour),
        ]);
        for (index, max) in self.max.iter().enumerate() {
            bytes[4 + 2 * index..6 + 2 * index].copy_from_slice(&max.to_be_bytes());
        }
        bytes[10..13].copy_from_slice(&self.shift);
        bytes
    }

    /// Reads 16 bytes; none if no client could mean them.
    pub(super) fn from_bytes(bytes: &[u8; 16]) -> Option<Self> {
        let max = |at: usize| u16::from_be_bytes([bytes[at], bytes[at + 1]]);
        let format = Self {
            bits: bytes[0],
            depth: bytes[1],
            big_endian: bytes[2] != 0,
            true_colour: bytes[3] != 0,
            max: [max(4), max(6), max(8)],
            shift: [bytes[10], bytes[11], bytes[12]],
        };
        let sane =
            matches!(format.bits, 8 | 16 | 32) && format.shift.iter().all(|shift| *shift < 32);
        sane.then_some(format)
    }

    /// With a colour map we fill all its 256 entries, as red 3, green 3, blue 2 bits.
    pub(super) fn effective(self) -> Self {
        if self.true_colour {
            return self;
        }
        Self {
            max: [7, 7, 3],
            shift: [5, 2, 0],
            ..self
        }
    }

    /// Writes one pixel.
    pub(super) fn put(self, pixel: u32, out: &mut Vec<u8>) {
        let value = (0..3).fold(0_u32, |value, channel| {
            let eight = pixel >> (16 - 8 * channel) & 0xff;
            let scaled = (eight * u32::from(self.max[channel]) + 127) / 255;
            value | scaled << self.shift[channel]
        });
        match (self.bits, self.big_endian) {
            (8, _) => out.push(value as u8),
            (16, true) => out.extend_from_slice(&(value as u16).to_be_bytes()),
            (16, false) => out.extend_from_slice(&(value as u16).to_le_bytes()),
            (_, true) => out.extend_from_slice(&value.to_be_bytes()),
            (_, false) => out.extend_from_slice(&value.to_le_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_survives_its_bytes() {
        assert_eq!(
            Format::from_bytes(&Format::OURS.to_bytes()),
            Some(Format::OURS)
        );
        assert_eq!(Format::from_bytes(&[13; 16]), None);
    }

    #[test]
    fn pixels_are_scaled_shifted_and_ordered() {
        let check = |format: Format, expect: &[u8]| {
            let mut out = Vec::new();
            format.put(0x00ff_8000, &mut out);
            assert_eq!(out, expect, "{format:?}");
        };
        check(Format::OURS, &[0x00, 0x80, 0xff, 0x00]);
        check(
            Format {
                big_endian: true,
                ..Format::OURS
            },
            &[0x00, 0xff, 0x80, 0x00],
        );
        let rgb565 = Format {
            bits: 16,
            depth: 16,
            max: [31, 63, 31],
            shift: [11, 5, 0],
            ..Format::OURS
        };
        check(rgb565, &[0x00, 0xfc]);
        check(
            Format {
                bits: 8,
                true_colour: false,
                ..Format::OURS
            }
            .effective(),
            &[0xf0],
        );
    }
}

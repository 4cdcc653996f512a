//! The service behind the operations of `avatars`.

use crate::deps::Deps;
use api::services::avatars::*;
use runtime::prelude as rt;
use std::fmt::Write;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct AvatarsService;

impl Avatars<Deps> for AvatarsService {
    /// A picture for a name, always the same one.
    ///
    /// `GET /avatars/{nick}`
    async fn avatar(&self, _cx: &rt::Context, params: AvatarParams) -> Result<String, rt::Error> {
        // It only computes: on the threads that are there for it, so that no other request waits.
        rt::blocking(move || Ok(draw(&params.nick))).await
    }
}

const TILES: u32 = 32;

/// A mosaic whose halves mirror each other, as SVG.
fn draw(nick: &str) -> String {
    let mut noise = Noise::new(nick);
    let hue = noise.next() % 360;
    let mut tiles = String::new();
    for y in 0..TILES {
        for x in 0..TILES / 2 {
            if noise.next().is_multiple_of(2) {
                let (mirrored, light) = (TILES - 1 - x, 30 + noise.next() % 40);
                for x in [x, mirrored] {
                    // Writing to a string can't fail.
                    let _ = write!(
                        tiles,
                        r#"<rect x="{x}" y="{y}" width="1" height="1" fill="hsl({hue} 60% {light}%)"/>"#
                    );
                }
            }
        }
    }
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {TILES} {TILES}">{tiles}</svg>"#
    )
}

/// Numbers that look like chance (splitmix64), from a seed that is the text's hash (FNV-1a): the same on every machine.
struct Noise(u64);

impl Noise {
    fn new(seed: &str) -> Self {
        let hash = seed.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(hash)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

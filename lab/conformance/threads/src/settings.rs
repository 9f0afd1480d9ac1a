//! The command line.

use std::env;
use std::ops::RangeInclusive;

pub(crate) struct Settings {
    pub(crate) seconds: f64,
    pub(crate) runs: u64,
    pub(crate) class: Option<String>,
    pub(crate) seed: Option<u64>,
    pub(crate) loud: bool,
}

impl Settings {
    pub(crate) fn read() -> Result<Settings, String> {
        let mut settings = Settings { seconds: 30.0, runs: 1_000, class: None, seed: None, loud: false };
        let mut words = env::args().skip(1);
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
            match word.as_str() {
                "--seconds" => settings.seconds = value()?.parse().map_err(|_| "--seconds takes a number")?,
                "--runs" => settings.runs = value()?.parse().map_err(|_| "--runs takes a number")?,
                "--seed" => settings.seed = Some(value()?.parse().map_err(|_| "--seed takes a number")?),
                "--class" => settings.class = Some(value()?),
                "--loud" => settings.loud = true,
                _ => return Err(format!("unknown word `{word}`; see the top of lab/conformance/src/main.rs")),
            }
        }
        Ok(settings)
    }

    pub(crate) fn seeds(&self) -> RangeInclusive<u64> {
        self.seed.map_or(1..=u64::MAX, |seed| seed..=seed)
    }
}

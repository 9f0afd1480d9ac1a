//! The command line.

use std::env;
use std::ops::RangeInclusive;

pub(crate) struct Settings {
    pub(crate) seconds: Option<f64>,
    pub(crate) programs: Option<u64>,
    pub(crate) runs: u64,
    pub(crate) class: Option<String>,
    pub(crate) seed: Option<u64>,
    pub(crate) loud: bool,
}

impl Settings {
    pub(crate) fn read() -> Result<Settings, String> {
        let mut settings =
            Settings { seconds: None, programs: None, runs: 1_000, class: None, seed: None, loud: false };
        let mut words = env::args().skip(1);
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
            match word.as_str() {
                "--seconds" => settings.seconds = Some(value()?.parse().map_err(|_| "--seconds takes a number")?),
                "--programs" => {
                    settings.programs = Some(value()?.parse().map_err(|_| "--programs takes a number")?);
                }
                "--runs" => settings.runs = value()?.parse().map_err(|_| "--runs takes a number")?,
                "--seed" => settings.seed = Some(value()?.parse().map_err(|_| "--seed takes a number")?),
                "--class" => settings.class = Some(value()?),
                "--loud" => settings.loud = true,
                _ => return Err(format!("unknown word `{word}`; see the top of lab/conformance/threads/src/main.rs")),
            }
        }
        if settings.seconds.is_none() && settings.programs.is_none() && settings.seed.is_none() {
            return Err("how many? --programs is what the tests run, --seconds 300 is a long run".to_owned());
        }
        Ok(settings)
    }

    pub(crate) fn seeds(&self) -> RangeInclusive<u64> {
        self.seed.map_or(1..=self.programs.unwrap_or(u64::MAX), |seed| seed..=seed)
    }
}

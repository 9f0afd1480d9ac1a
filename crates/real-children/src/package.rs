//! The packages that are built: as `cargo xtask check` writes them, with the real std, the real nix, and a library
//! named `lab` that has real children. They are one workspace, so that cargo starts once.

use anyhow::{Context, bail, ensure};
use checker::{
    Layout,
    harness::seed_lock,
    layout::{target_of, write_if_changed},
    manifest::Manifest,
};
use inputs::{Build, DepInfo, Round, literal, settle};
use records::Exercise;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};
use supervise::Job;

/// More than a build of a few programs says.
const OUTPUT: usize = 16 << 20;

/// A wrong fix may well have a warning; it is read elsewhere.
const LINTS: &str = "unsafe_code = \"forbid\"\nwarnings = { level = \"allow\", priority = -1 }\n";

/// The generated workspace of one exercise.
pub(crate) struct Package {
    layout: Layout,
    dir: PathBuf,
    target: PathBuf,
    slug: String,
    contract: PathBuf,
    /// Name and file of each.
    variants: Vec<(String, PathBuf)>,
}

impl Package {
    /// Where it is.
    pub(crate) fn of(layout: &Layout, exercise: &Exercise) -> anyhow::Result<Package> {
        let home = target_of(&layout.workspace, "real-children")?;
        // Built where checks are: serde, libc and nix are those of the lab.
        let (dir, target) = (home.join(&exercise.slug), layout.build_dir());
        let variants = exercise.record.variant.iter().map(|it| (it.name.clone(), exercise.variant_file(&it.name)));
        let (slug, contract) = (exercise.slug.clone(), exercise.contract());
        Ok(Package { layout: layout.clone(), dir, target, slug, contract, variants: variants.collect() })
    }

    fn write(&self, round: &Round) -> anyhow::Result<()> {
        let members: Vec<String> = self.variants.iter().map(|(name, _)| format!("{name:?}")).collect();
        let profile = inputs::cargo::profile("false");
        let members = members.join(", ");
        let workspace = format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n\n{profile}");
        write_if_changed(&self.dir.join("Cargo.toml"), &workspace)?;
        for (name, subject) in &self.variants {
            write_if_changed(&self.dir.join(name).join("Cargo.toml"), &self.manifest(name, subject, round))?;
            write_if_changed(&self.dir.join(name).join("src/main.rs"), &program(&self.contract))?;
        }
        // Versions are those of the lab's own lock file.
        seed_lock(&self.layout, &self.dir)
    }

    fn manifest(&self, name: &str, subject: &Path, round: &Round) -> String {
        let lab = literal::toml(&self.layout.shadow("on-linux"));
        Manifest {
            command: "cargo run -p real-children",
            name: &self.program_name(name),
            subject,
            has_program: true,
            dependencies: &format!(
                "lab = {{ package = \"lab-real-children\", path = {lab} }}\n\
                 nix = {{ version = \"0.31\", features = [\"process\", \"signal\"] }}\n"
            ),
            lints: LINTS,
            key: &round.key,
            rest: "",
        }
        .text()
    }

    fn program_name(&self, variant: &str) -> String {
        format!("{}-{variant}", self.slug)
    }

    /// The program of a variant, which was built before.
    pub(crate) fn program(&self, variant: &str) -> anyhow::Result<PathBuf> {
        let name = Path::new(inputs::cargo::PROFILE).join(self.program_name(variant));
        let folders = fs::read_dir(&self.target).with_context(|| format!("cannot read {}", self.target.display()))?;
        let mut found = folders.flatten().map(|it| it.path().join(&name)).filter(|it| it.is_file());
        found.next().with_context(|| format!("{} is not built", name.display()))
    }

    /// Builds all programs. The words are cargo's own.
    pub(crate) fn build(&self) -> anyhow::Result<()> {
        fs::create_dir_all(&self.dir).with_context(|| format!("cannot create {}", self.dir.display()))?;
        let files: Vec<PathBuf> =
            self.variants.iter().map(|(_, file)| file.clone()).chain([self.contract.clone()]).collect();
        if let Some(missing) = files.iter().find(|it| !it.is_file()) {
            bail!("{} is missing", missing.display());
        }
        settle(&self.dir.join("inputs.json"), &files, "", |round| self.attempt(round)).map(drop)
    }

    fn attempt(&self, round: &Round) -> anyhow::Result<Build<()>> {
        self.write(round)?;
        let words = ["build", "--workspace", "--bins", "--message-format", "json-render-diagnostics"];
        let cargo = inputs::cargo::cargo(&self.layout.workspace, &words, &self.dir.join("Cargo.toml"), &self.target);
        let ended = supervise::run(Job { capture: Some(OUTPUT), ..Job::tool(cargo) }, &mut |_| {})?;
        let built = ended.status.is_some_and(|status| status.success());
        ensure!(
            built,
            "{}: its variants do not build against the real std and nix\n{}",
            self.slug,
            ended.stderr.text().trim_end()
        );
        let mut read = BTreeSet::new();
        for line in ended.stdout.text().lines() {
            let line: serde_json::Value = serde_json::from_str(line)?;
            let Some(program) = line["executable"].as_str().map(Path::new) else { continue };
            ensure!(round.is_known || line["fresh"] == false, "cargo does not build {} anew", program.display());
            let info = DepInfo::beside(program).with_context(|| format!("no dep-info of {}", program.display()))?;
            // Left out: what is generated, and packages of their own.
            let ours = [&self.dir, &self.layout.workspace.join("lab"), &self.layout.workspace.join("crates")];
            let others = DepInfo::read(&info)?.files.into_iter();
            read.extend(others.filter(|it| it.is_absolute() && !ours.iter().any(|dir| it.starts_with(dir))));
        }
        Ok(Build { output: (), read: Some(read) })
    }
}

fn program(contract: &Path) -> String {
    format!(
        r"//! Generated by `cargo run -p real-children`; edits are lost.
// The contract names it through the module around it.
use ::subject;
#[path = {contract}]
mod contract;
fn main() {{
    lab::main(contract::PROPERTIES)
}}
",
        contract = literal::rust(contract)
    )
}

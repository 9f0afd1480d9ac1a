//! A small workbook of its own for each test, so that no test depends on the real pages or on another test.

use mdbook_driver::MDBook;
use mdbook_exit_path::Problems;
use mdbook_exit_path::make::Fresh;
use std::fs;
use std::path::{Path, PathBuf};

/// A copy of `tests/fixture`.
pub(crate) struct Workbook(PathBuf);

impl Workbook {
    /// A fresh copy under the name of the test.
    pub(crate) fn new(name: &str) -> Workbook {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&root);
        testkit::copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixture"), &root);
        Workbook(root)
    }

    pub(crate) fn root(&self) -> &Path {
        &self.0
    }

    /// Replaces one text by another; a text that is not there is a mistake of the test.
    #[track_caller]
    pub(crate) fn edit(&self, file: &str, from: &str, to: &str) -> &Workbook {
        let path = self.0.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} does not hold {from:?}");
        // In one step, under a name that nobody watches: a server must see one change, and never half a file.
        let fresh = self.0.join(".fresh");
        fs::write(&fresh, text.replacen(from, to, 1)).unwrap();
        fs::rename(fresh, path).unwrap();
        self
    }

    pub(crate) fn write(&self, file: &str, text: &str) -> &Workbook {
        let file = self.0.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        self
    }

    pub(crate) fn remove(&self, file: &str) -> &Workbook {
        fs::remove_file(self.0.join(file)).unwrap();
        self
    }

    /// Builds it; gives what is wrong, one string per problem.
    pub(crate) fn problems(&self) -> Vec<String> {
        match Fresh::render(&self.0) {
            Ok(_) => Vec::new(),
            Err(error) => error
                .downcast_ref::<Problems>()
                .expect("a list of problems")
                .0
                .iter()
                .map(ToString::to_string)
                .collect(),
        }
    }

    /// The chapter after our preprocessor and before mdBook renders it.
    pub(crate) fn expanded(&self, chapter: &str) -> String {
        use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
        let book = MDBook::load(&self.0).unwrap();
        let ctx = PreprocessorContext::new(book.root.clone(), book.config.clone(), "html".into());
        let book = mdbook_exit_path::preprocess::ExitPath.run(&ctx, book.book).unwrap();
        let found = book.chapters().find(|c| c.source_path.as_deref() == Some(Path::new(chapter)));
        found.expect("the chapter").content.clone()
    }
}

//! The preprocessor: expands our directives on every page, then turns the diagrams. All problems of all pages are
//! collected before it fails.

use crate::diagrams;
use crate::directives::expand;
use crate::library::Library;
use crate::problem::Problems;
use crate::typed::typed;
use mdbook_preprocessor::book::{Book, BookItem};
use mdbook_preprocessor::errors::Result;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

/// The name in `book.toml`.
pub const NAME: &str = "exit-path";

/// See the module's documentation.
#[derive(Debug, Clone, Copy, Default)]
pub struct ExitPath;

impl Preprocessor for ExitPath {
    fn name(&self) -> &str {
        NAME
    }

    fn run(&self, ctx: &PreprocessorContext, mut book: Book) -> Result<Book> {
        let mut problems = Vec::new();
        let library = Library::open(&ctx.root, &mut problems);
        book.for_each_mut(|item| {
            if let BookItem::Chapter(chapter) = item
                && let Some(path) = chapter.source_path.clone()
            {
                let content = expand(&library, &path, &chapter.content, &mut problems);
                chapter.content = typed(&content).into_owned();
            }
        });
        if !problems.is_empty() {
            return Err(Problems(problems).into());
        }
        diagrams::turned(ctx, book)
    }

    fn supports_renderer(&self, renderer: &str) -> Result<bool> {
        Ok(renderer == "html")
    }
}

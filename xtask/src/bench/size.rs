//! Sizes of what is shipped.

use super::Subject;
use super::figure::{Figure, Unit};
use super::report::Report;
use crate::size::megabytes;
use crate::step::Result;
use crate::{file, layout, native};

/// A native library without its symbols, as this machine builds it, and what it would be without the emulator.
pub(super) fn library(subject: Subject, figure: &str, name: &str, report: &mut Report) -> Result {
    report.add(Figure::once(subject, figure, Unit::Megabytes, megabytes(native::shipped_size(name)?)));
    let bare = megabytes(native::size_without_emulator(name)?);
    report.add(Figure::once(subject, &format!("{figure} without the emulator"), Unit::Megabytes, bare));
    Ok(())
}

/// What was packaged below `dist/`, all files with this ending together.
pub(super) fn packaged(subject: Subject, figure: &str, folder: &str, ending: &str, report: &mut Report) {
    let folder = layout::root().join("dist").join(folder);
    let files = file::with_extension(&folder, ending).unwrap_or_default();
    match files.iter().filter_map(|path| file::size(path).ok()).sum() {
        0 => report
            .note(format!("{}: {figure}, of which nothing was packaged here (`cargo xtask package`)", subject.name())),
        bytes => report.add(Figure::once(subject, figure, Unit::Megabytes, megabytes(bytes))),
    }
}

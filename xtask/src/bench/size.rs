//! Sizes of shipped files.

use super::Subject;
use super::figure::{Figure, Unit};
use super::report::Report;
use crate::size::megabytes;
use crate::step::Result;
use crate::{file, layout, native};

/// Adds the size of a stripped native library, and of the same without the emulator.
pub(super) fn library(subject: Subject, figure: &str, name: &str, report: &mut Report) -> Result {
    report.add(Figure::once(subject, figure, Unit::Megabytes, megabytes(native::shipped_size(name)?)));
    let bare = megabytes(native::size_without_emulator(name)?);
    report.add(Figure::once(subject, &format!("{figure} without the emulator"), Unit::Megabytes, bare));
    Ok(())
}

/// Adds the size of all packaged files with this ending.
pub(super) fn packaged(subject: Subject, figure: &str, folder: &str, ending: &str, report: &mut Report) {
    let folder = layout::root().join("dist").join(folder);
    let files = file::with_extension(&folder, ending).unwrap_or_default();
    match files.iter().filter_map(|path| file::size(path).ok()).sum() {
        0 => report.note(format!("{}: {figure}, because nothing was packaged (`cargo xtask package`)", subject.name())),
        bytes => report.add(Figure::once(subject, figure, Unit::Megabytes, megabytes(bytes))),
    }
}

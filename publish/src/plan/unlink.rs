//! The links that the caller asks to remove.

use crate::desired::{Desired, DesiredStorage};
use crate::error::{Error, Result};
use crate::object::{ObjectId, ObjectKind, plain};

/// The links to remove, each once.
pub(super) struct Unlinks {
    pub(super) links: Vec<ObjectId>,
}

impl Unlinks {
    /// Parses `PROFILE:VERSION` and `STORAGE/PROFILE:VERSION`.
    pub(super) fn parse(texts: &[String], desired: &Desired) -> Result<Self> {
        let mut links = Vec::new();
        for text in texts {
            let link = parse(text, desired)?;
            if !links.contains(&link) {
                links.push(link);
            }
        }
        Ok(Self { links })
    }
}

fn parse(text: &str, desired: &Desired) -> Result<ObjectId> {
    let invalid = |why: String| Error::Invalid(format!("the link to remove, `{}`, {why}", plain(text)));
    let parts = text.split_once(':').filter(|(profile, version)| !profile.is_empty() && !version.is_empty());
    let Some((profile, version)) = parts else {
        return Err(invalid("must be PROFILE:VERSION or STORAGE/PROFILE:VERSION".to_owned()));
    };
    let (storage, profile) = match profile.split_once('/') {
        Some((storage, profile)) => (storage, profile),
        None => (storage_of(profile, desired).map_err(invalid)?, profile),
    };
    let storages = desired.storages.iter().filter(|candidate| candidate.object.name == storage);
    let mut profiles = storages.flat_map(|storage| &storage.profiles).filter(|known| known.object.name == profile);
    if profiles.any(|known| known.link.iter().any(|linked| linked == version)) {
        return Err(invalid("is in the manifest: remove it from `link` there".to_owned()));
    }
    Ok(ObjectId::new(ObjectKind::Link, [storage, profile, version]))
}

/// The storage of a profile that is named without one.
fn storage_of<'a>(profile: &str, desired: &'a Desired) -> std::result::Result<&'a str, String> {
    let has = |storage: &&DesiredStorage| storage.profiles.iter().any(|known| known.object.name == profile);
    let with_profile: Vec<_> = desired.storages.iter().filter(has).collect();
    match (with_profile.as_slice(), desired.storages.as_slice()) {
        ([storage], _) => Ok(&storage.object.name),
        // The manifest may no longer have the profile.
        ([], [storage]) => Ok(&storage.object.name),
        ([], _) => Err("names a profile that is not in the manifest: write STORAGE/PROFILE:VERSION".to_owned()),
        _ => Err("names a profile of several storages: write STORAGE/PROFILE:VERSION".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desired::{DesiredObject, DesiredProfile};

    fn storage(name: &str, profiles: &[&str]) -> DesiredStorage {
        let object = |name: &str| DesiredObject { name: name.into(), ..Default::default() };
        let profiles = profiles.iter().map(|name| DesiredProfile { object: object(name), link: vec!["dev".into()] });
        DesiredStorage { object: object(name), profiles: profiles.collect() }
    }

    fn parsed(text: &str, storages: &[DesiredStorage]) -> std::result::Result<String, String> {
        let desired = Desired { storages: storages.to_vec(), ..Default::default() };
        parse(text, &desired).map(|link| link.name()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_profile_is_found_in_its_storage() {
        let one = [storage("logs", &["a"])];
        let two = [storage("logs", &["a", "b"]), storage("more", &["b"])];
        assert_eq!(parsed("a:old", &one).unwrap(), "logs/a:old");
        assert_eq!(parsed("gone:old", &one).unwrap(), "logs/gone:old");
        assert_eq!(parsed("a:old", &two).unwrap(), "logs/a:old");
        assert_eq!(parsed("other/b:old", &two).unwrap(), "other/b:old");
        for (text, part) in [
            ("b:old", "several storages"),
            ("gone:old", "not in the manifest"),
            ("a:dev", "remove it from `link`"),
            ("a", "must be PROFILE:VERSION"),
            (":dev", "must be PROFILE:VERSION"),
            ("a:", "must be PROFILE:VERSION"),
        ] {
            let error = parsed(text, &two).unwrap_err();
            assert!(error.contains(part) && error.contains(text), "{error}");
        }
    }
}

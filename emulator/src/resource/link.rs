//! Links between pull profiles and versions.

use serde_json::{Value, json};

use super::find;
use crate::response::{HttpResponse, Result};
use crate::service::Service;
use crate::store::{Change, Kind, View};
use crate::timestamp;

/// The names in the path of a link: storage, profile, application, version.
type Names = [String; 4];

/// Links a profile to a version. Linking them again has no effect.
pub(crate) async fn link(service: &Service, names: Names) -> Result<HttpResponse> {
    let link = move |change: &mut Change<'_>| {
        let (profile_id, version_id) = find_both(change, &names)?;
        let timestamps = match change.link(profile_id, version_id)? {
            Some(timestamps) => timestamps,
            None => {
                let now = Value::from(timestamp::now());
                let timestamps = [("create_time".to_owned(), now.clone()), ("last_updated".to_owned(), now)];
                let timestamps = timestamps.into_iter().collect();
                change.insert_link(profile_id, version_id, &timestamps)?;
                timestamps
            }
        };
        let [storage, profile, app, version] = &names;
        let mut link = json!({"app": app, "app_version": version, "endpoint": storage, "pull_profile": profile});
        if let Some(link) = link.as_object_mut() {
            link.extend(timestamps);
        }
        Ok(link)
    };
    Ok(HttpResponse::ok(&service.store.write(link).await?))
}

pub(crate) async fn unlink(service: &Service, names: Names) -> Result<HttpResponse> {
    let unlink = move |change: &mut Change<'_>| {
        let (profile_id, version_id) = find_both(change, &names)?;
        if change.link(profile_id, version_id)?.is_none() {
            let [_, profile, app, version] = &names;
            let message =
                format!("Pull profile '{profile}' is not linked to version '{version}' of application '{app}'.");
            return Err(HttpResponse::message(404, message));
        }
        change.remove_link(profile_id, version_id)
    };
    service.store.write(unlink).await?;
    Ok(HttpResponse::empty(204))
}

/// The ids of the profile and of the version.
fn find_both(view: &impl View, names: &Names) -> Result<(u64, u64)> {
    let (profile, version) = names.split_at(2);
    Ok((find(view, Kind::Profile, profile)?.1, find(view, Kind::Version, version)?.1))
}

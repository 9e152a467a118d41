//! Links between pull profiles and versions.

use serde_json::{Value, json};

use super::{pull_profile, version};
use crate::answer::{Answer, Result};
use crate::service::Service;
use crate::stamp;

/// The names in the path of a link: storage, profile, application, version.
pub(crate) type Names = [String; 4];

/// Linking twice is one link.
pub(crate) async fn link(service: &Service, names: Names) -> Result<Answer> {
    let answer = service
        .store
        .write(move |change| {
            let [storage, profile, app, version] = &names;
            let (_, profile_id) = pull_profile::find(change, storage, profile)?;
            let (_, version_id) = version::find(change, app, version)?;
            let stamps = match change.link(profile_id, version_id)? {
                Some(stamps) => stamps,
                None => {
                    let now = Value::from(stamp::now());
                    let stamps = [("create_time".to_owned(), now.clone()), ("last_updated".to_owned(), now)]
                        .into_iter()
                        .collect();
                    change.insert_link(profile_id, version_id, &stamps)?;
                    stamps
                }
            };
            let mut link = json!({"app": app, "app_version": version, "endpoint": storage, "pull_profile": profile});
            if let Some(link) = link.as_object_mut() {
                link.extend(stamps);
            }
            Ok(link)
        })
        .await?;
    Ok(Answer::ok(&answer))
}

pub(crate) async fn unlink(service: &Service, names: Names) -> Result<Answer> {
    service
        .store
        .write(move |change| {
            let [storage, profile, app, version] = &names;
            let (_, profile_id) = pull_profile::find(change, storage, profile)?;
            let (_, version_id) = version::find(change, app, version)?;
            if change.link(profile_id, version_id)?.is_none() {
                return Err(Answer::message(
                    404,
                    format!("Pull profile '{profile}' is not linked to version '{version}' of application '{app}'."),
                ));
            }
            change.remove_link(profile_id, version_id)
        })
        .await?;
    Ok(Answer::empty(204))
}

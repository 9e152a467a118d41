//! The operations of the API, and from a method and a path to one of them.

use hyper::Method;
use hyper::header::{ALLOW, HeaderValue};
use percent_encoding::percent_decode_str;

use crate::answer::{Answer, Result};

macro_rules! operations {
    ($($(#[$doc:meta])* $Name:ident = $id:literal $method:ident;)*) => {
        /// An operation of the API.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Operation {
            $($(#[$doc])* $Name,)*
        }

        impl Operation {
            /// Its id, `versions.create`.
            pub(crate) fn id(self) -> &'static str {
                match self { $(Operation::$Name => $id,)* }
            }

            fn method(self) -> Method {
                match self { $(Operation::$Name => Method::$method,)* }
            }
        }

        /// The ids of all operations, as faults and the request log name them.
        pub static OPERATIONS: &[&str] = &[$($id),*];
    };
}

operations! {
    ApplicationsCreate = "applications.create" POST;
    ApplicationsGet = "applications.get" GET;
    ApplicationsUpdate = "applications.update" PATCH;
    ApplicationsDelete = "applications.delete" DELETE;
    ApplicationsList = "applications.list" GET;
    VersionsCreate = "versions.create" POST;
    VersionsGet = "versions.get" GET;
    VersionsUpdate = "versions.update" PATCH;
    VersionsDelete = "versions.delete" DELETE;
    VersionsList = "versions.list" GET;
    ListTags = "container_registry.list_tags" GET;
    DeleteTag = "container_registry.delete_tag" DELETE;
    DeleteTags = "container_registry.delete_tags" POST;
    StoragesCreate = "endpoint_storages.create" POST;
    StoragesGet = "endpoint_storages.get" GET;
    StoragesUpdate = "endpoint_storages.update" PATCH;
    StoragesDelete = "endpoint_storages.delete" DELETE;
    StoragesList = "endpoint_storages.list" GET;
    ProfilesCreate = "pull_profiles.create" POST;
    ProfilesGet = "pull_profiles.get" GET;
    ProfilesUpdate = "pull_profiles.update" PATCH;
    ProfilesDelete = "pull_profiles.delete" DELETE;
    ProfilesList = "pull_profiles.list" GET;
    ProfilesLink = "pull_profiles.link" PUT;
    ProfilesUnlink = "pull_profiles.unlink" DELETE;
}

/// An operation with the names that its path holds, still as they were written.
#[derive(Debug, PartialEq)]
pub(crate) struct Route<'p> {
    pub(crate) operation: Operation,
    names: Vec<&'p str>,
}

impl<'p> Route<'p> {
    /// Finds the operation: 404 for a path that no operation has, 405 for a method that the path does not have.
    pub(crate) fn find(method: &Method, path: &'p str) -> Result<Route<'p>> {
        let (operations, names) =
            offered(path).ok_or_else(|| Answer::message(404, "The requested URL was not found on the server."))?;
        match operations.iter().find(|operation| operation.method() == *method) {
            Some(operation) => Ok(Route { operation: *operation, names }),
            None => {
                let allowed =
                    operations.iter().map(|operation| operation.method().to_string()).collect::<Vec<_>>().join(", ");
                let allow = HeaderValue::from_str(&allowed).unwrap_or(HeaderValue::from_static(""));
                Err(Answer::message(405, "The method is not allowed for the requested URL.").header(ALLOW, allow))
            }
        }
    }

    /// The names, decoded.
    pub(crate) fn names(&self) -> Result<Vec<String>> {
        self.names
            .iter()
            .map(|name| match percent_decode_str(name).decode_utf8() {
                Ok(name) => Ok(name.into_owned()),
                Err(_) => Err(Answer::message(400, "The path is not UTF-8 once it is decoded.")),
            })
            .collect()
    }
}

/// The operations that a path offers, and the names in it.
fn offered(path: &str) -> Option<(&'static [Operation], Vec<&str>)> {
    use Operation::*;
    let rest = path.strip_prefix("/v1/")?;
    if let Some(rest) = rest.strip_prefix("container-registry/images/") {
        return image_offered(rest);
    }
    let segments: Vec<&str> = rest.split('/').collect();
    let (operations, names): (&[Operation], &[&str]) = match *segments.as_slice() {
        ["app"] => (&[ApplicationsCreate], &[]),
        ["apps"] => (&[ApplicationsList], &[]),
        ["app", app] => (&[ApplicationsGet, ApplicationsUpdate, ApplicationsDelete], &[app]),
        ["app", app, "version"] => (&[VersionsCreate], &[app]),
        ["app", app, "versions"] => (&[VersionsList], &[app]),
        ["app", app, "version", version] => (&[VersionsGet, VersionsUpdate, VersionsDelete], &[app, version]),
        ["storage", "endpoint"] => (&[StoragesCreate], &[]),
        ["storage", "endpoints"] => (&[StoragesList], &[]),
        ["storage", "endpoint", storage] => (&[StoragesGet, StoragesUpdate, StoragesDelete], &[storage]),
        ["storage", "endpoint", storage, "pull-profile"] => (&[ProfilesCreate], &[storage]),
        ["storage", "endpoint", storage, "pull-profiles"] => (&[ProfilesList], &[storage]),
        ["storage", "endpoint", storage, "pull-profile", profile] => {
            (&[ProfilesGet, ProfilesUpdate, ProfilesDelete], &[storage, profile])
        }
        ["storage", "endpoint", storage, "pull-profile", profile, "app", app, "version", version] => {
            (&[ProfilesLink, ProfilesUnlink], &[storage, profile, app, version])
        }
        _ => return None,
    };
    names.iter().all(|name| !name.is_empty()).then(|| (operations, names.to_vec()))
}

/// An image's name may hold slashes, encoded or not, and so may be followed only by what stands behind the last `/tags`.
fn image_offered(rest: &str) -> Option<(&'static [Operation], Vec<&str>)> {
    use Operation::*;
    let segments: Vec<&str> = rest.split('/').collect();
    let last = segments.iter().rposition(|segment| *segment == "tags")?;
    let image = &rest[..segments[..last].iter().map(|segment| segment.len() + 1).sum::<usize>().checked_sub(1)?];
    if segments[..last].iter().any(|segment| segment.is_empty()) {
        return None;
    }
    match segments[last + 1..] {
        [] => Some((&[ListTags], vec![image])),
        ["bulk-delete"] => Some((&[DeleteTags, DeleteTag], vec![image, "bulk-delete"])),
        [tag] if !tag.is_empty() => Some((&[DeleteTag], vec![image, tag])),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(method: Method, path: &str) -> Option<(&'static str, Vec<String>)> {
        let route = Route::find(&method, path).ok()?;
        Some((route.operation.id(), route.names().unwrap()))
    }

    #[test]
    fn names_are_decoded_after_the_path_is_split() {
        let names = vec!["a b".to_owned(), "1/2".to_owned()];
        assert_eq!(found(Method::GET, "/v1/app/a%20b/version/1%2F2"), Some(("versions.get", names)));
        assert_eq!(found(Method::GET, "//v1/apps"), None);
        assert_eq!(found(Method::GET, "/v1/apps/"), None);
        assert_eq!(found(Method::GET, "/v1/app//version/1"), None);
    }

    #[test]
    fn images_are_cut_at_the_last_tags() {
        let list = |path| found(Method::GET, path).map(|(id, names)| (id, names[0].clone()));
        assert_eq!(
            list("/v1/container-registry/images/game/tags"),
            Some(("container_registry.list_tags", "game".into()))
        );
        assert_eq!(
            list("/v1/container-registry/images/a%2Fb/tags"),
            Some(("container_registry.list_tags", "a/b".into()))
        );
        assert_eq!(
            list("/v1/container-registry/images/a/b/tags"),
            Some(("container_registry.list_tags", "a/b".into()))
        );
        assert_eq!(
            list("/v1/container-registry/images/tags/tags"),
            Some(("container_registry.list_tags", "tags".into()))
        );
        assert_eq!(list("/v1/container-registry/images/tags"), None);
        let tag = vec!["a/tags/b".to_owned(), "v1".to_owned()];
        assert_eq!(
            found(Method::DELETE, "/v1/container-registry/images/a/tags/b/tags/v1"),
            Some(("container_registry.delete_tag", tag))
        );
    }

    #[test]
    fn a_wrong_method_learns_the_right_ones() {
        let answer = Route::find(&Method::PUT, "/v1/app/a").unwrap_err();
        assert_eq!((answer.status.as_u16(), answer.headers[0].1.to_str().unwrap()), (405, "GET, PATCH, DELETE"));
    }
}

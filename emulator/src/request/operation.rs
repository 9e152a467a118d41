//! The operations of the API, and the route from a method and a path to an operation.

use std::borrow::Cow;

use hyper::Method;
use hyper::header::{ALLOW, HeaderValue};
use percent_encoding::percent_decode_str;

use crate::response::{HttpResponse, Result};

macro_rules! operations {
    ($($(#[$doc:meta])* $Name:ident = $id:literal $method:ident $path:expr;)*) => {
        /// An operation of the API.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Operation {
            $($(#[$doc])* $Name,)*
        }

        impl Operation {
            /// The id of the operation, `versions.create`.
            pub(crate) fn id(self) -> &'static str {
                match self { $(Operation::$Name => $id,)* }
            }

            pub(crate) fn method(self) -> Method {
                match self { $(Operation::$Name => Method::$method,)* }
            }

            /// The path, with the parameters in braces.
            pub(crate) fn path(self) -> &'static str {
                match self { $(Operation::$Name => $path,)* }
            }

            /// All operations.
            pub(crate) const ALL: &'static [Operation] = &[$(Operation::$Name),*];
        }

        /// The ids of all operations, which faults and the request log use.
        pub static OPERATIONS: &[&str] = &[$($id),*];
    };
}

/// The path of a link between a pull profile and a version.
const LINK: &str = "/v1/storage/endpoint/{storage}/pull-profile/{profile}/app/{app}/version/{version}";

operations! {
    ApplicationsCreate = "applications.create" POST "/v1/app";
    ApplicationsGet = "applications.get" GET "/v1/app/{app}";
    ApplicationsUpdate = "applications.update" PATCH "/v1/app/{app}";
    ApplicationsDelete = "applications.delete" DELETE "/v1/app/{app}";
    ApplicationsList = "applications.list" GET "/v1/apps";
    VersionsCreate = "versions.create" POST "/v1/app/{app}/version";
    VersionsGet = "versions.get" GET "/v1/app/{app}/version/{version}";
    VersionsUpdate = "versions.update" PATCH "/v1/app/{app}/version/{version}";
    VersionsDelete = "versions.delete" DELETE "/v1/app/{app}/version/{version}";
    VersionsList = "versions.list" GET "/v1/app/{app}/versions";
    ListTags = "container_registry.list_tags" GET "/v1/container-registry/images/{image}/tags";
    DeleteTag = "container_registry.delete_tag" DELETE "/v1/container-registry/images/{image}/tags/{tag}";
    DeleteTags = "container_registry.delete_tags" POST "/v1/container-registry/images/{image}/tags/bulk-delete";
    StoragesCreate = "endpoint_storages.create" POST "/v1/storage/endpoint";
    StoragesGet = "endpoint_storages.get" GET "/v1/storage/endpoint/{storage}";
    StoragesUpdate = "endpoint_storages.update" PATCH "/v1/storage/endpoint/{storage}";
    StoragesDelete = "endpoint_storages.delete" DELETE "/v1/storage/endpoint/{storage}";
    StoragesList = "endpoint_storages.list" GET "/v1/storage/endpoints";
    ProfilesCreate = "pull_profiles.create" POST "/v1/storage/endpoint/{storage}/pull-profile";
    ProfilesGet = "pull_profiles.get" GET "/v1/storage/endpoint/{storage}/pull-profile/{profile}";
    ProfilesUpdate = "pull_profiles.update" PATCH "/v1/storage/endpoint/{storage}/pull-profile/{profile}";
    ProfilesDelete = "pull_profiles.delete" DELETE "/v1/storage/endpoint/{storage}/pull-profile/{profile}";
    ProfilesList = "pull_profiles.list" GET "/v1/storage/endpoint/{storage}/pull-profiles";
    ProfilesLink = "pull_profiles.link" PUT LINK;
    ProfilesUnlink = "pull_profiles.unlink" DELETE LINK;
}

/// An operation and the names in the path, still percent-encoded.
#[derive(Debug, PartialEq)]
pub(crate) struct Route<'p> {
    pub(crate) operation: Operation,
    names: Vec<&'p str>,
}

impl<'p> Route<'p> {
    /// Finds the operation. The error is 404 for an unknown path and 405 for a method that the path
    /// does not support.
    pub(crate) fn find(method: &Method, path: &'p str) -> Result<Route<'p>> {
        let (operations, names) = operations_at(path)
            .ok_or_else(|| HttpResponse::message(404, "The requested URL was not found on the server."))?;
        match operations.iter().find(|operation| operation.method() == *method) {
            Some(operation) => Ok(Route { operation: *operation, names }),
            None => {
                let allowed =
                    operations.iter().map(|operation| operation.method().to_string()).collect::<Vec<_>>().join(", ");
                let allow = HeaderValue::from_str(&allowed).unwrap_or(HeaderValue::from_static(""));
                Err(HttpResponse::message(405, "The method is not allowed for the requested URL.").header(ALLOW, allow))
            }
        }
    }

    /// The decoded names, in the order of the path.
    pub(crate) fn names<N: TryFrom<Vec<String>>>(&self) -> Result<N> {
        let decode = |name: &&str| percent_decode_str(name).decode_utf8().map(Cow::into_owned);
        let names: Vec<String> = self
            .names
            .iter()
            .map(decode)
            .collect::<Result<_, _>>()
            .map_err(|_| HttpResponse::message(400, "The path is not valid UTF-8 after percent-decoding."))?;
        // The number of names follows from the operation.
        N::try_from(names).map_err(|_| HttpResponse::message(500, "The path has another number of names."))
    }
}

/// The operations that a path supports, and the names in it.
fn operations_at(path: &str) -> Option<(&'static [Operation], Vec<&str>)> {
    use Operation::*;
    let rest = path.strip_prefix("/v1/")?;
    if let Some(rest) = rest.strip_prefix("container-registry/images/") {
        return image_operations_at(rest);
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

/// The name of an image may contain slashes, encoded or not. It ends at the last `/tags`.
fn image_operations_at(rest: &str) -> Option<(&'static [Operation], Vec<&str>)> {
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
    fn the_name_of_an_image_ends_at_the_last_tags() {
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
    fn every_operation_has_the_path_of_its_route() {
        for operation in Operation::ALL {
            let route = Route::find(&operation.method(), operation.path()).unwrap();
            assert_eq!(route.operation, *operation);
            let names: Vec<&str> = operation.path().split('/').filter(|part| part.starts_with('{')).collect();
            let found: Vec<&str> = route.names.iter().copied().filter(|name| *name != "bulk-delete").collect();
            assert_eq!(found, names, "{operation:?}");
        }
    }

    #[test]
    fn a_405_lists_the_allowed_methods() {
        let response = Route::find(&Method::PUT, "/v1/app/a").unwrap_err();
        assert_eq!((response.status.as_u16(), response.headers[0].1.to_str().unwrap()), (405, "GET, PATCH, DELETE"));
    }
}

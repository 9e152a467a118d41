use crate::models::{NewPullProfile, PullProfile, PullProfileLink, PullProfileUpdate};
use crate::schema::macros::resource::resource;
use crate::schema::operation::Recovery;

resource! {
    /// Pull profiles: what is copied from an endpoint storage into a container when it boots.
    PullProfiles = "pull_profiles" {
        /// Creates a pull profile in an endpoint storage. It does nothing until it is linked. A taken name is a `bad_request`.
        create(storage; NewPullProfile: Create) -> one PullProfile
            = POST "/v1/storage/endpoint/{storage}/pull-profile",
            errors [400, 404],
            recovery Recovery::Create { get: &operations::get, taken: 400 };

        /// Reads a pull profile.
        get(storage, profile) -> one PullProfile
            = GET "/v1/storage/endpoint/{storage}/pull-profile/{profile}",
            errors [400, 404];

        /// Changes a pull profile: only the members that are set.
        update(storage, profile; PullProfileUpdate: Update) -> one PullProfile
            = PATCH "/v1/storage/endpoint/{storage}/pull-profile/{profile}",
            errors [400, 404],
            recovery Recovery::Update { get: &operations::get };

        /// Deletes a pull profile and its links; the storage stays.
        delete(storage, profile) -> nothing
            = DELETE "/v1/storage/endpoint/{storage}/pull-profile/{profile}",
            errors [400, 404],
            recovery Recovery::Delete;

        /// Lists the pull profiles of an endpoint storage, page by page. Deleting while listing skips items: collect first.
        list(storage) -> list PullProfile under "pull_profiles"
            = GET "/v1/storage/endpoint/{storage}/pull-profiles",
            errors [400, 404];

        /// Links a pull profile to a version, so that deployments of it copy the data at boot. Linking twice is linking once.
        link(storage, profile, app, version) -> one PullProfileLink
            = PUT "/v1/storage/endpoint/{storage}/pull-profile/{profile}/app/{app}/version/{version}",
            errors [400, 404];

        /// Ends the link between a pull profile and a version.
        unlink(storage, profile, app, version) -> nothing
            = DELETE "/v1/storage/endpoint/{storage}/pull-profile/{profile}/app/{app}/version/{version}",
            errors [400, 404],
            recovery Recovery::Delete;
    }
}

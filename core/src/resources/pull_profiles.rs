use crate::models::{NewPullProfile, PullProfile, PullProfileLink, PullProfileUpdate};
use crate::schema::operation::Recovery;
use crate::schema::resource::resource;

resource! {
    /// Pull profiles: files that are copied from an endpoint storage into a container at boot.
    PullProfiles = "pull_profiles" {
        /// Creates a pull profile in an endpoint storage. It has no effect until it is linked. A
        /// name that is taken is a `bad_request` error.
        create(storage; NewPullProfile: Create) -> one PullProfile
            = POST "/v1/storage/endpoint/{storage}/pull-profile",
            errors [400, 404],
            recovery Recovery::Create { get: &operations::get, taken: 400 };

        /// Gets a pull profile.
        get(storage, profile) -> one PullProfile
            = GET "/v1/storage/endpoint/{storage}/pull-profile/{profile}",
            errors [400, 404];

        /// Updates the fields of a pull profile that are set.
        update(storage, profile; PullProfileUpdate: Update) -> one PullProfile
            = PATCH "/v1/storage/endpoint/{storage}/pull-profile/{profile}",
            errors [400, 404],
            recovery Recovery::Update { get: &operations::get };

        /// Deletes a pull profile and its links, but not the endpoint storage.
        delete(storage, profile) -> nothing
            = DELETE "/v1/storage/endpoint/{storage}/pull-profile/{profile}",
            errors [400, 404],
            recovery Recovery::Delete;

        /// Lists the pull profiles of an endpoint storage, page by page.
        /// The service promises no order: sort the items if it matters. Deleting while listing
        /// skips items: collect the list first.
        list(storage) -> list PullProfile under "pull_profiles"
            = GET "/v1/storage/endpoint/{storage}/pull-profiles",
            errors [400, 404];

        /// Links a pull profile to a version, whose deployments then copy the data at boot. Linking
        /// again has no effect.
        link(storage, profile, app, version) -> one PullProfileLink
            = PUT "/v1/storage/endpoint/{storage}/pull-profile/{profile}/app/{app}/version/{version}",
            errors [400, 404];

        /// Removes the link between a pull profile and a version.
        unlink(storage, profile, app, version) -> nothing
            = DELETE "/v1/storage/endpoint/{storage}/pull-profile/{profile}/app/{app}/version/{version}",
            errors [400, 404],
            recovery Recovery::Delete;
    } then {
        /// Makes a pull profile have the given fields: creates it, updates the fields that differ,
        /// or does nothing. Fields that are left out stay as they are. The metadata of the reply
        /// says what was done.
        ensure(storage; NewPullProfile: Create) -> PullProfile
            = Ensure { get, create, update },
            errors [400, 404];
    }
}

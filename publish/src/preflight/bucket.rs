//! Checks the bucket of a storage and the sources of its profiles, with signed GET and HEAD
//! requests of the S3 protocol.

use std::time::Duration;

use reqwest::Method;
use rusty_s3::actions::{GetObject, HeadObject};
use rusty_s3::{Bucket, Credentials, S3Action, UrlStyle};
use url::Url;

use super::fetch::{Fetched, Fetcher, Login, Request};
use super::{Finding, Findings};
use crate::desired::{DesiredProfile, DesiredStorage};
use crate::manifest::Level;
use crate::object::{ObjectKind, plain};

/// Validity of a signed URL.
const VALIDITY: Duration = Duration::from_secs(60);
/// The region of servers that have none.
const REGION: &str = "us-east-1";

/// A bucket that answers.
struct Storage<'a> {
    fetcher: &'a Fetcher,
    bucket: Bucket,
    credentials: Credentials,
}

/// The answer of a bucket.
#[derive(Debug, PartialEq)]
enum Answer {
    /// The object exists, or the list has an item.
    Found,
    /// The object does not exist, or the list is empty.
    Nothing,
    /// An error, with the code of the S3 protocol if there is one.
    Failed(u16, String),
    /// There is no answer: a sentence without its end.
    Unknown(String),
}

/// Checks a storage and its profiles. Without a usable bucket, profiles are not checked.
pub(super) async fn check(fetcher: &Fetcher, storage: &DesiredStorage) -> Vec<Finding> {
    let object = &storage.object;
    let mut findings = Findings::new(ObjectKind::Storage, object.name.clone(), object);
    let name = plain(findings.text("bucket"));
    let opened = match open(fetcher, &findings) {
        Ok(opened) => opened,
        Err(why) => {
            findings.add(Level::Error, "endpoint_invalid", why);
            return findings.found;
        }
    };
    let (opened, answer) = opened.look().await;
    let is_usable = matches!(answer, Answer::Found | Answer::Nothing) || is_denied(&answer);
    match answer {
        Answer::Found | Answer::Nothing => {
            findings.add(Level::Note, "bucket", format!("the bucket `{name}` answers with these keys"));
        }
        answer => add_failure(&mut findings, &name, &answer),
    }
    let mut found = findings.found;
    if is_usable {
        for profile in &storage.profiles {
            found.extend(check_profile(&opened, &object.name, profile).await);
        }
    }
    found
}

/// The bucket of a storage.
fn open<'a>(fetcher: &'a Fetcher, findings: &Findings<'_>) -> Result<Storage<'a>, String> {
    let endpoint = findings.text("endpoint");
    let invalid = || format!("the endpoint `{}` is not the URL of an S3 server", plain(endpoint));
    let url: Url = endpoint.parse().map_err(|_| invalid())?;
    let region = region(url.host_str().unwrap_or_default());
    let bucket = Bucket::new(url, UrlStyle::Path, findings.text("bucket").to_owned(), region).map_err(|_| invalid())?;
    let credentials = Credentials::new(findings.text("access_key_id"), findings.text("secret_access_key"));
    Ok(Storage { fetcher, bucket, credentials })
}

/// The region in the host of Amazon's endpoints, `s3.eu-west-1.amazonaws.com`.
fn region(host: &str) -> String {
    let region = host.strip_suffix(".amazonaws.com").and_then(|rest| rest.rsplit(['.']).next());
    let region = region.map(|region| region.strip_prefix("s3-").unwrap_or(region));
    region.filter(|region| region.contains('-')).unwrap_or(REGION).to_owned()
}

impl Storage<'_> {
    /// Lists one object, and again in the region that the server names.
    async fn look(self) -> (Self, Answer) {
        let fetched = self.list("").await;
        let other = match &fetched {
            Ok(fetched) => other_region(fetched, self.bucket.region()),
            Err(_) => None,
        };
        let Some(region) = other else { return (self, answer(fetched)) };
        // The URL has the bucket as its last part.
        let mut endpoint = self.bucket.base_url().clone();
        if let Ok(mut parts) = endpoint.path_segments_mut() {
            parts.pop_if_empty().pop();
        }
        let bucket = Bucket::new(endpoint, UrlStyle::Path, self.bucket.name().to_owned(), region);
        let storage = Self { bucket: bucket.unwrap_or(self.bucket), ..self };
        let fetched = storage.list("").await;
        (storage, answer(fetched))
    }

    /// A list of at most one object.
    async fn list(&self, prefix: &str) -> Result<Fetched, String> {
        // The GET of an empty key is one of the bucket. The library's own action for lists needs a
        // parser of XML.
        let mut action = GetObject::new(&self.bucket, Some(&self.credentials), "");
        let query = action.query_mut();
        query.insert("list-type", "2");
        query.insert("max-keys", "1");
        if !prefix.is_empty() {
            query.insert("prefix", prefix);
        }
        self.send(Method::GET, &action.sign(VALIDITY)).await
    }

    async fn head(&self, key: &str) -> Result<Fetched, String> {
        let action = HeadObject::new(&self.bucket, Some(&self.credentials), key);
        self.send(Method::HEAD, &action.sign(VALIDITY)).await
    }

    async fn send(&self, method: Method, url: &Url) -> Result<Fetched, String> {
        self.fetcher.send(Request { method, url, accept: "", login: Login::None }).await
    }
}

/// The region that a server asks for.
fn other_region(fetched: &Fetched, own: &str) -> Option<String> {
    if !matches!(fetched.status, 301 | 307 | 400) {
        return None;
    }
    let body = String::from_utf8_lossy(&fetched.body);
    let named = [fetched.header("x-amz-bucket-region"), tag(&body, "Region")];
    named.into_iter().find(|region| !region.is_empty() && *region != own).map(str::to_owned)
}

/// What a response means.
fn answer(fetched: Result<Fetched, String>) -> Answer {
    let fetched = match fetched {
        Ok(fetched) => fetched,
        Err(why) => return Answer::Unknown(why),
    };
    let body = String::from_utf8_lossy(&fetched.body);
    match fetched.status {
        // A HEAD has no body, and a list is one of objects.
        200 if body.is_empty() || body.contains("<Contents>") => Answer::Found,
        200 if body.contains("ListBucketResult") => Answer::Nothing,
        200 => Answer::Unknown("the answer is not one of an S3 server: check `endpoint`".to_owned()),
        status => Answer::Failed(status, tag(&body, "Code").to_owned()),
    }
}

/// The text of the first element with this name.
fn tag<'a>(xml: &'a str, name: &str) -> &'a str {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let inner = xml.split_once(open.as_str()).and_then(|(_, rest)| rest.split_once(close.as_str()));
    inner.map_or("", |(inner, _)| inner)
}

fn is_denied(answer: &Answer) -> bool {
    matches!(answer, Answer::Failed(403, code) if code.is_empty() || code == "AccessDenied")
}

/// Adds why a bucket cannot be used.
fn add_failure(findings: &mut Findings<'_>, bucket: &str, answer: &Answer) {
    let (level, code, message) = match answer {
        Answer::Failed(_, code) if code == "NoSuchBucket" => (
            Level::Error,
            "bucket_missing",
            format!("the bucket `{bucket}` does not exist: create it, or correct `bucket` and `endpoint`"),
        ),
        Answer::Failed(_, code) if code == "RequestTimeTooSkewed" => {
            (Level::Warning, "bucket_unknown", "the clock of this machine is wrong: set it, and check again".to_owned())
        }
        denied if is_denied(denied) => (
            Level::Warning,
            "bucket_denied",
            format!("these keys may not list the bucket `{bucket}`: allow `s3:ListBucket`, which folders need"),
        ),
        // `InvalidAccessKeyId`, `SignatureDoesNotMatch`, and what other servers call these.
        Answer::Failed(403, code) => (
            Level::Error,
            "bucket_login_refused",
            format!("the server refuses the keys ({}): check access_key_id and secret_access_key", plain(code)),
        ),
        Answer::Failed(status, code) => {
            let code = if code.is_empty() { String::new() } else { format!(", {}", plain(code)) };
            let message =
                format!("the server responded with {status}{code} for the bucket `{bucket}`: check `endpoint`");
            (Level::Error, "bucket_refused", message)
        }
        Answer::Unknown(why) => {
            (Level::Warning, "bucket_unknown", format!("the bucket `{bucket}` could not be checked: {why}"))
        }
        Answer::Found | Answer::Nothing => return,
    };
    findings.add(level, code, message);
}

/// Checks that the source of a profile exists.
async fn check_profile(storage: &Storage<'_>, name: &str, profile: &DesiredProfile) -> Vec<Finding> {
    let name = format!("{name}/{}", profile.object.name);
    let mut findings = Findings::new(ObjectKind::Profile, name, &profile.object);
    let source = findings.text("source");
    let key = source.trim_start_matches('/');
    let is_folder = findings.text("source_type") == "Folder";
    let found = if is_folder { storage.list(&format!("{key}/")).await } else { storage.head(key).await };
    let (noun, source) = (if is_folder { "folder" } else { "file" }, plain(source));
    match answer(found) {
        Answer::Found => findings.add(Level::Note, "source", format!("the {noun} `{source}` is there")),
        Answer::Nothing | Answer::Failed(404, _) => {
            let message =
                format!("the {noun} `{source}` is not in the bucket: upload it, or correct `source` and `source_type`");
            findings.add(Level::Error, "source_missing", message);
        }
        Answer::Failed(403, _) => {
            let right = if is_folder { "s3:ListBucket" } else { "s3:GetObject" };
            let message = format!("these keys may not read the {noun} `{source}`: allow `{right}`");
            findings.add(Level::Warning, "source_denied", message);
        }
        Answer::Failed(status, _) => {
            let message = format!("the {noun} `{source}` could not be checked: the server responded with {status}");
            findings.add(Level::Warning, "source_unknown", message);
        }
        Answer::Unknown(why) => {
            findings.add(
                Level::Warning,
                "source_unknown",
                format!("the {noun} `{source}` could not be checked: {why}"),
            );
        }
    }
    findings.found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_come_from_the_host() {
        for (host, expected) in [
            ("s3.eu-west-1.amazonaws.com", "eu-west-1"),
            ("s3-eu-west-1.amazonaws.com", "eu-west-1"),
            ("s3.amazonaws.com", REGION),
            ("s3.example.com", REGION),
        ] {
            assert_eq!(region(host), expected, "{host}");
        }
    }
}

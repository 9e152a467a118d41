//! Query parameters and cursors that would be more than that.

use edgegap_sdk::ErrorKind;
use serde_json::{Value, json};

use super::server::Server;
use super::{client, operations};

const HOSTILE: [&str; 12] = [
    "&page=9",
    "=",
    "#x",
    "?x",
    "%26",
    "x y",
    "+",
    "\r\nX-Evil: 1",
    "\0",
    "../",
    "\u{202e}",
    "x HTTP/1.1\r\nHost: evil\r\n\r\n",
];

#[tokio::test]
async fn an_extra_query_stays_one_pair() {
    let server = Server::always("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}").await;
    let client = client(&server.url());
    for (name, value) in HOSTILE.into_iter().flat_map(|hostile| [(hostile, "1"), ("a", hostile), (hostile, hostile)]) {
        let options = json!({"extra_query": {name: value}});
        let error = client.dispatch("applications.get", json!({"path": {"app": "game"}}), options).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{name:?}: {error}");
        let requests = server.take();
        assert_eq!(requests.len(), 1);
        let target = requests[0].line().1;
        let query = target.strip_prefix("/v1/app/game?").unwrap_or_else(|| panic!("{target}"));
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"*-._+%=".contains(&byte);
        assert!(query.bytes().all(allowed) && query.matches('=').count() == 1, "{name:?}={value:?} became {query}");
        let decoded: Vec<_> =
            reqwest::Url::parse(&format!("http://a/?{query}")).unwrap().query_pairs().into_owned().collect();
        assert_eq!(decoded, [(name.to_owned(), value.to_owned())]);
    }
}

#[tokio::test]
async fn an_extra_query_that_is_too_long_for_a_url_is_refused() {
    let server = Server::always("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}").await;
    let client = client(&server.url());
    for text in ["a".repeat(102_400), "ü".repeat(30_000)] {
        for options in [json!({"extra_query": {"a": text.clone()}}), json!({"extra_query": {text.clone(): "a"}})] {
            let error =
                client.dispatch("applications.get", json!({"path": {"app": "game"}}), options).await.unwrap_err();
            assert_eq!((error.kind(), error.violations()[0].path.as_str()), (ErrorKind::Validation, "extra_query"));
        }
    }
    assert!(server.take().is_empty());
}

#[tokio::test]
async fn the_longest_accepted_name_can_be_sent() {
    let server = Server::always("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}").await;
    let url = format!("{}/{}", server.url(), "b".repeat(4000));
    let client = client(&url);
    let name = "a".repeat(8192);
    let arguments = json!({"path": {"storage": name, "profile": name, "app": name, "version": name}});
    let options = json!({"extra_query": {"q": "ü".repeat(2700)}});
    let error = client.dispatch("pull_profiles.link", arguments, options).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    assert!(server.take()[0].line().1.len() > 50_000);
    let longer = super::builder(&format!("{}/{}", server.url(), "b".repeat(5000))).build().unwrap_err();
    assert_eq!(longer.kind(), ErrorKind::Configuration);
}

#[tokio::test]
async fn pages_limits_and_cursors_are_sent_unchanged() {
    let server = Server::always("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}").await;
    let client = client(&server.url());
    let values = [
        json!("1&x=2"),
        json!("1"),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(1e300),
        json!(-1e300),
        json!(18_446_744_073_709_551_615_u64),
        json!(i64::MIN),
        json!(null),
        json!([1]),
        json!({"$unsendable": "NaN"}),
        json!(true),
        json!("\r\n"),
    ];
    for operation in operations() {
        let id = operation["id"].as_str().unwrap();
        let arguments = super::arguments(&operation);
        for parameter in
            operation["query"].as_array().into_iter().flatten().filter(|parameter| parameter["type"] == "int")
        {
            let parameter = parameter["name"].as_str().unwrap();
            for value in &values {
                let mut arguments = arguments.clone();
                arguments["query"][parameter] = value.clone();
                let error = client.dispatch(id, arguments, Value::Null).await.unwrap_err();
                assert_eq!(
                    (error.kind(), error.violations()[0].path.as_str()),
                    (ErrorKind::Validation, parameter),
                    "{id}, {value}"
                );
            }
        }
        for cursor in ["", "x", "2", "\r\n", "{}", "2&x=1", "%", "AAAA", "\u{202e}", &"9".repeat(102_400)] {
            let mut arguments = arguments.clone();
            arguments["cursor"] = cursor.into();
            let error = client.dispatch(id, arguments, Value::Null).await.unwrap_err();
            let shown = cursor.chars().take(9).collect::<String>();
            match error.kind() {
                ErrorKind::Validation => assert_eq!(error.violations()[0].path, "cursor", "{id}, {shown:?}"),
                _ => {
                    // What reads as a page of the list asks for that page and nothing else.
                    let requests = server.take();
                    let target = requests[0].line().1;
                    let query = target.split_once('?').map_or("", |(_, query)| query);
                    assert!(
                        query
                            .strip_prefix("page=")
                            .and_then(|rest| rest.strip_suffix("&limit=100"))
                            .is_some_and(|page| page.parse::<u64>().is_ok()),
                        "{id}, {shown:?}: {target}"
                    );
                }
            }
        }
    }
    assert!(server.take().is_empty());
}

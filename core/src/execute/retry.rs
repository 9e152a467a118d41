//! The retry policy: which outcomes are retried, and after which delay. Pure functions.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

use crate::options::Options;

/// If the service asks for a longer delay, the call fails at once.
pub(crate) const MAX_DELAY: Duration = Duration::from_secs(60);

/// The outcome of one exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// A response with this status.
    Status(u16),
    /// The connection could not be made, or was closed before the request was sent.
    Connect,
    /// The connection could not be made, and a retry would not help: the request was not sent.
    ConnectFinal,
    /// TLS failed: the request was not sent, or not read.
    Tls,
    /// The connection was closed before the response.
    Reset,
    /// The head of the response cannot be parsed.
    Head,
    /// The timeout of the attempt expired.
    Timeout,
    /// The body of the response ended early.
    Body,
}

impl Outcome {
    /// The string for it in `attempts`.
    pub(crate) fn to_text(self) -> String {
        match self {
            Self::Status(status) => status.to_string(),
            Self::Connect | Self::ConnectFinal => "connect".to_owned(),
            Self::Tls => "tls".to_owned(),
            Self::Reset => "reset".to_owned(),
            Self::Head => "head".to_owned(),
            Self::Timeout => "timeout".to_owned(),
            Self::Body => "body".to_owned(),
        }
    }

    /// True if the service may have carried out the request although there was no success.
    pub(crate) fn is_ambiguous(self) -> bool {
        matches!(self, Self::Reset | Self::Head | Self::Timeout | Self::Body | Self::Status(408 | 500..=599))
    }

    /// True if the outcome is retried. Networks in front of a service answer 520 to 530 when they
    /// cannot reach it. After a 500 the service may have done part of the work, so only a GET is
    /// retried.
    fn is_retried(self, is_get: bool) -> bool {
        match self {
            Self::Connect | Self::Reset | Self::Timeout | Self::Body => true,
            Self::Status(408 | 429 | 502 | 503 | 504 | 520..=530) => true,
            Self::Status(500) => is_get,
            Self::Status(_) | Self::Tls | Self::Head | Self::ConnectFinal => false,
        }
    }
}

/// Number and delays of retries.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Policy {
    max_retries: u32,
    initial: Duration,
    max: Duration,
}

impl Policy {
    /// One attempt.
    pub(crate) const ONCE: Self = Self { max_retries: 0, initial: Duration::ZERO, max: Duration::ZERO };

    pub(crate) fn from_options(options: &Options) -> Self {
        Self {
            max_retries: options.max_retries.unwrap_or(2),
            initial: options.backoff_initial.unwrap_or(Duration::from_millis(500)),
            max: options.backoff_max.unwrap_or(Duration::from_secs(8)),
        }
    }

    /// The delay before the next attempt, or `None` if the outcome is final.
    ///
    /// `retries` is the number so far, `remaining` the time until the deadline of the call,
    /// `random` is in `0.0..1.0`.
    pub(crate) fn decide(
        &self,
        outcome: Outcome,
        is_get: bool,
        retries: u32,
        retry_after: Option<Duration>,
        remaining: Duration,
        random: f64,
    ) -> Option<Duration> {
        if retries >= self.max_retries || !outcome.is_retried(is_get) {
            return None;
        }
        let wait = match retry_after {
            Some(asked) if asked > MAX_DELAY => return None,
            Some(asked) => asked,
            None => self.delay(retries, random),
        };
        (wait < remaining).then_some(wait)
    }

    /// The delay after this number of earlier ones. It doubles, and half of it is random.
    pub(crate) fn delay(&self, earlier: u32, random: f64) -> Duration {
        let base = self.initial.saturating_mul(2u32.saturating_pow(earlier)).min(self.max).min(MAX_DELAY);
        base / 2 + (base / 2).mul_f64(random)
    }
}

/// The delay of `Retry-After`, from seconds or a date. A date is compared with the server's `Date`,
/// if there is one.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(
            Duration::from_secs(text.parse().unwrap_or(u64::MAX / 1000)).min(Duration::from_secs(u64::MAX / 1000)),
        );
    }
    let until = httpdate::parse_http_date(text).ok()?;
    Some(until.duration_since(server_time(headers).unwrap_or(now)).unwrap_or_default())
}

/// The time of the server's clock, from `Date`.
pub(crate) fn server_time(headers: &HeaderMap) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: Policy =
        Policy { max_retries: 2, initial: Duration::from_millis(500), max: Duration::from_millis(800) };
    const LONG: Duration = Duration::from_secs(3600);

    #[test]
    fn the_wait_doubles_to_its_bound_and_half_of_it_is_random() {
        let wait = |retries, random| POLICY.decide(Outcome::Connect, false, retries, None, LONG, random);
        assert_eq!(wait(0, 0.0), Some(Duration::from_millis(250)));
        assert_eq!(wait(0, 1.0), Some(Duration::from_millis(500)));
        assert_eq!(wait(1, 1.0), Some(Duration::from_millis(800)));
        assert_eq!(wait(2, 1.0), None);
    }

    #[test]
    fn the_table_of_conditions() {
        let again = |outcome, is_get| POLICY.decide(outcome, is_get, 0, None, LONG, 0.5).is_some();
        for outcome in [
            Outcome::Connect,
            Outcome::Reset,
            Outcome::Timeout,
            Outcome::Body,
            Outcome::Status(408),
            Outcome::Status(429),
            Outcome::Status(502),
            Outcome::Status(503),
            Outcome::Status(504),
        ] {
            assert!(again(outcome, true) && again(outcome, false), "{outcome:?}");
        }
        assert!(again(Outcome::Status(500), true) && !again(Outcome::Status(500), false));
        for outcome in
            [Outcome::Tls, Outcome::Status(200), Outcome::Status(400), Outcome::Status(409), Outcome::Status(501)]
        {
            assert!(!again(outcome, true) && !again(outcome, false), "{outcome:?}");
        }
    }

    #[test]
    fn retry_after_is_obeyed_up_to_a_minute_and_within_the_deadline() {
        let wait = |asked, remaining| POLICY.decide(Outcome::Status(429), false, 0, Some(asked), remaining, 0.5);
        assert_eq!(wait(Duration::from_secs(60), LONG), Some(Duration::from_secs(60)));
        assert_eq!(wait(Duration::from_secs(61), LONG), None);
        assert_eq!(wait(Duration::from_secs(5), Duration::from_secs(4)), None);
    }

    #[test]
    fn retry_after_dates_are_read_by_the_servers_clock() {
        let mut headers = HeaderMap::new();
        let read = |headers: &HeaderMap| retry_after(headers, SystemTime::UNIX_EPOCH);
        headers.insert(RETRY_AFTER, "Thu, 01 Jan 1970 00:01:40 GMT".parse().unwrap());
        assert_eq!(read(&headers), Some(Duration::from_secs(100)));
        headers.insert(DATE, "Thu, 01 Jan 1970 00:01:30 GMT".parse().unwrap());
        assert_eq!(read(&headers), Some(Duration::from_secs(10)));
        headers.insert(DATE, "Thu, 01 Jan 1970 00:02:30 GMT".parse().unwrap());
        assert_eq!(read(&headers), Some(Duration::ZERO));
        for (text, seconds) in [("7", Some(7)), ("-1", None), ("soon", None), ("", None)] {
            headers.insert(RETRY_AFTER, text.parse().unwrap());
            assert_eq!(read(&headers), seconds.map(Duration::from_secs), "{text}");
        }
        headers.insert(RETRY_AFTER, "99999999999999999999999".parse().unwrap());
        assert!(read(&headers).unwrap() > MAX_DELAY);
    }
}

//! How many requests a client may send in a time. Each client has an allowance that refills steadily (the generic cell
//! rate algorithm of ITU-T I.371): `100/s` lets a hundred pass at once, and then one every ten milliseconds.

use super::settings::Variables;
use axum::http::{Extensions, HeaderMap, HeaderName};
use std::{
    collections::BTreeMap,
    hash::{BuildHasher, RandomState},
    net::{IpAddr, SocketAddr},
    str::FromStr,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// `RATE_LIMIT` and `RATE_LIMIT_BY`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateLimit {
    pub rate: Rate,
    pub by: Client,
}

/// So many requests in a time: `100/s`, `1000/m`, `5/10s`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub requests: u32,
    pub per: Duration,
}

/// What makes two requests the same client's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Client {
    /// The other end of the connection; of IPv6 the first 64 bits, which is what one customer has.
    #[default]
    Address,
    /// The address that the proxy in front of this process has added to `x-forwarded-for`.
    Forwarded,
    /// The value of a header: a key or a token. Requests without it are told apart by address.
    Header(HeaderName),
}

impl RateLimit {
    /// `None` where `RATE_LIMIT` says nothing.
    pub fn read(variables: &mut Variables) -> Option<Self> {
        let by = variables.or("RATE_LIMIT_BY", Client::Address);
        let rate = variables.optional("RATE_LIMIT")?;
        Some(Self { rate, by })
    }
}

impl FromStr for Rate {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const HELP: &str = "use a number of requests and a time, such as 100/s, 1000/m or 5/10s";
        let (requests, per) = text.split_once('/').ok_or(HELP)?;
        let requests = requests.trim().parse().map_err(|_| HELP)?;
        let per = per.trim();
        let split = per.find(|char: char| !char.is_ascii_digit());
        let (number, unit) = per.split_at(split.unwrap_or(per.len()));
        let number: u32 = match number {
            "" => 1,
            number => number.parse().map_err(|_| HELP)?,
        };
        let unit = match unit.trim() {
            "s" => 1,
            "m" => 60,
            "h" => 3600,
            _ => return Err(HELP),
        };
        let per = Duration::from_secs(unit) * number;
        if requests == 0 || per.is_zero() {
            return Err(HELP);
        }
        Ok(Self { requests, per })
    }
}

impl FromStr for Client {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "address" => Ok(Self::Address),
            "x-forwarded-for" => Ok(Self::Forwarded),
            name => name
                .parse()
                .map(Self::Header)
                .map_err(|_| "use address, or the name of a header"),
        }
    }
}

const SHARDS: usize = 16;
/// Below so many clients nobody looks for those that have gone.
const FEW: usize = 1024;

/// What is left of every client's allowance.
#[derive(Debug)]
pub(super) struct Limiter {
    limit: RateLimit,
    /// Client's hash → when its allowance is whole again. Keyed, so that nobody can choose whom to be counted with.
    hasher: RandomState,
    shards: [Mutex<Shard>; SHARDS],
    began: Instant,
}

#[derive(Debug)]
struct Shard {
    whole_again: BTreeMap<u64, Duration>,
    sweep_at: usize,
}

impl Limiter {
    pub fn new(limit: RateLimit) -> Self {
        let shard = || {
            Mutex::new(Shard {
                whole_again: BTreeMap::new(),
                sweep_at: FEW,
            })
        };
        Self {
            limit,
            hasher: RandomState::new(),
            shards: std::array::from_fn(|_| shard()),
            began: Instant::now(),
        }
    }

    /// Takes one request off its client's allowance.
    ///
    /// # Errors
    /// There is none left, for so long.
    pub fn admit(&self, headers: &HeaderMap, extensions: &Extensions) -> Result<(), Duration> {
        self.admit_at(self.client(headers, extensions), self.began.elapsed())
    }

    fn client(&self, headers: &HeaderMap, extensions: &Extensions) -> u64 {
        let named = match &self.limit.by {
            Client::Address => None,
            Client::Forwarded => {
                forwarded(headers).map(|address| self.hasher.hash_one(network(address)))
            }
            Client::Header(name) => headers.get(name).map(|value| self.hasher.hash_one(value)),
        };
        named.unwrap_or_else(|| {
            let peer = extensions.get::<SocketAddr>();
            self.hasher.hash_one(peer.map(|peer| network(peer.ip())))
        })
    }

    fn admit_at(&self, client: u64, now: Duration) -> Result<(), Duration> {
        let Rate { requests, per } = self.limit.rate;
        let shard = usize::try_from(client % SHARDS as u64).unwrap_or_default();
        let shard = &mut *self.shards[shard]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let known = shard.whole_again.get(&client).copied();
        let whole_again = known.unwrap_or_default().max(now) + per / requests;
        if whole_again > now + per {
            return Err(whole_again.saturating_sub(now + per));
        }
        shard.whole_again.insert(client, whole_again);
        if shard.whole_again.len() > shard.sweep_at {
            // Whoever has its whole allowance is as good as new.
            shard.whole_again.retain(|_, at| *at > now);
            shard.sweep_at = FEW.max(2 * shard.whole_again.len());
        }
        Ok(())
    }
}

/// The last address: what stands before it is whatever the client said.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?;
    let last = last.to_str().ok()?.rsplit(',').next()?.trim();
    last.parse()
        .ok()
        .or_else(|| last.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

/// What of an address one customer can't change.
fn network(address: IpAddr) -> u64 {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_bits().into(),
        IpAddr::V6(address) => u64::try_from(address.to_bits() >> 64).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{Request, request::Parts};

    fn limiter(rate: &str, by: &str) -> Limiter {
        let (rate, by) = (rate.parse().unwrap(), by.parse().unwrap());
        Limiter::new(RateLimit { rate, by })
    }

    #[test]
    fn an_allowance_refills_steadily() {
        let limiter = limiter("4/2s", "address");
        let at = Duration::from_millis;
        for _ in 0..4 {
            assert_eq!(limiter.admit_at(1, at(100)), Ok(()));
        }
        assert_eq!(limiter.admit_at(1, at(100)), Err(at(500)));
        assert_eq!(limiter.admit_at(2, at(100)), Ok(()), "another client");
        assert_eq!(limiter.admit_at(1, at(599)), Err(at(1)));
        assert_eq!(limiter.admit_at(1, at(600)), Ok(()));
        assert_eq!(limiter.admit_at(1, at(600)), Err(at(500)));
        for _ in 0..4 {
            assert_eq!(
                limiter.admit_at(1, at(9000)),
                Ok(()),
                "nothing is saved up beyond it"
            );
        }
        assert!(limiter.admit_at(1, at(9000)).is_err());
    }

    #[test]
    fn clients_that_have_gone_are_forgotten() {
        let limiter = limiter("1/s", "address");
        for client in 0..200_000 {
            let _ = limiter.admit_at(client, Duration::from_millis(client));
        }
        let kept = |shard: &Mutex<Shard>| shard.lock().unwrap().whole_again.len();
        let kept: usize = limiter.shards.iter().map(kept).sum();
        assert!(kept <= SHARDS * (FEW + 1), "{kept}");
    }

    #[test]
    fn clients_are_told_apart_as_the_setting_says() {
        let client = |by: &str, peer: &str, headers: &[(&'static str, &str)]| {
            let mut request = Request::new(());
            let peer: SocketAddr = peer.parse().unwrap();
            request.extensions_mut().insert(peer);
            for (name, value) in headers {
                request.headers_mut().append(*name, value.parse().unwrap());
            }
            (by.to_owned(), request.into_parts().0)
        };
        let same = |(by, one): (String, Parts), (_, other): (String, Parts)| {
            let limiter = limiter("1/s", &by);
            let hash = |parts: &Parts| limiter.client(&parts.headers, &parts.extensions);
            hash(&one) == hash(&other)
        };
        let (a, b) = ("10.0.0.1:1", "10.0.0.2:1");
        assert!(same(
            client("address", a, &[]),
            client("address", "10.0.0.1:2", &[("x", "y")])
        ));
        assert!(!same(client("address", a, &[]), client("address", b, &[])));
        let (one, other) = ("[2001:db8::1]:1", "[2001:db8::2]:1");
        assert!(same(
            client("address", one, &[]),
            client("address", other, &[])
        ));
        let key = |key| [("x-api-key", key)];
        assert!(same(
            client("X-Api-Key", a, &key("k")),
            client("X-Api-Key", b, &key("k"))
        ));
        assert!(!same(
            client("x-api-key", a, &key("k")),
            client("x-api-key", a, &key("l"))
        ));
        assert!(!same(
            client("x-api-key", a, &[]),
            client("x-api-key", b, &[])
        ));
        let via = |list| [("x-forwarded-for", list)];
        assert!(same(
            client("x-forwarded-for", a, &via("1.1.1.1, 9.9.9.9")),
            client("x-forwarded-for", b, &via("2.2.2.2, 9.9.9.9")),
        ));
    }

    #[test]
    fn rates_are_read() {
        let rate = |text: &str| {
            text.parse::<Rate>()
                .map(|rate| (rate.requests, rate.per.as_secs()))
        };
        assert_eq!(rate("100/s"), Ok((100, 1)));
        assert_eq!(rate("5 / 10s"), Ok((5, 10)));
        assert_eq!(rate("1000/2h"), Ok((1000, 7200)));
        for wrong in [
            "",
            "100",
            "0/s",
            "5/0s",
            "5/d",
            "x/s",
            "-1/s",
            "5/99999999999s",
        ] {
            assert!(rate(wrong).is_err(), "{wrong}");
        }
    }
}

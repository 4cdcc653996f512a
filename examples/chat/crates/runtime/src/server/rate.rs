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

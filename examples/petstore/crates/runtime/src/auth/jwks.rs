//! Public keys of somebody who issues tokens: a JWK Set (RFC 7517) out of a file.

use super::base64;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde_json::Value;
use std::{fs, str::FromStr};

#[derive(Debug, Default)]
pub struct Keys(Vec<Key>);

#[derive(Debug)]
struct Key {
    id: Option<String>,
    /// The only one it is for, where it says so (RFC 7517, section 4.4).
    algorithm: Option<String>,
    material: Material,
}

#[derive(Debug)]
enum Material {
    Rsa {
        modulus: Vec<u8>,
        exponent: Vec<u8>,
    },
    /// A curve, and a point on it, uncompressed.
    Elliptic(Curve, Vec<u8>),
    Edwards(Vec<u8>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Curve {
    P256,
    P384,
}

impl Keys {
    #[cfg(feature = "client")]
    pub fn has(&self, id: &str) -> bool {
        self.0.iter().any(|key| key.id.as_deref() == Some(id))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of the keys, that of this id where one is given, has signed.
    pub fn verify(&self, algorithm: &str, id: Option<&str>, text: &[u8], signature: &[u8]) -> bool {
        let meant = |key: &&Key| {
            let named = id.is_none() || key.id.is_none() || key.id.as_deref() == id;
            named && key.algorithm.as_deref().is_none_or(|own| own == algorithm)
        };
        let mut keys = self.0.iter().filter(meant);
        keys.any(|key| key.material.verify(algorithm, text, signature))
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let set: Value = serde_json::from_str(text).ok()?;
        let keys = set.get("keys")?.as_array()?;
        // RFC 7517, section 5: keys of kinds unknown are passed over.
        Some(Self(keys.iter().filter_map(key).collect()))
    }
}

impl Material {
    fn verify(&self, algorithm: &str, text: &[u8], signature: &[u8]) -> bool {
        let verified = match (self, algorithm) {
            (Self::Rsa { modulus, exponent }, _) => {
                let parameters = match algorithm {
                    "RS256" => &RSA_PKCS1_2048_8192_SHA256,
                    "RS384" => &RSA_PKCS1_2048_8192_SHA384,
                    "RS512" => &RSA_PKCS1_2048_8192_SHA512,
                    "PS256" => &RSA_PSS_2048_8192_SHA256,
                    "PS384" => &RSA_PSS_2048_8192_SHA384,
                    "PS512" => &RSA_PSS_2048_8192_SHA512,
                    _ => return false,
                };
                let key = RsaPublicKeyComponents {
                    n: modulus,
                    e: exponent,
                };
                key.verify(parameters, text, signature)
            }
            (Self::Elliptic(Curve::P256, point), "ES256") => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(text, signature)
            }
            (Self::Elliptic(Curve::P384, point), "ES384") => {
                UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point).verify(text, signature)
            }
            (Self::Edwards(key), "EdDSA" | "Ed25519") => {
                UnparsedPublicKey::new(&ED25519, key).verify(text, signature)
            }
            _ => return false,
        };
        verified.is_ok()
    }
}

fn key(jwk: &Value) -> Option<Key> {
    let text = |name: &str| jwk.get(name).and_then(Value::as_str);
    let bytes = |name: &str| base64::decode(text(name)?);
    if text("use").is_some_and(|purpose| purpose != "sig") {
        return None;
    }
    let material = match (text("kty")?, text("crv")) {
        ("RSA", _) => Material::Rsa {
            modulus: bytes("n")?,
            exponent: bytes("e")?,
        },
        ("EC", Some(curve @ ("P-256" | "P-384"))) => {
            let mut point = vec![4];
            point.extend(bytes("x")?);
            point.extend(bytes("y")?);
            let curve = if curve == "P-256" {
                Curve::P256
            } else {
                Curve::P384
            };
            Material::Elliptic(curve, point)
        }
        ("OKP", Some("Ed25519")) => Material::Edwards(bytes("x")?),
        _ => return None,
    };
    Some(Key {
        id: text("kid").map(str::to_owned),
        algorithm: text("alg").map(str::to_owned),
        material,
    })
}

/// The path of a file.
impl FromStr for Keys {
    type Err = String;

    fn from_str(path: &str) -> Result<Self, String> {
        let text = fs::read_to_string(path).map_err(|fault| fault.to_string())?;
        match Self::parse(&text) {
            Some(keys) if !keys.is_empty() => Ok(keys),
            _ => Err("no JWK Set with a key for RS256, ES256, EdDSA or the like".to_owned()),
        }
    }
}

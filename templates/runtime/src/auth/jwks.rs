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

#[cfg(test)]
mod tests {
    use super::*;
    use ring::{
        rand::SystemRandom,
        signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair},
    };
    use serde_json::json;

    /// RFC 7515, appendix A.2.
    const RS256: (&str, &str) = (
        "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
    );
    const RS256_N: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";

    fn keys(key: &Value) -> Keys {
        Keys::parse(&json!({ "keys": [{"kty": "oct", "k": "AA"}, key] }).to_string()).unwrap()
    }

    #[test]
    fn the_example_of_the_rfc() {
        let keys = keys(&json!({"kty": "RSA", "n": RS256_N, "e": "AQAB", "kid": "one"}));
        let signature = base64::decode(RS256.1).unwrap();
        let verify =
            |algorithm, id, text: &str| keys.verify(algorithm, id, text.as_bytes(), &signature);
        assert!(verify("RS256", None, RS256.0));
        assert!(verify("RS256", Some("one"), RS256.0));
        assert!(!verify("RS256", Some("two"), RS256.0));
        for other in ["ES256", "RS384", "PS256", "HS256", "none"] {
            assert!(!verify(other, None, RS256.0), "{other}");
        }
        assert!(!verify("RS256", None, &RS256.0[1..]));
        let other = json!({"kty": "RSA", "n": RS256_N, "e": "AQAB", "alg": "RS512"});
        let keys = Keys::parse(&json!({ "keys": [other] }).to_string()).unwrap();
        assert!(!keys.verify("RS256", None, RS256.0.as_bytes(), &signature));
    }

    #[test]
    fn curves() {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap();
        let point = pair.public_key().as_ref();
        let (x, y) = (base64::encode(&point[1..33]), base64::encode(&point[33..]));
        let elliptic = keys(&json!({"kty": "EC", "crv": "P-256", "x": x, "y": y}));
        let signature = pair.sign(&random, b"text").unwrap();
        assert!(elliptic.verify("ES256", None, b"text", signature.as_ref()));
        assert!(!elliptic.verify("ES256", None, b"test", signature.as_ref()));

        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap();
        let x = base64::encode(pair.public_key().as_ref());
        let edwards = keys(&json!({"kty": "OKP", "crv": "Ed25519", "x": x}));
        assert!(edwards.verify("EdDSA", None, b"text", pair.sign(b"text").as_ref()));
    }

    #[test]
    fn a_file_without_keys_is_told() {
        for text in ["", "{}", r#"{"keys": []}"#] {
            assert!(
                Keys::parse(text).is_none_or(|keys| keys.is_empty()),
                "{text}"
            );
        }
        assert!("/none".parse::<Keys>().is_err());
    }
}

//! HTTPS by this process itself, where no proxy in front of it does it: behind the feature `tls`, by rustls.

use super::settings::Variables;
use std::path::PathBuf;

/// `TLS_CERT` and `TLS_KEY`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    /// The certificate, and those that lead from it to a known issuer, in PEM.
    pub certificates: PathBuf,
    /// Its private key, in PEM.
    pub key: PathBuf,
}

impl Tls {
    /// `None` where neither is set.
    pub fn read(variables: &mut Variables) -> Option<Self> {
        let certificates: Option<PathBuf> = variables.optional("TLS_CERT");
        let key: Option<PathBuf> = variables.optional("TLS_KEY");
        match (certificates, key) {
            (None, None) => None,
            (Some(certificates), Some(key)) if cfg!(feature = "tls") => {
                Some(Self { certificates, key })
            }
            (Some(_), Some(_)) => {
                variables.problem("TLS_CERT: this program was built without the feature `tls`");
                None
            }
            _ => {
                variables.problem("TLS_CERT, TLS_KEY: both are set, or none is");
                None
            }
        }
    }
}

#[cfg(feature = "tls")]
pub(super) use rustls::{acceptor, shake_hands};

#[cfg(feature = "tls")]
mod rustls {
    use super::Tls;
    use std::{io, net::SocketAddr, sync::Arc, time::Duration};
    use tokio::{net::TcpStream, time::timeout};
    use tokio_rustls::{
        TlsAcceptor,
        rustls::{
            ServerConfig,
            crypto::ring,
            pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
        },
        server::TlsStream,
    };

    /// A client has so long for its part of the handshake.
    const HANDSHAKE: Duration = Duration::from_secs(10);

    /// # Errors
    /// A file can't be read, or the key is not the certificate's.
    pub fn acceptor(tls: &Tls) -> io::Result<TlsAcceptor> {
        let wrong = |what: &str, fault: &dyn std::fmt::Display| {
            io::Error::new(io::ErrorKind::InvalidInput, format!("{what}: {fault}"))
        };
        let certificates = CertificateDer::pem_file_iter(&tls.certificates)
            .and_then(Iterator::collect)
            .map_err(|fault| wrong("TLS_CERT", &fault))?;
        let key =
            PrivateKeyDer::from_pem_file(&tls.key).map_err(|fault| wrong("TLS_KEY", &fault))?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|config| {
                config
                    .with_no_client_auth()
                    .with_single_cert(certificates, key)
            })
            .map_err(|fault| wrong("TLS_CERT, TLS_KEY", &fault))?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }

    /// `None`: the client does not speak TLS, or not this.
    pub async fn shake_hands(
        acceptor: &TlsAcceptor,
        stream: TcpStream,
        client: SocketAddr,
    ) -> Option<TlsStream<TcpStream>> {
        match timeout(HANDSHAKE, acceptor.accept(stream)).await {
            Ok(Ok(stream)) => Some(stream),
            Ok(Err(fault)) => {
                tracing::debug!(%client, %fault, "no handshake");
                None
            }
            Err(_) => {
                tracing::debug!(%client, "a handshake took too long");
                None
            }
        }
    }
}

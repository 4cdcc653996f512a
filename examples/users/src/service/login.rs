//! The service behind the operations of `login`.

use crate::data;
use crate::deps::{Deps, Session, Tokens};
use api::models;
use api::services::login::*;
use runtime::prelude as rt;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct LoginService;

impl Login<Deps> for LoginService {
    /// A token for a name and a password
    ///
    /// `POST /token`
    async fn login(
        &self,
        _cx: &rt::Context,
        body: models::LoginBody,
        session: Session,
        tokens: Tokens,
    ) -> Result<models::Token, LoginFailure> {
        let name = body.username;
        let password = body.password;
        let user = data::users::log_in(&session, &name, password.expose()).await?;
        let Some(user) = user else {
            return Err(LoginFailure::BadRequest(wrong_password()));
        };
        let issued = tokens.issue(&user.grant(&body.scope.unwrap_or_default()))?;
        Ok(models::Token {
            access_token: issued.access_token,
            expires_in: issued.expires_in.into(),
            scope: Some(issued.scope),
        })
    }
}

fn wrong_password() -> models::TokenError {
    models::TokenError {
        error: "invalid_grant".to_owned(),
        error_description: Some("Incorrect username or password".to_owned()),
    }
}

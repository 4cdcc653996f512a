//! The service behind the operations of `auth`.

use crate::data;
use crate::deps::{CurrentUser, Deps, Principal, Session, Tokens};
use api::models;
use api::services::auth::*;
use runtime::auth;
use runtime::prelude as rt;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct AuthService;

impl Auth<Deps> for AuthService {
    /// A token for a person or a program
    ///
    /// `POST /oauth/token`
    async fn token(
        &self,
        cx: &rt::Context,
        body: models::TokenRequest,
        session: Session,
        tokens: Tokens,
    ) -> Result<models::Token, TokenFailure> {
        let grant = match body.grant_type.as_str() {
            "password" => token_of_user(body, &session).await?,
            "client_credentials" => token_of_client(cx, body, &session).await?,
            _ => return Err(TokenFailure::BadRequest(wrong_grant())),
        };
        let issued = tokens.issue(&grant)?;
        Ok(models::Token {
            access_token: issued.access_token,
            expires_in: i64::from(issued.expires_in).into(),
            scope: Some(issued.scope),
        })
    }

    /// A token for a program
    ///
    /// `POST /programs/token`
    async fn program_token(
        &self,
        cx: &rt::Context,
        body: models::ProgramTokenBody,
        session: Session,
        tokens: Tokens,
    ) -> Result<models::Token, rt::Error> {
        let shown = auth::clients::by_header(cx);
        let client = data::clients::authenticate(&session, shown).await?;
        let Some(client) = client else {
            return Err(auth::clients::unknown());
        };
        let issued = tokens.issue(&client.grant(&body.scope.unwrap_or_default()))?;
        Ok(models::Token {
            access_token: issued.access_token,
            expires_in: i64::from(issued.expires_in).into(),
            scope: Some(issued.scope),
        })
    }

    /// Who I am
    ///
    /// `GET /users/me`
    async fn me(
        &self,
        _cx: &rt::Context,
        _principal: Principal,
        current_user: CurrentUser,
    ) -> Result<models::User, rt::Error> {
        Ok(models::User {
            id: current_user.id,
            username: current_user.username,
        })
    }
}

fn wrong_password() -> models::TokenError {
    models::TokenError {
        error: models::TokenErrorError::InvalidGrant,
        error_description: Some("Incorrect username or password".to_owned()),
    }
}

async fn token_of_user(
    body: models::TokenRequest,
    session: &Session,
) -> Result<auth::Grant, TokenFailure> {
    let name = body.username.unwrap_or_default();
    let password = body.password.unwrap_or_default();
    let user = data::users::log_in(session, &name, password.expose()).await?;
    let Some(user) = user else {
        return Err(TokenFailure::BadRequest(wrong_password()));
    };
    Ok(user.grant(&body.scope.unwrap_or_default()))
}

fn unknown_client() -> api::responses::UnknownClientResponse {
    api::responses::UnknownClientResponse {
        www_authenticate: auth::clients::CHALLENGE.to_owned(),
        body: models::TokenError {
            error: models::TokenErrorError::InvalidClient,
            error_description: Some("Unknown client, or a wrong secret".to_owned()),
        },
    }
}

async fn token_of_client(
    cx: &rt::Context,
    body: models::TokenRequest,
    session: &Session,
) -> Result<auth::Grant, TokenFailure> {
    let id = body.client_id.unwrap_or_default();
    let secret = body.client_secret.unwrap_or_default();
    let shown = auth::clients::shown(cx, &id, secret.expose());
    let client = data::clients::authenticate(session, shown).await?;
    let Some(client) = client else {
        return Err(TokenFailure::Unauthorized(unknown_client()));
    };
    Ok(client.grant(&body.scope.unwrap_or_default()))
}

fn wrong_grant() -> models::TokenError {
    models::TokenError {
        error: models::TokenErrorError::UnsupportedGrantType,
        error_description: Some("No token is given for this `grant_type`".to_owned()),
    }
}

//! The service behind the operations of `auth`.

use crate::data;
use crate::deps::{CurrentUser, Deps, Principal, Session, Tokens};
use api::models;
use api::services::auth::*;
use runtime::prelude as rt;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct AuthService;

impl Auth<Deps> for AuthService {
    /// A token for a name and a password
    ///
    /// `POST /auth/token`
    async fn login(
        &self,
        _cx: &rt::Context,
        body: models::Login,
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
            expires_in: i64::from(issued.expires_in).into(),
            scope: Some(issued.scope),
        })
    }

    /// Make an account
    ///
    /// `POST /users`
    async fn register(
        &self,
        _cx: &rt::Context,
        body: models::NewUser,
        session: Session,
    ) -> Result<models::User, RegisterFailure> {
        // What nobody has granted yet is nobody's: no scopes.
        let new = data::users::NewUser {
            username: body.username,
            password: body.password,
            scopes: Vec::new(),
            email: body.email,
            full_name: body.full_name,
        };
        let made = data::users::insert(&session, &new).await;
        if let Err(error) = &made
            && error.status() == rt::StatusCode::CONFLICT
        {
            return Err(RegisterFailure::Conflict);
        }
        let user = made?;
        Ok(models::User {
            id: user.id,
            username: user.username,
            email: user.email,
            full_name: Some(user.full_name),
            created_at: user.created_at,
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
            email: current_user.email,
            full_name: Some(current_user.full_name),
            created_at: current_user.created_at,
        })
    }
}

fn wrong_password() -> models::TokenError {
    models::TokenError {
        error: "invalid_grant".to_owned(),
        error_description: Some("Incorrect username or password".to_owned()),
    }
}

//! The service behind the operations of `users`.

use crate::data;
use crate::deps::{CurrentUser, Deps, Principal, Session};
use crate::jobs::WelcomeMail;
use api::models;
use api::services::users::*;
use runtime::{jobs, prelude as rt};

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct UsersService;

impl Users<Deps> for UsersService {
    /// Register
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
        // In the transaction of the registration: either both are there, or neither is.
        let mail = WelcomeMail {
            to: user.email.clone(),
            name: user.username.clone(),
        };
        jobs::enqueue(&session, &mail).await?;
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
    async fn read_me(
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

    /// How many there are
    ///
    /// `GET /users/count`
    async fn count_users(
        &self,
        _cx: &rt::Context,
        _principal: Principal,
        session: Session,
        _current_user: CurrentUser,
    ) -> Result<models::CountUsersResponse, rt::Error> {
        let users = data::users::count(&session).await?;
        Ok(models::CountUsersResponse { users })
    }
}

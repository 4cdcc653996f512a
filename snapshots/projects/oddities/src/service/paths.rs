//! The service behind the operations of `paths`.

use api::services::paths::*;
use runtime::prelude as rt;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct PathsService;

impl Paths for PathsService {
    /// `GET /tasks/{id}`
    async fn task_by_id(
        &self,
        _cx: &rt::Context,
        _params: TaskByIdParams,
    ) -> Result<Vec<String>, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `POST /tasks/{id}:cancel`
    async fn cancel_task(
        &self,
        _cx: &rt::Context,
        _params: CancelTaskParams,
    ) -> Result<Vec<String>, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /tasks/next`
    async fn next_task(&self, _cx: &rt::Context) -> Result<Vec<String>, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /tasks/{id}.json`
    async fn task_file(
        &self,
        _cx: &rt::Context,
        _params: TaskFileParams,
    ) -> Result<Vec<String>, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /tasks/{from}-{to}`
    async fn task_range(
        &self,
        _cx: &rt::Context,
        _params: TaskRangeParams,
    ) -> Result<Vec<String>, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /things/{id}`
    async fn read_thing(
        &self,
        _cx: &rt::Context,
        _params: ReadThingParams,
    ) -> Result<Vec<String>, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `HEAD /things/{id}`
    async fn find_thing(
        &self,
        _cx: &rt::Context,
        _params: FindThingParams,
    ) -> Result<FindThingSuccess, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `PUT /things/{thing}`
    async fn write_thing(
        &self,
        _cx: &rt::Context,
        _params: WriteThingParams,
    ) -> Result<Vec<String>, rt::Error> {
        Err(rt::Error::not_implemented())
    }
}

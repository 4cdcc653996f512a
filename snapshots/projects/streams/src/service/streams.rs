//! The service behind the operations of `streams`.

use api::models;
use api::services::streams::*;
use runtime::prelude as rt;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct StreamsService;

impl Streams for StreamsService {
    /// `GET /report`
    async fn report(
        &self,
        _cx: &rt::Context,
        _params: ReportParams,
    ) -> Result<ReportSuccess, ReportFailure> {
        Err(rt::Error::not_implemented().into())
    }

    /// `GET /picture`
    async fn picture(&self, _cx: &rt::Context) -> Result<PictureSuccess, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `PUT /picture`
    async fn set_picture(
        &self,
        _cx: &rt::Context,
        _body: rt::ByteStream,
    ) -> Result<SetPictureSuccess, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `POST /files`
    async fn add_files(
        &self,
        _cx: &rt::Context,
        _body: models::AddFilesBodyForm,
    ) -> Result<Vec<i64>, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /ticks`
    async fn ticks(
        &self,
        _cx: &rt::Context,
        _params: TicksParams,
    ) -> Result<TicksContent, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// Talk to everyone in a room
    ///
    /// `WEBSOCKET /rooms/{room}`
    async fn talk(
        &self,
        _cx: &rt::Context,
        _params: TalkParams,
        _socket: rt::Socket<models::Said, models::Heard>,
    ) -> Result<(), rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /old-report`
    async fn old_report(&self, _cx: &rt::Context) -> Result<OldReportSuccess, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /old-events`
    async fn old_events(&self, _cx: &rt::Context) -> Result<rt::EventStream<String>, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /moved`
    async fn moved(&self, _cx: &rt::Context) -> Result<MovedSuccess, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `HEAD /exists`
    async fn exists(&self, _cx: &rt::Context) -> Result<(), ExistsFailure> {
        Err(rt::Error::not_implemented().into())
    }
}

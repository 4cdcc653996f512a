//! The service behind the operations of `operations without a tag`.

use crate::data;
use crate::deps::{Deps, Session};
use api::models;
use api::services::operations::*;
use runtime::prelude as rt;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct OperationsService;

impl Operations<Deps> for OperationsService {
    /// `GET /books`
    async fn list_books(
        &self,
        cx: &rt::Context,
        params: ListBooksParams,
        session: Session,
    ) -> Result<ListBooksSuccess, rt::Error> {
        let (rows, page) = data::books::list(&session, &params).await?;
        Ok(ListBooksSuccess {
            link: page.links(cx, "cursor", None),
            body: models::BookPage {
                next_cursor: Some(page.next()),
                books: rows,
            },
        })
    }

    /// `POST /books`
    async fn create_book(
        &self,
        _cx: &rt::Context,
        body: models::NewBookEnvelopeInput,
        session: Session,
    ) -> Result<CreateBookSuccess, CreateBookFailure> {
        let made = match data::books::insert(&session, &body.book).await {
            Err(error) if error.is_duplicate() => {
                return Err(CreateBookFailure::Conflict);
            }
            made => made?,
        };
        Ok(CreateBookSuccess {
            location: format!("/books/{}", made.row.id),
            e_tag: made.tag(),
            body: models::BookEnvelope { book: made.row },
        })
    }

    /// `GET /books/{bookId}`
    async fn read_book(
        &self,
        _cx: &rt::Context,
        params: ReadBookParams,
        session: Session,
    ) -> Result<ReadBookSuccess, ReadBookFailure> {
        let found = data::books::find(&session, params.book_id).await?;
        let found = found.ok_or_else(|| ReadBookFailure::NotFound)?;
        if found.is_known(params.if_none_match.as_ref()) {
            return Ok(ReadBookSuccess::NotModified {
                e_tag: Some(found.tag()),
            });
        }
        Ok(ReadBookSuccess::Ok {
            e_tag: found.tag(),
            body: models::BookEnvelope { book: found.row },
        })
    }

    /// `PUT /books/{bookId}`
    async fn replace_book(
        &self,
        _cx: &rt::Context,
        params: ReplaceBookParams,
        body: models::NewBookEnvelopeInput,
        session: Session,
    ) -> Result<ReplaceBookSuccess, ReplaceBookFailure> {
        if params.if_match.is_none() {
            return Err(ReplaceBookFailure::PreconditionRequired);
        }
        let found = data::books::find(&session, params.book_id).await?;
        let found = found.ok_or_else(|| ReplaceBookFailure::NotFound)?;
        if !found.is_expected(params.if_match.as_ref()) {
            return Err(ReplaceBookFailure::PreconditionFailed);
        }
        let wanted = found.wanted(params.if_match.as_ref());
        let changed = data::books::replace(&session, params.book_id, wanted, &body.book).await?;
        let changed = changed.ok_or_else(|| ReplaceBookFailure::PreconditionFailed)?;
        Ok(ReplaceBookSuccess {
            e_tag: Some(changed.tag()),
            body: models::BookEnvelope { book: changed.row },
        })
    }

    /// `DELETE /books/{bookId}`
    async fn delete_book(
        &self,
        _cx: &rt::Context,
        params: DeleteBookParams,
        session: Session,
    ) -> Result<(), DeleteBookFailure> {
        let found = data::books::find(&session, params.book_id).await?;
        let found = found.ok_or_else(|| DeleteBookFailure::NotFound)?;
        if !found.is_expected(params.if_match.as_ref()) {
            return Err(DeleteBookFailure::PreconditionFailed(book_changed()));
        }
        let wanted = found.wanted(params.if_match.as_ref());
        let gone = data::books::delete(&session, params.book_id, wanted).await?;
        if !gone {
            return Err(DeleteBookFailure::PreconditionFailed(book_changed()));
        }
        Ok(())
    }

    /// `PATCH /books/{bookId}`
    async fn change_book(
        &self,
        _cx: &rt::Context,
        params: ChangeBookParams,
        body: models::BookChanges,
        session: Session,
    ) -> Result<ChangeBookSuccess, ChangeBookFailure> {
        let found = data::books::find(&session, params.book_id).await?;
        let found = found.ok_or_else(|| rt::Error::not_found("there is no such book"))?;
        if !found.is_expected(params.if_match.as_ref()) {
            return Err(ChangeBookFailure::PreconditionFailed(book_changed()));
        }
        let wanted = found.wanted(params.if_match.as_ref());
        let changed = data::books::change(&session, params.book_id, wanted, &body).await?;
        let changed =
            changed.ok_or_else(|| ChangeBookFailure::PreconditionFailed(book_changed()))?;
        Ok(ChangeBookSuccess {
            e_tag: Some(changed.tag()),
            body: models::BookEnvelope { book: changed.row },
        })
    }

    /// `GET /shelves`
    async fn list_shelves(
        &self,
        cx: &rt::Context,
        params: ListShelvesParams,
        session: Session,
    ) -> Result<ListShelvesSuccess, rt::Error> {
        let (rows, page, total) = data::shelves::list(&session, &params).await?;
        Ok(ListShelvesSuccess {
            link: page.links(cx, "page", Some(total)),
            x_total_count: total,
            body: models::ListShelvesResponse {
                data: rows,
                meta: models::ListShelvesResponseMeta {
                    total: i32::try_from(total).unwrap_or(i32::MAX),
                    page: page.number().into(),
                    per_page: params.per_page,
                    total_pages: page.pages(total).into(),
                    next_page: Some(page.next_number().map(Into::into)),
                },
                links: Some(models::ListShelvesResponseLinks {
                    next: page.next_url(cx, "page"),
                    previous: Some(page.previous_url(cx, "page")),
                }),
            },
        })
    }

    /// `POST /shelves`
    async fn create_shelf(
        &self,
        _cx: &rt::Context,
        body: models::Shelf,
        session: Session,
    ) -> Result<models::Shelf, CreateShelfFailure> {
        let made = match data::shelves::insert(&session, &body).await {
            Err(error) if error.is_duplicate() => {
                return Err(CreateShelfFailure::Conflict(shelf_exists()));
            }
            made => made?,
        };
        Ok(made)
    }

    /// `GET /shelves/{id}`
    async fn read_shelf(
        &self,
        _cx: &rt::Context,
        params: ReadShelfParams,
        session: Session,
    ) -> Result<models::Shelf, ReadShelfFailure> {
        let found = data::shelves::find(&session, &params.id).await?;
        found.ok_or_else(|| ReadShelfFailure::NotFound)
    }

    /// `PUT /shelves/{id}`
    async fn put_shelf(
        &self,
        _cx: &rt::Context,
        params: PutShelfParams,
        body: models::ShelfContent,
        session: Session,
    ) -> Result<PutShelfSuccess, rt::Error> {
        let found = data::shelves::replace(&session, &params.id, &body).await?;
        if let Some(found) = found {
            return Ok(PutShelfSuccess::Ok(found));
        }
        let made = data::shelves::insert_at(&session, &params.id, &body).await?;
        Ok(PutShelfSuccess::Created(made))
    }

    /// `DELETE /shelves/{id}`
    async fn delete_shelf(
        &self,
        _cx: &rt::Context,
        params: DeleteShelfParams,
        session: Session,
    ) -> Result<(), rt::Error> {
        let found = data::shelves::delete(&session, &params.id).await?;
        if !found {
            return Err(rt::Error::not_found("there is no such shelf"));
        }
        Ok(())
    }

    /// `GET /events`
    async fn list_events(
        &self,
        _cx: &rt::Context,
        params: ListEventsParams,
        session: Session,
    ) -> Result<models::ListEventsResponse, rt::Error> {
        let (rows, page) = data::events::list(&session, &params).await?;
        Ok(models::ListEventsResponse {
            data: rows,
            has_more: page.has_more(),
        })
    }

    /// `POST /events`
    async fn create_event(
        &self,
        _cx: &rt::Context,
        body: models::NewEvent,
        session: Session,
    ) -> Result<models::CreateEventResponse, rt::Error> {
        let made = data::events::insert(&session, &body).await?;
        Ok(models::CreateEventResponse { event: made })
    }

    /// `GET /events/{id}`
    async fn read_event(
        &self,
        _cx: &rt::Context,
        params: ReadEventParams,
        session: Session,
    ) -> Result<models::ReadEventResponse, rt::Error> {
        let found = data::events::find(&session, params.id).await?;
        let found = found.ok_or_else(|| rt::Error::not_found("there is no such event"))?;
        Ok(models::ReadEventResponse { event: found })
    }

    /// `GET /notes`
    async fn list_notes(
        &self,
        _cx: &rt::Context,
        _params: ListNotesParams,
    ) -> Result<Vec<models::Event>, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `POST /notes`
    async fn create_note(
        &self,
        _cx: &rt::Context,
        body: models::NewEvent,
        session: Session,
    ) -> Result<models::Event, rt::Error> {
        let made = data::notes::insert(&session, &body).await?;
        Ok(made)
    }

    /// `GET /notes/{id}`
    async fn read_note(
        &self,
        _cx: &rt::Context,
        params: ReadNoteParams,
        session: Session,
    ) -> Result<models::Event, rt::Error> {
        let found = data::notes::find(&session, params.id).await?;
        found.ok_or_else(|| rt::Error::not_found("there is no such note"))
    }

    /// `GET /tapes`
    async fn list_tapes(
        &self,
        _cx: &rt::Context,
        _params: ListTapesParams,
    ) -> Result<Vec<models::Event>, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `POST /tapes`
    async fn create_tape(
        &self,
        _cx: &rt::Context,
        body: models::NewEvent,
        session: Session,
    ) -> Result<models::Event, rt::Error> {
        let made = data::tapes::insert(&session, &body).await?;
        Ok(made)
    }

    /// `GET /tapes/{id}`
    async fn read_tape(
        &self,
        _cx: &rt::Context,
        params: ReadTapeParams,
        session: Session,
    ) -> Result<models::Event, rt::Error> {
        let found = data::tapes::find(&session, params.id).await?;
        found.ok_or_else(|| rt::Error::not_found("there is no such tape"))
    }
}

fn book_changed() -> models::Fault {
    models::Fault {
        message: "the book was changed meanwhile".to_owned(),
    }
}

fn shelf_exists() -> models::Fault {
    models::Fault {
        message: "there is such a shelf already".to_owned(),
    }
}

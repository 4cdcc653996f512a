//! One request in the hands of its operation: reads parameters and the body as the tables of generated code say,
//! collects every fault, and makes the answer when the request is refused.

use super::{
    body::{self, Bounds, Chunks, Content, RequestBody},
    error::Error,
    fastapi::{self, Received, When},
    form::{self, Form},
    matcher::Range,
    media,
    multipart::{self, Manner, Part},
    parameter::{Field, In, Parameter, Shape},
    percent::NotUtf8,
    query::Pairs,
    route::Profile,
    router::Setup,
    stream::ByteStream,
    style::{self, Found, Source},
};
use crate::{
    context::Context,
    decode::{Decoder, Mode, Options, Read, Upload, rules::Text},
    fault::{Fault, Faults, Input, Kind, Loc, kind},
    json::quote,
};
use axum::{
    body::{Body, Bytes, HttpBody},
    http::{StatusCode, header::CONTENT_TYPE},
    response::Response,
};
use std::sync::{Arc, OnceLock};

const NOT_UNICODE: Kind = Kind::plain(
    "string_unicode",
    "Input should be a valid string, unable to parse raw data as a unicode string",
);

/// A request, once its operation is known.
#[derive(Debug)]
pub struct Call {
    context: Context,
    body: Body,
    /// What is in the body, when that is found out before anything else.
    pub(super) received: Received,
    /// The values of the path template's parameters: name, and place in the path.
    captures: Vec<(&'static str, Range)>,
    /// The decoded path, when the places are those in it.
    decoded_path: Option<String>,
    query: Option<Pairs>,
    setup: Arc<Setup>,
    faults: Faults,
    /// What is wrong beyond the faults: a media type, a length.
    refusal: Option<Error>,
    /// The text of the parameter being read.
    scratch: String,
}

impl Call {
    pub(crate) fn new(
        context: Context,
        body: Body,
        captures: Vec<(&'static str, Range)>,
        setup: Arc<Setup>,
    ) -> Self {
        Self {
            context,
            body,
            received: Received::Unread,
            captures,
            decoded_path: None,
            query: None,
            setup,
            faults: Faults::default(),
            refusal: None,
            scratch: String::new(),
        }
    }

    /// Takes the places of path parameters as those in this text.
    pub(super) fn on_decoded_path(mut self, path: String) -> Self {
        self.decoded_path = Some(path);
        self
    }

    /// Refuses the request for more than its faults.
    pub(super) fn refuse_with(&mut self, error: Error) {
        self.refusal.get_or_insert(error);
    }

    #[must_use]
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Keeps what a dependency takes from the request until it is made.
    pub fn give<T: Send + Sync + 'static>(&self, taken: T) {
        let _ = self.context.slot::<OnceLock<T>>().set(taken);
    }

    /// What is left when the request becomes a connection.
    #[cfg(feature = "websocket")]
    pub(super) fn into_parts(self) -> (Context, Arc<Setup>) {
        (self.context, self.setup)
    }

    /// Whether nothing is wrong so far.
    #[must_use]
    pub fn accepted(&self) -> bool {
        self.faults.is_empty() && self.refusal.is_none()
    }

    /// A parameter that must be there; `None` when it is not, or is wrong.
    pub fn required<T>(&mut self, parameter: &'static Parameter, read: Read<T>) -> Option<T> {
        match self.find(parameter)? {
            Found::Written => self.read(parameter, read),
            Found::Absent => {
                self.refuse(parameter, kind::MISSING, Input::Absent);
                None
            }
        }
    }

    /// A parameter that may be left out; `None` when it is wrong.
    #[allow(
        clippy::option_option,
        reason = "wrong, absent and present are three things"
    )]
    pub fn optional<T>(
        &mut self,
        parameter: &'static Parameter,
        read: Read<T>,
    ) -> Option<Option<T>> {
        match self.find(parameter)? {
            Found::Written => self.read(parameter, read).map(Some),
            Found::Absent => Some(None),
        }
    }

    /// Parameters that come together: when one of them is there, or one beside them, each that is no list has to be.
    pub fn together(&mut self, asked: &[&'static Parameter], beside: &[&'static Parameter]) {
        let mut is_absent = |parameter: &&Parameter| self.find(parameter) == Some(Found::Absent);
        if beside.iter().all(&mut is_absent) && asked.iter().all(&mut is_absent) {
            return;
        }
        for parameter in asked {
            let single = !matches!(parameter.shape, Shape::Array);
            if single && self.find(parameter) == Some(Found::Absent) {
                self.refuse(parameter, kind::MISSING, Input::Absent);
            }
        }
    }

    /// Which of the documented bodies the request has.
    pub fn content(&mut self, body: &RequestBody) -> Content {
        if self.setup.description.profile == Profile::FastApi {
            return fastapi::content(self, body);
        }
        let empty = self.body.is_end_stream();
        if empty && !body.required {
            return Content::Absent;
        }
        let content_type = self
            .context
            .headers()
            .get(CONTENT_TYPE)
            .map(|value| value.to_str().unwrap_or_default());
        let media = match (content_type, body.media) {
            (Some(content_type), media) => media::select(content_type, media),
            // RFC 9110, section 8.3: without the header the receiver may assume; with one documented type it can.
            (None, [_]) => Some(0),
            (None, _) => None,
        };
        // A form without a pair has no bytes.
        let said = media.filter(|_| content_type.is_some());
        let is_form = said.is_some_and(|at| media::is(body.media[at], media::FORM));
        if empty && !is_form {
            self.missing_body();
            return Content::Refused;
        }
        if let Some(index) = media {
            return Content::Media(index);
        }
        self.refusal
            .get_or_insert(Error::from_status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        Content::Refused
    }

    /// Reads a body that has to be there and can only be JSON.
    pub async fn json_body<T>(
        &mut self,
        media: &'static [&'static str],
        read: Read<T>,
    ) -> Option<T> {
        let body = RequestBody {
            required: true,
            media,
            members: &[],
        };
        match self.content(&body) {
            Content::Media(_) => self.json(&body, read).await,
            Content::Absent | Content::Refused => None,
        }
    }

    /// Reads a body that may be absent and can only be JSON.
    #[allow(
        clippy::option_option,
        reason = "wrong, absent and present are three things"
    )]
    pub async fn optional_json_body<T>(
        &mut self,
        media: &'static [&'static str],
        read: Read<T>,
    ) -> Option<Option<T>> {
        let body = RequestBody {
            required: false,
            media,
            members: &[],
        };
        match self.content(&body) {
            Content::Media(_) => self.json(&body, read).await.map(Some),
            Content::Absent => Some(None),
            Content::Refused => None,
        }
    }

    /// The body as JSON.
    pub async fn json<T>(&mut self, body: &RequestBody, read: Read<T>) -> Option<T> {
        if self.setup.description.profile == Profile::FastApi {
            return fastapi::json(self, body, read);
        }
        let bytes = self.bytes().await?;
        if bytes.is_empty() {
            self.missing_body();
            return None;
        }
        self.decode(&bytes, Mode::Strict, &[], read)
    }

    /// The body as a form, urlencoded or multipart by its `Content-Type`.
    pub async fn form<T>(&mut self, form: &'static Form, read: Read<T>) -> Option<T> {
        if self.setup.description.profile == Profile::FastApi {
            return fastapi::form(self, form, read);
        }
        let content_type = self.content_type();
        let memory = self.setup.options.body_limit;
        let found = match self.chunks(form.has_files()) {
            Ok(chunks) => form::to_json(form, &content_type, chunks, memory).await,
            Err(error) => Err(error),
        };
        match found {
            Ok(parts) => {
                self.faults.append(parts.faults);
                self.decode(parts.json.as_bytes(), Mode::Text, &parts.uploads, read)
            }
            Err(error) => self.give_up(error),
        }
    }

    /// The body as text, which must be UTF-8.
    pub async fn text(&mut self, rules: &'static Text) -> Option<String> {
        if self.setup.description.profile == Profile::FastApi {
            return fastapi::text(self, rules);
        }
        let bytes = self.bytes().await?;
        let Ok(text) = std::str::from_utf8(&bytes) else {
            self.faults
                .push(Fault::new(NOT_UNICODE, vec!["body".into()], Input::Absent));
            return None;
        };
        let mut json = String::with_capacity(text.len() + 2);
        quote(text, &mut json);
        let mut decoder = Decoder::of(&json, &self.decoding(Mode::Strict)).at("body");
        let value = decoder.string(rules);
        settle(&mut self.faults, &mut decoder, value)
    }

    /// The body as it is.
    pub async fn bytes(&mut self) -> Option<Bytes> {
        if let Some(bytes) = self.received.take_bytes() {
            return Some(bytes);
        }
        let read = match self.chunks(false) {
            Ok(chunks) => chunks.all().await,
            Err(error) => Err(error),
        };
        match read {
            Ok(bytes) => Some(bytes),
            Err(error) => self.give_up(error),
        }
    }

    /// The body as it arrives.
    pub fn stream(&mut self) -> Option<ByteStream> {
        if let Some(bytes) = self.received.take_bytes() {
            return Some(bytes.into());
        }
        match self.uncoded() {
            Ok(()) => self.coded_stream(),
            Err(error) => self.give_up(error),
        }
    }

    /// The same for an operation that takes `Content-Encoding` as a parameter: it knows what codings are for.
    pub fn coded_stream(&mut self) -> Option<ByteStream> {
        if let Some(bytes) = self.received.take_bytes() {
            return Some(bytes.into());
        }
        match self.bounded(true) {
            Ok(chunks) => Some(ByteStream::arriving(chunks)),
            Err(error) => self.give_up(error),
        }
    }

    /// The body as a form of several parts, which may be longer than what is held in memory.
    pub(super) async fn parts(&mut self) -> Option<Vec<Part>> {
        let content_type = self.content_type();
        let memory = self.setup.options.body_limit;
        let is_file = |part: &Part| part.file_name.is_some();
        let read = match self.chunks(true) {
            Ok(chunks) => {
                multipart::read(chunks, &content_type, Manner::Starlette, memory, &is_file).await
            }
            Err(error) => Err(error),
        };
        match read {
            Ok(parts) => Some(parts),
            Err(error) => self.give_up(error),
        }
    }

    /// Whether there is not a single byte of a body.
    pub(super) fn is_empty(&self) -> bool {
        self.body.is_end_stream()
    }

    pub(super) fn content_type(&self) -> String {
        let value = self.context.headers().get(CONTENT_TYPE);
        let text = value.and_then(|value| value.to_str().ok());
        text.unwrap_or_default().to_owned()
    }

    /// What is left of the body, as it is without any content coding, within the limits of one that is kept, or of one
    /// that flows.
    fn chunks(&mut self, flowing: bool) -> Result<Chunks, Error> {
        self.uncoded()?;
        self.bounded(flowing)
    }

    /// Refuses a body that would have to be decompressed first; FastAPI takes it for what it is not.
    fn uncoded(&self) -> Result<(), Error> {
        let strict = self.setup.description.profile == Profile::Strict;
        if strict && body::is_coded(self.context.headers()) {
            return Err(body::coded());
        }
        Ok(())
    }

    fn bounded(&mut self, flowing: bool) -> Result<Chunks, Error> {
        let options = &self.setup.options;
        let bounds = Bounds {
            limit: if flowing {
                options.stream_limit
            } else {
                options.body_limit as u64
            },
            visit: self.context.visit(),
            moving: flowing,
        };
        let body = std::mem::take(&mut self.body);
        Chunks::new(body, self.context.headers(), bounds)
    }

    /// Which of the media types that the answer can have the request wants; `None` when it accepts none: 406.
    pub fn accept(&mut self, offered: &[&str]) -> Option<usize> {
        let wanted = self.context.wanted(offered);
        if wanted.is_none() {
            let refusal = Error::from_status(StatusCode::NOT_ACCEPTABLE);
            self.refusal.get_or_insert(refusal);
        }
        wanted
    }

    /// What to label an answer as that goes by several media types.
    #[must_use]
    pub fn label(&self, offered: &'static [&'static str]) -> &'static str {
        let wanted = self.context.wanted(offered).unwrap_or_default();
        offered.get(wanted).copied().unwrap_or_default()
    }

    /// The answer to a request that is not [`accepted`](Self::accepted): every fault at once, or what made reading on
    /// pointless.
    #[cold]
    #[must_use]
    pub fn reject(self) -> Response {
        let form = self.setup.errors;
        match self.refusal {
            Some(error) => error.into_response(form),
            None => form.response(
                StatusCode::UNPROCESSABLE_ENTITY,
                self.faults.to_json()["detail"].take(),
            ),
        }
    }

    /// The answer to an error of the service; that of an operation nobody has implemented is its example when the
    /// service runs with `MOCK=1`.
    #[cold]
    #[must_use]
    pub fn fault(&self, error: Error) -> Response {
        let Setup {
            options,
            description,
            mocks,
            ..
        } = &*self.setup;
        let mock = options.mock && error.is_not_implemented();
        match mock
            .then(|| mocks.answer(description, &self.context))
            .flatten()
        {
            Some(Ok(answer)) => answer,
            Some(Err(gone)) => gone.into_response(self.setup.errors),
            None => error.into_response(self.setup.errors),
        }
    }

    fn read<T>(&mut self, parameter: &'static Parameter, read: Read<T>) -> Option<T> {
        let mode = match self.setup.description.profile {
            Profile::FastApi => Mode::Lax,
            Profile::Strict if parameter.json => Mode::Strict,
            Profile::Strict => Mode::Text,
        };
        let mut decoder = Decoder::of(&self.scratch, &self.decoding(mode));
        let name = if parameter.whole { "" } else { parameter.name };
        decoder.set_root([parameter.location.as_str(), name]);
        let value = read(&mut decoder);
        settle(&mut self.faults, &mut decoder, value)
    }

    pub(super) fn decode<T>(
        &mut self,
        json: &[u8],
        mode: Mode,
        uploads: &[Upload],
        read: Read<T>,
    ) -> Option<T> {
        let mut decoder = Decoder::new(json, &self.decoding(mode))
            .at("body")
            .with_uploads(uploads);
        let value = read(&mut decoder);
        settle(&mut self.faults, &mut decoder, value)
    }

    pub(super) fn decode_form<T>(
        &mut self,
        json: &str,
        uploads: &[Upload],
        read: Read<T>,
    ) -> Option<T> {
        let decoder = Decoder::of(json, &self.decoding(Mode::Lax));
        let mut decoder = decoder.at("body").with_uploads(uploads).as_form();
        let value = read(&mut decoder);
        settle(&mut self.faults, &mut decoder, value)
    }

    pub(super) fn decode_field<T>(
        &mut self,
        name: &'static str,
        json: &str,
        uploads: &[Upload],
        read: Read<T>,
    ) -> Option<T> {
        let decoder = Decoder::of(json, &self.decoding(Mode::Lax));
        let mut decoder = decoder.at("body").named(name).with_uploads(uploads);
        let value = read(&mut decoder);
        settle(&mut self.faults, &mut decoder, value)
    }

    /// A field of a form that must be there, and is a parameter of its own; `None` when it is not, or is wrong.
    pub fn required_field<T>(&mut self, field: &'static Field, read: Read<T>) -> Option<T> {
        let value = fastapi::field(self, field, read)?;
        if value.is_none() {
            fastapi::missing(self, field.name);
        }
        value
    }

    /// A field of a form that may be left out, and is a parameter of its own; `None` when it is wrong.
    #[allow(
        clippy::option_option,
        reason = "wrong, absent and present are three things"
    )]
    pub fn optional_field<T>(&mut self, field: &'static Field, read: Read<T>) -> Option<Option<T>> {
        fastapi::field(self, field, read)
    }

    /// A model out of the fields of a form, which it shares with others.
    pub fn part<T>(&mut self, read: Read<T>) -> Option<T> {
        static WHOLE: Form = Form {
            fields: &[],
            apart: false,
        };
        fastapi::form(self, &WHOLE, read)
    }

    /// Reads a part some of whose fields go by several names, the field's own first; what came under the first name that
    /// has a value is the field's.
    pub fn aliased<T>(
        &mut self,
        aliases: &[&'static [&'static str]],
        read: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let (entries, used) = self.received.aliased(aliases);
        let received = std::mem::replace(&mut self.received, entries);
        let before = self.faults.len();
        let value = read(self);
        self.received = received;
        for fault in self.faults.list_mut().iter_mut().skip(before) {
            let Some(step) = fault.loc.get_mut(1) else {
                continue;
            };
            if let Some((_, alias)) = used.iter().find(|(own, _)| *step == Loc::from(*own)) {
                *step = Loc::from(*alias);
            }
        }
        value
    }

    /// A model that may be absent; `None` when it is wrong.
    #[allow(
        clippy::option_option,
        reason = "wrong, absent and present are three things"
    )]
    pub fn optional_part<T>(&mut self, when: When, read: Read<T>) -> Option<Option<T>> {
        if fastapi::is_there(self, when) {
            self.part(read).map(Some)
        } else {
            Some(None)
        }
    }

    /// A model that must not be absent.
    pub fn required_part<T>(&mut self, when: When, read: Read<T>) -> Option<T> {
        if fastapi::is_there(self, when) {
            return self.part(read);
        }
        self.missing_body();
        None
    }

    /// Reads text that JSON says.
    pub(super) fn decode_text(&mut self, json: &str, rules: &'static Text) -> Option<String> {
        let mut decoder = Decoder::of(json, &self.decoding(Mode::Lax)).at("body");
        let value = decoder.string(rules);
        settle(&mut self.faults, &mut decoder, value)
    }

    fn decoding(&self, mode: Mode) -> Options {
        Options {
            mode,
            max_faults: self.setup.options.max_faults,
            ..Options::default()
        }
    }

    /// Puts the parameter's text into `scratch`; `None` when it can't be read.
    fn find(&mut self, parameter: &Parameter) -> Option<Found> {
        self.scratch.clear();
        // Once, and not as it grows.
        self.scratch.reserve(64);
        if self.setup.description.profile == Profile::FastApi {
            return Some(self.find_as_fastapi(parameter));
        }
        let uri = self.context.uri();
        let source = match parameter.location {
            In::Path => {
                let capture = self
                    .captures
                    .iter()
                    .find(|(name, _)| *name == parameter.name);
                Source::Path(capture.and_then(|(_, (from, to))| uri.path().get(*from..*to)))
            }
            In::Query => {
                let text = uri.query().unwrap_or_default();
                Source::Query(text, self.query.get_or_insert_with(|| Pairs::split(text)))
            }
            In::Header | In::Cookie => Source::Headers(self.context.headers()),
        };
        match style::write(parameter, source, &mut self.scratch) {
            Ok(found) => Some(found),
            Err(NotUtf8(text)) => {
                self.refuse(parameter, NOT_UNICODE, Input::Text(text.into()));
                None
            }
        }
    }

    fn find_as_fastapi(&mut self, parameter: &Parameter) -> Found {
        let found = self.find_text(parameter);
        // To FastAPI an empty text is no value where a list is asked for, be it in JSON.
        let is_list = matches!(parameter.shape, Shape::Array);
        if parameter.json && is_list && self.scratch == "\"\"" {
            return Found::Absent;
        }
        found
    }

    fn find_text(&mut self, parameter: &Parameter) -> Found {
        let headers = self.context.headers();
        let out = &mut self.scratch;
        match parameter.location {
            In::Path => {
                let capture = self
                    .captures
                    .iter()
                    .find(|(name, _)| *name == parameter.name);
                let path = self.decoded_path.as_deref().unwrap_or_default();
                fastapi::find::in_path(
                    capture.and_then(|(_, (from, to))| path.get(*from..*to)),
                    out,
                )
            }
            In::Query => {
                let text = self.context.uri().query().unwrap_or_default();
                let pairs = self.query.get_or_insert_with(|| Pairs::split(text));
                fastapi::find::in_query(parameter, text, pairs, out)
            }
            In::Header => fastapi::find::in_headers(parameter, headers, out),
            In::Cookie => fastapi::find::in_cookies(parameter, headers, out),
        }
    }

    /// The faults so far, for a profile that tells them in its own way.
    pub(super) fn faults_mut(&mut self) -> &mut Faults {
        &mut self.faults
    }

    #[cold]
    fn refuse(&mut self, parameter: &Parameter, kind: Kind, input: Input) {
        let mut loc = vec![parameter.location.as_str().into()];
        if !parameter.whole {
            loc.push(parameter.name.into());
        }
        self.faults.push(Fault::new(kind, loc, input));
    }

    #[cold]
    pub(super) fn missing_body(&mut self) {
        self.faults.push(Fault::new(
            kind::MISSING,
            vec!["body".into()],
            Input::Absent,
        ));
    }

    #[cold]
    fn give_up<T>(&mut self, error: Error) -> Option<T> {
        self.refusal.get_or_insert(error);
        None
    }
}

/// Takes over what the decoder found; a value that was read beside faults is no value.
fn settle<T>(faults: &mut Faults, decoder: &mut Decoder<'_>, value: Option<T>) -> Option<T> {
    match decoder.ended() {
        Ok(()) => value,
        Err(found) => {
            faults.append(found);
            None
        }
    }
}

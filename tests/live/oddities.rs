//! What the emitted service makes of parameters, paths and bodies, with services behind it: run inside the project made
//! of `specs/oddities.yaml`.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use api::{
    Api,
    models::{BusyXReason, Colour, Error, ListsBody, LockedResponse, Styled, Words},
    responses::BusyResponse,
    services::{bodies::*, paths::*, refusals::*, styles::*},
};
use runtime::{
    prelude as rt,
    testing::{Answer, request, send},
};
use std::fmt::Debug;

struct Service;

impl Styles for Service {
    async fn simple(&self, _: &rt::Context, params: SimpleParams) -> Result<Styled, rt::Error> {
        let SimpleParams {
            string,
            array,
            arrays,
            object,
            objects,
        } = params;
        Ok(styled(string, array, arrays, object, objects))
    }

    async fn label(&self, _: &rt::Context, params: LabelParams) -> Result<Styled, rt::Error> {
        let LabelParams {
            string,
            array,
            arrays,
            object,
            objects,
        } = params;
        Ok(styled(string, array, arrays, object, objects))
    }

    async fn matrix(&self, _: &rt::Context, params: MatrixParams) -> Result<Styled, rt::Error> {
        let MatrixParams {
            string,
            array,
            arrays,
            object,
            objects,
        } = params;
        Ok(styled(string, array, arrays, object, objects))
    }

    async fn form(&self, _: &rt::Context, params: FormParams) -> Result<Styled, rt::Error> {
        Ok(Styled {
            string: params.string,
            array: params.array,
            arrays: params.arrays,
            object: params.object,
            objects: params.objects,
            deep: None,
        })
    }

    async fn delimited(
        &self,
        _: &rt::Context,
        params: DelimitedParams,
    ) -> Result<Styled, rt::Error> {
        Ok(Styled {
            string: None,
            array: params.spaces,
            arrays: params.pipes,
            object: params.spaced,
            objects: params.piped,
            deep: params.deep,
        })
    }

    async fn header(&self, _: &rt::Context, params: HeaderParams) -> Result<Styled, rt::Error> {
        Ok(Styled {
            string: params.x_string,
            array: params.x_array,
            arrays: params.x_arrays,
            object: params.x_object,
            objects: params.x_objects,
            deep: None,
        })
    }

    async fn cookie(&self, _: &rt::Context, params: CookieParams) -> Result<Styled, rt::Error> {
        Ok(Styled {
            string: params.string,
            array: params.array,
            arrays: params.arrays,
            object: params.object,
            objects: params.objects,
            deep: None,
        })
    }

    async fn given(&self, _: &rt::Context, params: GivenParams) -> Result<Words, rt::Error> {
        let given: [&dyn Debug; 8] = [
            &params.count,
            &params.limit,
            &params.word,
            &params.words,
            &params.text,
            &params.ids,
            &params.document.map(|colour| colour.r),
            &params.x_document.map(|colour| colour.r),
        ];
        Ok(given.map(|value| format!("{value:?}")).into())
    }
}

fn styled(string: String, array: Words, arrays: Words, object: Colour, objects: Colour) -> Styled {
    Styled {
        string: Some(string),
        array: Some(array),
        arrays: Some(arrays),
        object: Some(object),
        objects: Some(objects),
        deep: None,
    }
}

fn words(words: &[&str]) -> Result<Words, rt::Error> {
    Ok(words.iter().map(|word| (*word).to_owned()).collect())
}

impl Paths for Service {
    async fn task_by_id(&self, _: &rt::Context, it: TaskByIdParams) -> Result<Words, rt::Error> {
        words(&["id", &it.id])
    }

    async fn cancel_task(&self, _: &rt::Context, it: CancelTaskParams) -> Result<Words, rt::Error> {
        words(&["cancel", &it.id])
    }

    async fn next_task(&self, _: &rt::Context) -> Result<Words, rt::Error> {
        words(&["next"])
    }

    async fn task_file(&self, _: &rt::Context, it: TaskFileParams) -> Result<Words, rt::Error> {
        words(&["file", &it.id])
    }

    async fn task_range(&self, _: &rt::Context, it: TaskRangeParams) -> Result<Words, rt::Error> {
        words(&["range", &it.from, &it.to])
    }

    async fn read_thing(&self, _: &rt::Context, it: ReadThingParams) -> Result<Words, rt::Error> {
        words(&["read", &it.id])
    }

    async fn find_thing(
        &self,
        _: &rt::Context,
        it: FindThingParams,
    ) -> Result<FindThingSuccess, rt::Error> {
        let x_length = i32::try_from(it.id.len())?;
        Ok(FindThingSuccess { x_length })
    }

    async fn write_thing(&self, _: &rt::Context, it: WriteThingParams) -> Result<Words, rt::Error> {
        words(&["write", &it.thing])
    }
}

impl Refusals for Service {
    async fn read_seat(
        &self,
        _: &rt::Context,
        it: ReadSeatParams,
    ) -> Result<Vec<String>, ReadSeatFailure> {
        let response = BusyResponse {
            retry_after: 3,
            x_reason: Some(BusyXReason::Quota),
        };
        Err(match it.id.as_str() {
            "busy" => ReadSeatFailure::TooManyRequests(response),
            _ => ReadSeatFailure::ServerError {
                status: rt::StatusCode::SERVICE_UNAVAILABLE,
                response,
            },
        })
    }

    async fn take_seat(
        &self,
        _: &rt::Context,
        it: TakeSeatParams,
    ) -> Result<Vec<String>, TakeSeatFailure> {
        let by = LockedResponse { by: it.id };
        Err(TakeSeatFailure::Locked(by.into()))
    }
}

impl Bodies for Service {
    async fn send(
        &self,
        _: &rt::Context,
        _: SendParams,
        body: Option<SendBody>,
    ) -> Result<Words, rt::Error> {
        let Some(body) = body else {
            return words(&["none"]);
        };
        match body {
            SendBody::Json(colour) => words(&["json", &format!("{colour:?}")]),
            SendBody::Form(form) => words(&["form", &format!("{form:?}")]),
            SendBody::Multipart(form) => {
                let mut said = vec!["multipart".to_owned(), format!("{:?}", form.colour)];
                said.push(format!("{:?}", form.commas));
                for file in form.files.into_iter().flatten() {
                    let media_type = file.content_type.clone().unwrap_or_default();
                    said.push(format!("{media_type} {}", file.len()));
                }
                Ok(said)
            }
            SendBody::Text(text) => words(&["text", &text]),
            SendBody::Xml(text) => words(&["xml", &text]),
            SendBody::Bytes(mut bytes) => {
                let mut length = 0;
                while let Some(piece) = bytes.next().await? {
                    length += piece.len();
                }
                words(&["bytes", &length.to_string()])
            }
        }
    }

    async fn lists(&self, _: &rt::Context, form: ListsBody) -> Result<Words, rt::Error> {
        let said: [&dyn Debug; 4] = [&form.any, &form.joined, &form.some, &form.maybe];
        Ok(said.map(|list| format!("{list:?}")).into())
    }

    async fn refuse(&self, _: &rt::Context, params: RefuseParams) -> Result<(), RefuseFailure> {
        let status = rt::StatusCode::from_u16(u16::try_from(params.status)?)?;
        let message = "no".to_owned();
        let body = Error { message };
        Err(match params.status {
            204 => return Ok(()),
            409 => RefuseFailure::Conflict(body),
            400..=499 => RefuseFailure::ClientError { status, body },
            501 => rt::Error::not_implemented().into(),
            502 => rt::Error::new(status, "beyond").into(),
            503 => return Err(std::io::Error::other("a secret of the service").into()),
            _ => RefuseFailure::Default { status, body },
        })
    }
}

async fn ask_with(options: rt::ApiOptions, text: &str) -> Answer {
    let api = Api::new()
        .styles(Service)
        .paths(Service)
        .bodies(Service)
        .refusals(Service);
    send(api.into_router(options), request(text).unwrap()).await
}

async fn ask(text: &str) -> Answer {
    ask_with(rt::ApiOptions::default(), text).await
}

#[track_caller]
fn check(request: &str, answer: &Answer, expected: &str) {
    assert_eq!(answer.text(), expected, "{request}: {}", answer.status);
    assert_eq!(answer.status, 200, "{request}");
}

/// OpenAPI 3.1, section 4.8.12.2.1: what the table of styles writes is read as the value that it is written for.
#[tokio::test]
async fn every_style_gives_back_its_value() {
    let plain = r#"{"string":"blue","array":["blue","black"],"arrays":["blue","black"],"object":{"R":100,"G":"200"},"objects":{"R":100,"G":"200"}}"#;
    let escaped = r#"{"string":"a/b,c;d.e f%","array":["a,b","c;d","e.f"],"arrays":["a,b","c;d","e.f"],"object":{"R":1,"G":"a,b=c"},"objects":{"R":1,"G":"a,b=c"}}"#;
    for (request, expected) in [
        (
            "/simple/blue/blue,black/blue,black/R,100,G,200/R=100,G=200",
            plain,
        ),
        (
            "/simple/a%2Fb%2Cc%3Bd%2Ee%20f%25/a%2Cb,c%3Bd,e%2Ef/a%2Cb,c%3Bd,e%2Ef/R,1,G,a%2Cb%3Dc/R=1,G=a%2Cb%3Dc",
            escaped,
        ),
        (
            "/label/.blue/.blue,black/.blue.black/.R,100,G,200/.R=100.G=200",
            plain,
        ),
        // What versions of OpenAPI before 3.1.1 show in the place of commas.
        (
            "/label/.blue/.blue.black/.blue.black/.R.100.G.200/.R=100.G=200",
            plain,
        ),
        (
            "/label/.a%2Fb%2Cc%3Bd%2Ee%20f%25/.a%2Cb,c%3Bd,e%2Ef/.a%2Cb.c%3Bd.e%2Ef/.R,1,G,a%2Cb%3Dc/.R=1.G=a%2Cb%3Dc",
            escaped,
        ),
        (
            "/matrix/;string=blue/;array=blue,black/;arrays=blue;arrays=black/;object=R,100,G,200/;R=100;G=200",
            plain,
        ),
        (
            "/matrix/;string=a%2Fb%2Cc%3Bd%2Ee%20f%25/;array=a%2Cb,c%3Bd,e%2Ef/;arrays=a%2Cb;arrays=c%3Bd;arrays=e%2Ef/;object=R,1,G,a%2Cb%3Dc/;R=1;G=a%2Cb%3Dc",
            escaped,
        ),
        (
            "/matrix/;string/;array/;arrays=a/;object=R,1/;R=1",
            r#"{"string":"","array":[],"arrays":["a"],"object":{"R":1},"objects":{"R":1}}"#,
        ),
        (
            "/label/./././.R,1/.R=1",
            r#"{"string":"","array":[],"arrays":[],"object":{"R":1},"objects":{"R":1}}"#,
        ),
        (
            "/form?string=blue&array=blue,black&arrays=blue&arrays=black&object=R,100,G,200&R=100&G=200",
            plain,
        ),
        (
            "/form?string=a%2Fb%2Cc%3Bd%2Ee+f%25&array=a%2Cb,c%3Bd,e%2Ef&arrays=a%2Cb&arrays=c%3Bd&arrays=e.f&object=R,1,G,a%2Cb%3Dc&R=1&G=a%2Cb%3Dc",
            escaped,
        ),
        // With `allowReserved` a client may leave them as they are.
        (
            "/form?string=/?:@!$'()*,;=",
            r#"{"string":"/?:@!$'()*,;="}"#,
        ),
        ("/form?string=&array=", r#"{"string":"","array":[]}"#),
        ("/form?string&arrays", r#"{"string":"","arrays":[""]}"#),
        ("/form", "{}"),
        (
            "/delimited?spaces=blue%20black&pipes=blue|black&spaced=R%20100%20G%20200&piped=R|100|G|200&deep[R]=1&deep[G]=2",
            r#"{"array":["blue","black"],"arrays":["blue","black"],"object":{"R":100,"G":"200"},"objects":{"R":100,"G":"200"},"deep":{"R":1,"G":"2"}}"#,
        ),
        (
            "/delimited?spaces=a%2Cb+c&pipes=a%2Cb%7Cc+d&deep%5BR%5D=1&deep%5BG%5D=a%26b",
            r#"{"array":["a,b","c"],"arrays":["a,b","c d"],"deep":{"R":1,"G":"a&b"}}"#,
        ),
        ("/delimited?spaces=&pipes=", r#"{"array":[],"arrays":[]}"#),
        (
            "/header\nx-string: blue\nX-Array: blue, black\nx-arrays: blue\nx-arrays: black\nx-object: R,100,G,200\nx-objects: R=100, G=200",
            plain,
        ),
        // Nothing is percent-encoded in a header.
        ("/header\nx-string: a%20b, c", r#"{"string":"a%20b, c"}"#),
        (
            "/cookie\ncookie: string=blue; array=blue,black; arrays=blue&arrays=black; object=R,100,G,200; R=100&G=200",
            plain,
        ),
        (
            "/cookie\ncookie: string=a%3Bb%20c; array=a%2Cb,c; arrays=a%26b; arrays=c; object=R,1,G,%3D; R=1; G=%2C",
            r#"{"string":"a;b c","array":["a,b","c"],"arrays":["a&b","c"],"object":{"R":1,"G":"="},"objects":{"R":1,"G":","}}"#,
        ),
    ] {
        let answer = ask(&format!("GET {request}")).await;
        check(request, &answer, expected);
        // The path of the described server may stand in front of it.
        let answer = ask(&format!("GET /v2{request}")).await;
        check(request, &answer, expected);
    }
}

#[tokio::test]
async fn what_is_given_empty_is_not_absent() {
    for (query, expected) in [
        (
            "",
            r#"["None","Some(Value(10))","None","None","\"none\"","None","None","None"]"#,
        ),
        (
            "?count&limit=&word=&words=&text=",
            r#"["Some(Empty)","Some(Empty)","Some(Empty)","Some(Empty)","\"\"","None","None","None"]"#,
        ),
        (
            "?count=2&limit=3&word=ab&words=a&words=&text=x&ids=3&ids=4&document=%7B%22R%22:1%7D\nx-document: {\"R\": 2}",
            r#"["Some(Value(2))","Some(Value(3))","Some(Value(\"ab\"))","Some(Value([\"a\", \"\"]))","\"x\"","Some(Some([3, 4]))","Some(1)","Some(2)"]"#,
        ),
    ] {
        check(query, &ask(&format!("GET /given{query}")).await, expected);
    }
    let answer =
        ask("GET /given?count=0&word=a&ids=x&document=%7B%22R%22:%22x%22%7D\nx-document: {").await;
    assert_eq!(answer.status, 422);
    let told: Vec<String> = answer.json()["detail"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| format!("{} {}", fault["loc"], fault["type"]))
        .collect();
    assert_eq!(
        told,
        [
            r#"["query","count"] "greater_than_equal""#,
            r#"["query","word"] "string_too_short""#,
            r#"["query","ids",0] "int_parsing""#,
            r#"["query","document","R"] "int_type""#,
            r#"["header","X-Document",1] "json_invalid""#,
        ]
    );
}

#[tokio::test]
async fn every_path_leads_to_its_operation() {
    for (line, expected) in [
        ("GET /tasks/7", r#"["id","7"]"#),
        ("GET /v2/tasks/7", r#"["id","7"]"#),
        ("GET /tasks/a%2Fb", r#"["id","a/b"]"#),
        ("GET /tasks/next", r#"["next"]"#),
        ("GET /tasks/n%65xt", r#"["next"]"#),
        ("GET /tasks/nexts", r#"["id","nexts"]"#),
        ("POST /tasks/7:cancel", r#"["cancel","7"]"#),
        ("GET /tasks/7%3Acancel", r#"["id","7:cancel"]"#),
        ("GET /tasks/7.json", r#"["file","7"]"#),
        ("GET /tasks/7.5.json", r#"["file","7.5"]"#),
        ("GET /tasks/1-2", r#"["range","1","2"]"#),
        ("GET /tasks/1-2.json", r#"["file","1-2"]"#),
        ("GET /things/a", r#"["read","a"]"#),
        ("PUT /things/a", r#"["write","a"]"#),
    ] {
        check(line, &ask(line).await, expected);
    }
    for (line, status, allow) in [
        ("POST /tasks/7", 405, "GET, HEAD"),
        ("GET /tasks/7:cancel", 405, "POST"),
        ("DELETE /things/a", 405, "GET, HEAD, PUT"),
        ("GET /tasks", 404, ""),
        ("GET /tasks/", 404, ""),
        ("GET /tasks/7/", 404, ""),
        ("GET /v3/tasks/7", 404, ""),
    ] {
        let answer = ask(line).await;
        let told = answer.headers.get("allow").map(|value| value.to_str());
        assert_eq!(
            (answer.status, told.map_or("", Result::unwrap)),
            (status, allow),
            "{line}"
        );
        assert!(answer.json()["detail"].is_string(), "{line}");
    }
    // Described by itself, it is no GET without its content.
    let answer = ask("HEAD /things/abc").await;
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    assert_eq!(answer.headers["x-length"], "3");
}

#[tokio::test]
async fn shared_refusals_say_their_headers() {
    let said = async |text: &str| {
        let answer = ask(text).await;
        let header = |name: &str| answer.headers.get(name).cloned();
        let (after, reason) = (header("retry-after"), header("x-reason"));
        (
            answer.status,
            after.map(|value| value.to_str().unwrap().to_owned()),
            reason.map(|value| value.to_str().unwrap().to_owned()),
            answer.text().to_owned(),
        )
    };
    let busy = |status| {
        (
            status,
            Some("3".into()),
            Some("quota".into()),
            String::new(),
        )
    };
    assert_eq!(said("GET /seats/busy").await, busy(429));
    assert_eq!(said("GET /seats/shut").await, busy(503));
    assert_eq!(
        said("PUT /seats/4").await,
        (423, None, None, r#"{"by":"4"}"#.into())
    );
}

#[tokio::test]
async fn bodies_come_as_their_media_type_says() {
    let multipart = "multipart/form-data; boundary=B\n\n\
        --B\nContent-Disposition: form-data; name=colour\nContent-Type: application/json\n\n{\"R\": 1}\n\
        --B\nContent-Disposition: form-data; name=commas\n\na,b\n\
        --B\nContent-Disposition: form-data; name=files; filename=a\nContent-Type: image/png\n\n123\n\
        --B\nContent-Disposition: form-data; name=files; filename=b\nContent-Type: image/webp\n\n\n--B--";
    for (body, expected) in [
        ("", r#"["none"]"#),
        (
            "application/json\n\n{\"R\": 1}",
            r#"["json","Colour { r: 1, g: None }"]"#,
        ),
        (
            "Application/JSON; charset=utf-8\n\n{\"R\": 1}",
            r#"["json","Colour { r: 1, g: None }"]"#,
        ),
        (
            "application/x-www-form-urlencoded\n\nwords=a+b&words=%26&piped=x|y%7Cz&colour=%7B%22R%22:1%7D",
            r#"["form","SendBodyForm { words: [\"a b\", \"&\"], piped: Some([\"x\", \"y\", \"z\"]), colour: Some(Colour { r: 1, g: None }) }"]"#,
        ),
        // A list that has to be there has no pair when it has no items.
        (
            "application/x-www-form-urlencoded\n\npiped=",
            r#"["form","SendBodyForm { words: [], piped: Some([]), colour: None }"]"#,
        ),
        (
            multipart,
            r#"["multipart","Colour { r: 1, g: None }","Some([\"a\", \"b\"])","image/png 3","image/webp 0"]"#,
        ),
        ("text/plain\n\nhällo", r#"["text","hällo"]"#),
        ("application/xml\n\n<a/>", r#"["xml","<a/>"]"#),
        ("application/octet-stream\n\n12345", r#"["bytes","5"]"#),
    ] {
        let text = format!("POST /bodies\ncontent-type: {body}");
        let text = if body.is_empty() {
            "POST /bodies"
        } else {
            &text
        };
        check(text, &ask(text).await, expected);
    }
    for (body, status) in [
        ("text/html\n\nx", 415),
        ("application/jsonp\n\n{}", 415),
        ("nonsense\n\n{}", 415),
        ("text/plain\n\ntoo long", 422),
        ("application/json\n\n{", 422),
        ("application/x-www-form-urlencoded\n\ncolour=a", 422),
        ("multipart/form-data\n\nx", 400),
        ("multipart/form-data; boundary=B\n\nx", 400),
    ] {
        let answer = ask(&format!("POST /bodies\ncontent-type: {body}")).await;
        assert_eq!(answer.status, status, "{body}: {}", answer.text());
        assert!(!answer.json()["detail"].is_null(), "{body}");
    }
    let page = multipart.replace("image/webp", "text/html");
    let answer = ask(&format!("POST /bodies\ncontent-type: {page}")).await;
    let fault = &answer.json()["detail"][0];
    assert_eq!(
        (answer.status, fault["loc"].to_string().as_str()),
        (422, r#"["body","files"]"#)
    );
    assert_eq!(fault["type"], "media_type");
    // Without a media type, one of several is not assumed.
    assert_eq!(ask("POST /bodies\n\n{\"R\": 1}").await.status, 415);
    let small = rt::ApiOptions {
        body_limit: 8,
        stream_limit: 8,
        ..rt::ApiOptions::default()
    };
    for media_type in ["application/json", "text/plain", "application/octet-stream"] {
        let text = format!("POST /bodies\ncontent-type: {media_type}\n\n123456789");
        assert_eq!(ask_with(small, &text).await.status, 413, "{media_type}");
    }
}

/// RFC 6570, section 2.3: a list without items is undefined, and so has no pair.
#[tokio::test]
async fn a_form_without_a_pair_has_a_list_without_items() {
    for (form, expected) in [
        ("some=a", r#"["[]","[]","[\"a\"]","None"]"#),
        (
            "some=a&any=&joined=&maybe=x&maybe=y",
            r#"["[\"\"]","[]","[\"a\"]","Some([\"x\", \"y\"])"]"#,
        ),
        (
            "joined=a+b%20c%2B&some=x&some=y",
            r#"["[]","[\"a\", \"b\", \"c+\"]","[\"x\", \"y\"]","None"]"#,
        ),
    ] {
        let text =
            format!("POST /lists\ncontent-type: application/x-www-form-urlencoded\n\n{form}");
        check(form, &ask(&text).await, expected);
    }
    // A form without any pair is a form still.
    for form in ["any=a", ""] {
        let text =
            format!("POST /lists\ncontent-type: application/x-www-form-urlencoded\n\n{form}");
        let fault = &ask(&text).await.json()["detail"][0];
        assert_eq!(fault["type"], "missing");
        assert_eq!(fault["loc"].to_string(), r#"["body","some"]"#);
    }
    let fault = &ask("POST /lists").await.json()["detail"][0];
    assert_eq!(fault["loc"].to_string(), r#"["body"]"#);
}

/// Nothing is told twice, and nothing is kept for the next request.
#[tokio::test]
async fn faults_of_parameters_and_body_are_told_together() {
    let answer = ask("POST /bodies?size=0\ncontent-type: application/json\n\n{\"G\": 1}").await;
    assert_eq!(answer.status, 422);
    let told: Vec<String> = answer.json()["detail"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| fault["loc"].to_string())
        .collect();
    assert_eq!(
        told,
        [r#"["query","size"]"#, r#"["body","G"]"#, r#"["body","R"]"#]
    );
}

#[tokio::test]
async fn a_refusal_has_the_status_and_the_shape_that_it_is_described_with() {
    for (status, body) in [
        (204, ""),
        (409, r#"{"message":"no"}"#),
        (418, r#"{"message":"no"}"#),
        (500, r#"{"message":"no"}"#),
        (501, r#"{"detail":"Not Implemented"}"#),
        (502, r#"{"detail":"beyond"}"#),
    ] {
        let answer = ask(&format!("GET /refusals/{status}")).await;
        assert_eq!((answer.status, answer.text().as_str()), (status, body));
    }
    let answer = ask("GET /refusals/503").await;
    assert_eq!(answer.status, 500, "an error that is not described");
    assert_eq!(answer.text(), r#"{"detail":"Internal Server Error"}"#);
}

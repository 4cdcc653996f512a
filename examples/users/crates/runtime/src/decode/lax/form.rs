//! Members of a form: each has all the values that came under its name, as an array. Whoever reads a list gets all of
//! them, everyone else the last one; an empty last one is none at all.

use crate::decode::Decoder;
use crate::decode::object::Object;
use crate::fault::{Fault, Input, Loc, kind};
use crate::json::{Body, Node, Scanner};

/// The member that is being read.
#[derive(Debug, Clone, Copy)]
pub(in crate::decode) struct Member<'a> {
    /// At the values as an array.
    list: Scanner<'a>,
    end: Scanner<'a>,
    /// The last value is the empty text.
    blank: bool,
    /// There is no value, not even in a list.
    empty: bool,
    /// They were read as a list.
    listed: bool,
    /// How many faults there were before.
    faults: usize,
    field: Option<usize>,
}

impl<'a> Decoder<'a> {
    /// Whether the members of the object that is open are those of a form.
    pub(in crate::decode) fn in_form(&self) -> bool {
        self.form && self.path.len() == 1
    }

    /// Whether the member that is being read counts as absent, unless it turns out to be a list.
    pub(in crate::decode) fn in_blank(&self) -> bool {
        self.in_form()
            && self
                .member
                .is_some_and(|member| member.blank && !member.listed)
    }

    /// Before a member is read: goes to its last value. `field`: its position in the table of fields.
    pub(in crate::decode) fn form_member(&mut self, field: Option<usize>) {
        let list = self.scan;
        let (mut last, mut count) = (list, 0);
        let mut ahead = list;
        ahead.peek();
        if ahead.enter().is_err() {
            return;
        }
        while let Ok(true) = ahead.item(count == 0) {
            ahead.peek();
            last = ahead;
            count += 1;
            if ahead.skip().is_err() {
                return;
            }
        }
        ahead.leave();
        let mut end = list;
        if end.skip().is_err() {
            return;
        }
        let empty = last.slice(last.at(), last.at() + 4) == "null";
        self.member = Some(Member {
            list,
            end,
            // What is no field is there, whatever came.
            blank: field.is_some() && (empty || last.slice(last.at(), last.at() + 2) == "\"\""),
            empty,
            listed: false,
            faults: self.faults.len(),
            field,
        });
        self.scan = if field.is_none() && count > 1 {
            list
        } else {
            last
        };
    }

    /// A list is to be read: back to all values.
    pub(in crate::decode) fn form_list(&mut self) {
        if self.in_form()
            && let Some(member) = &mut self.member
        {
            member.listed = !member.empty;
            self.scan = member.list;
        }
    }

    /// After a member was read: goes behind its values, and forgets it when there was nothing in it.
    pub(in crate::decode) fn form_member_end(&mut self, object: &mut Object) {
        if !self.in_form() {
            return;
        }
        let Some(member) = self.member.take() else {
            return;
        };
        if self.halted {
            return;
        }
        self.scan = member.end;
        if let Some(field) = member.field {
            object.listed(field, member.listed);
            if member.blank && !member.listed {
                self.faults.truncate(member.faults);
                object.unmark(field);
            }
        }
    }

    /// Faults of fields that are not there show the form as this object sees it.
    #[cold]
    pub(in crate::decode) fn form_missing(&mut self, object: &Object, start: usize, end: usize) {
        let text = self.scan.slice(start, end);
        let shown = view(text, |name| object.is_listed(name));
        for name in object.absent() {
            let mut loc = self.loc();
            loc.push(Loc::from(name));
            let input = Input::Json(shown.as_str().into());
            self.record(Fault::new(kind::MISSING, loc, input));
        }
    }

    /// What to show of the value that begins at a place: all of a form where it is one.
    pub(in crate::decode) fn form_input(&self, start: usize, end: usize) -> Input {
        if self.form && self.path.is_empty() && self.scan.slice(start, start + 1) == "{" {
            let shown = view(self.scan.slice(start, end), |_| None);
            return Input::Json(shown.into());
        }
        Input::Span { start, end }
    }

    /// The only value of a member of a form; the node itself elsewhere.
    pub(in crate::decode) fn form_node<'n>(&self, node: &'n Node<'a>) -> &'n Node<'a> {
        match &node.body {
            Body::Array(values) if self.form && self.path.is_empty() => match values.as_slice() {
                [only] => only,
                _ => node,
            },
            _ => node,
        }
    }
}

/// A form as JSON: lists where `listed` says so, the last value otherwise; what is not known is a list when it has
/// several values.
fn view(text: &str, listed: impl Fn(&str) -> Option<bool>) -> String {
    let mut shown = String::from("{");
    let node = Node::read(&mut Scanner::new(text, crate::json::MAX_DEPTH));
    let Ok(Body::Object(members)) = node.map(|node| node.body) else {
        return "{}".to_owned();
    };
    for (name, values) in &members {
        let Body::Array(items) = &values.body else {
            continue;
        };
        let listed = listed(name);
        let value = match items.last() {
            Some(last) if !listed.unwrap_or(items.len() > 1) => {
                let blank = matches!(&last.body, Body::Text(text) if text.is_empty())
                    || matches!(&last.body, Body::Null);
                if blank && listed.is_some() {
                    continue;
                }
                last
            }
            _ => values,
        };
        if shown.len() > 1 {
            shown.push(',');
        }
        crate::json::quote(name, &mut shown);
        shown.push(':');
        shown.push_str(text.get(value.start..value.end).unwrap_or_default());
    }
    shown.push('}');
    shown
}

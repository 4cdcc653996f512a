//! What every method of a trait says → what the trait says. In: the text of the methods. Out: the attributes that all of
//! them end in, which are taken away from each.

/// `#[response(401)]` and the like, one a line.
pub fn responses(methods: &mut [String]) -> Vec<String> {
    let [first, rest @ ..] = &*methods else {
        return Vec::new();
    };
    if rest.is_empty() {
        return Vec::new();
    }
    let mut shared = last(first);
    for method in rest {
        let own = last(method);
        let same = shared.iter().rev().zip(own.iter().rev());
        let same = same.take_while(|(a, b)| a == b).count();
        shared.drain(..shared.len() - same);
    }
    // Of a status that a method says more of, only the method may speak.
    while let Some(line) = shared.first() {
        let alone = methods.iter().all(|method| {
            let all = method.lines().zip(method.lines().skip(1));
            all.filter_map(|(line, next)| status(line, next))
                .filter(|said| Some(*said) == status(line, ""))
                .count()
                == 1
        });
        if alone {
            break;
        }
        shared.remove(0);
    }
    for method in methods {
        let (before, signature) = split(method);
        let kept = before.len() - shared.len();
        let lines = before[..kept].iter().chain(&signature);
        *method = lines.map(|line| format!("{line}\n")).collect();
    }
    shared
}

/// The lines in front of the signature, and the signature.
fn split(method: &str) -> (Vec<&str>, Vec<&str>) {
    let lines: Vec<&str> = method.lines().collect();
    let is_signature =
        |line: &&str| line.starts_with("    async fn ") || line.starts_with("    fn ");
    let at = lines.iter().position(is_signature).unwrap_or(lines.len());
    (lines[..at].to_vec(), lines[at..].to_vec())
}

/// The responses without a body that stand last, a line each.
fn last(method: &str) -> Vec<String> {
    let (before, _) = split(method);
    let plain = |line: &&&str| {
        line.starts_with("    #[response(") && line.ends_with(")]") && !line.contains("body =")
    };
    let count = before.iter().rev().take_while(plain).count();
    let lines = &before[before.len() - count..];
    lines.iter().map(|line| (*line).to_owned()).collect()
}

/// The status in `#[response(404, …)]`, which may stand on the next line.
fn status<'t>(line: &'t str, next: &'t str) -> Option<&'t str> {
    let said = line.trim_start().strip_prefix("#[response(")?;
    let said = if said.is_empty() {
        next.trim_start()
    } else {
        said
    };
    said.split([',', ')']).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_end_in_is_the_traits() {
        let method = |lines: &str| format!("{lines}    async fn name();\n");
        let mut methods = vec![
            method(
                "    #[get(\"/a\")]\n    #[response(401)]\n    #[response(500, description = \"Ours\")]\n",
            ),
            method(
                "    #[get(\"/b\")]\n    #[response(404)]\n    #[response(500, description = \"Ours\")]\n",
            ),
        ];
        let shared = responses(&mut methods);
        assert_eq!(shared, ["    #[response(500, description = \"Ours\")]"]);
        assert_eq!(
            methods[0],
            method("    #[get(\"/a\")]\n    #[response(401)]\n")
        );
    }

    #[test]
    fn a_status_that_a_method_says_more_of_stays() {
        let method = "    #[response(\n        404,\n        body = A\n    )]\n    #[response(404)]\n    fn name();\n";
        let mut methods = vec![method.to_owned(), method.to_owned()];
        assert!(responses(&mut methods).is_empty());
    }
}

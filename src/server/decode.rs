//! From the body of a frame to a request or a response, or the error that answers it.

use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Id, Request, Response};

use super::names::Names;

/// A message of the client.
#[derive(Debug)]
pub(super) enum Message {
    Request(Request),
    Response(Response),
}

/// Reads a body. The error is the answer to give.
pub(super) fn decode(body: &[u8], names: &Names) -> Result<Message, Response> {
    let mut value = parse(body).ok_or_else(|| Response::from_error(Id::Null, Error::parse_error()))?;
    let invalid = |id| Response::from_error(id, Error::invalid_request());
    names.mend(&mut value);
    let Value::Object(fields) = &value else { return Err(invalid(Id::Null)) };
    let id = fields.get("id").and_then(|it| serde_json::from_value(it.clone()).ok()).unwrap_or(Id::Null);
    if fields.contains_key("method") {
        return serde_json::from_value(value).map(Message::Request).map_err(|_| invalid(id));
    }
    // An answer to an answer would go round in circles, but a broken answer has no id that we would know.
    serde_json::from_value(value).map(Message::Response).map_err(|_| invalid(id))
}

fn parse(body: &[u8]) -> Option<Value> {
    let text = std::str::from_utf8(body).ok()?;
    // Nesting is bounded by serde_json at 128 levels.
    serde_json::from_str(text).ok().or_else(|| serde_json::from_str(&replace_lone_surrogates(text)?).ok())
}

/// `text` with every escape of half a surrogate pair replaced by that of U+FFFD, as JavaScript clients send when an
/// edit cuts an emoji in two; `None` when there is none.
fn replace_lone_surrogates(text: &str) -> Option<String> {
    let mut acc = String::new();
    let mut kept = 0;
    let mut idx = 0;
    while let Some(found) = text.get(idx..)?.find('\\') {
        idx += found;
        match escaped_unit(text, idx) {
            Some(0xD800..=0xDBFF) if matches!(escaped_unit(text, idx + 6), Some(0xDC00..=0xDFFF)) => idx += 12,
            Some(0xD800..=0xDFFF) => {
                acc.push_str(&text[kept..idx]);
                acc.push_str("\\ufffd");
                idx += 6;
                kept = idx;
            }
            _ => idx += 2,
        }
        if !text.is_char_boundary(idx) {
            return None;
        }
    }
    acc.push_str(&text[kept..]);
    (kept > 0).then_some(acc)
}

/// The unit that the escape `\uXXXX` at `idx` stands for.
fn escaped_unit(text: &str, idx: usize) -> Option<u32> {
    let digits = text.get(idx..idx + 6)?.strip_prefix("\\u")?;
    digits.bytes().all(|it| it.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(body: &[u8]) -> Option<i64> {
        decode(body, &Names::default()).err().and_then(|it| it.error().map(|it| it.code.code()))
    }

    #[test]
    fn what_is_no_json_is_a_parse_error() {
        assert_eq!(code(b"{"), Some(-32700));
        assert_eq!(code(b"\xff\xfe"), Some(-32700));
        assert_eq!(code(b""), Some(-32700));
        assert_eq!(code("[".repeat(100_000).as_bytes()), Some(-32700));
    }

    #[test]
    fn what_is_no_message_is_an_invalid_request() {
        assert_eq!(code(br#"[{"jsonrpc":"2.0","method":"x","id":1}]"#), Some(-32600));
        assert_eq!(code(br#"{"jsonrpc":"2.0","method":7,"id":1}"#), Some(-32600));
        assert_eq!(code(br#"{"jsonrpc":"2.0","method":"x","id":1.5}"#), Some(-32600));
        assert_eq!(code(br#"{"jsonrpc":"1.0","method":"x","id":1}"#), Some(-32600));
        assert_eq!(code(br#"{"jsonrpc":"2.0"}"#), Some(-32600));
        assert_eq!(code(br#"{"jsonrpc":"2.0","method":"x","id":1}"#), None);
        assert_eq!(code(br#"{"jsonrpc":"2.0","result":null,"id":1}"#), None);
    }

    #[test]
    fn half_a_surrogate_pair_becomes_a_replacement_character() {
        let Ok(Message::Request(request)) = decode(
            br#"{"jsonrpc":"2.0","method":"x","params":["a\ud83d","\ud83d\ude00","\\ud83d","\ude00"]}"#,
            &Names::default(),
        ) else {
            panic!("a request")
        };
        let expected = serde_json::json!(["a\u{fffd}", "😀", "\\ud83d", "\u{fffd}"]);
        assert_eq!(request.params(), Some(&expected));
    }
}

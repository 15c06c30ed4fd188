//! Characters that a document sets in a font of symbols.

/// Those of the font Symbol from 0x20 on, where they are more than ornament; a space stands for one that is not.
const SYMBOL: [&str; 7] = [
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?",
    "≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_",
    " αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼ ",
    "                                ",
    "€ϒ′≤⁄∞ƒ    ↔←↑→↓°±″≥×∝∂ ÷≠≡≈…   ",
    "ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓",
    " 〈®©™∑           〉∫             ",
];

/// The character that `code` of a font is; `None` for ornaments and for fonts that are not known.
pub(super) fn of_font(font: &str, code: u32) -> Option<char> {
    // Fonts of symbols are addressed from U+F000 on as well.
    let is_private = (0xf000..=0xf0ff).contains(&code);
    let code = if is_private { code - 0xf000 } else { code };
    if font.eq_ignore_ascii_case("symbol") && code <= 0xff {
        let at = code.checked_sub(0x20)? as usize;
        return SYMBOL.get(at / 32)?.chars().nth(at % 32).filter(|it| *it != ' ');
    }
    char::from_u32(code).filter(|it| !is_private && !is_ornamental(font) && !it.is_control())
}

/// Whether letters in that font are pictures.
pub(super) fn is_ornamental(font: &str) -> bool {
    let font = font.to_lowercase();
    ["wingdings", "webdings", "zapfdingbats", "zapf dingbats", "marlett"].iter().any(|it| font.starts_with(it))
}

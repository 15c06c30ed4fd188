//! The styles that references are written in.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;

use crate::config::{REFERENCE_STYLES, is_style_file};
use crate::load::Workspace;
use crate::output::ReferenceStyle;

use super::Trouble;
use super::workspace::current_dir;

/// The styles of one run, read once each.
#[derive(Default)]
pub(super) struct Styles(BTreeMap<(PathBuf, String), Rc<ReferenceStyle>>);

impl Styles {
    /// The style that is named, a file's path from the current folder; else that of the configuration.
    pub(super) fn of(
        &mut self,
        workspace: &Workspace,
        named: Option<&str>,
    ) -> anyhow::Result<Option<Rc<ReferenceStyle>>> {
        let of_config = || Some((workspace.root.clone(), workspace.context.config.reference_style.clone()?));
        let Some(key) = named.map(|it| (current_dir(), it.to_owned())).or_else(of_config) else { return Ok(None) };
        if let Some(style) = self.0.get(&key) {
            return Ok(Some(Rc::clone(style)));
        }
        let style = ReferenceStyle::find(&key.0, &key.1).map_err(|error| {
            let listed = REFERENCE_STYLES.map(|it| format!("`{it}`")).join(", ");
            let hint = match nearest(&key.1) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("use {listed}, another style of CSL by its name, or a file that ends with `.csl`"),
            };
            Trouble::new(format!("{error:#}")).hint(hint)
        })?;
        let style = Rc::new(style);
        self.0.insert(key, Rc::clone(&style));
        Ok(Some(style))
    }
}

/// The style whose name one may have meant.
fn nearest(name: &str) -> Option<&'static str> {
    let slips = |it: &&str| strsim::damerau_levenshtein(it, name);
    let names = ReferenceStyle::all_names().into_iter();
    names.filter(|it| slips(it) <= it.len() / 4).min_by_key(slips).filter(|_| !is_style_file(name))
}

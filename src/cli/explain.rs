//! `citecheck explain`

use crate::rules::{RULES, rule, similar_rule};

use super::{Outcome, Trouble, print};

pub(super) fn run(name: Option<&str>) -> anyhow::Result<Outcome> {
    let Some(name) = name else {
        let row = |it: &crate::rules::Rule| {
            vec![it.name.to_owned(), format!("{:?}", it.level).to_lowercase(), it.summary.to_owned()]
        };
        let mut rows: Vec<_> = RULES.iter().map(row).collect();
        rows.sort();
        print::out(&print::table(&["RULE", "LEVEL", "WHAT IT SAYS"], &rows))?;
        return Ok(Outcome::Clean);
    };
    let Some(rule) = rule(name) else {
        let trouble = Trouble::new(format!("there is no rule `{name}`"));
        let hint = match similar_rule(name) {
            Some(similar) => format!("did you mean `{similar}`?"),
            None => "`citecheck explain` lists the rules".to_owned(),
        };
        return Err(trouble.hint(hint).into());
    };
    print::out(rule.page)?;
    Ok(Outcome::Clean)
}

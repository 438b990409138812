//! Records, or entries of one record, that lead back to themselves through a field that forbids it.

use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::text::{FieldPath, TextRange, clip};
use crate::value::{Type, Value};
use crate::workspace::{Place, Record, Workspace};
use std::collections::BTreeMap;

/// A chain comes back.
pub(super) static RULE: Rule = Rule {
    name: "reference-cycle",
    group: Group::Reference,
    level: Level::Error,
};
/// The most places of one circle that a finding lists.
const MOST_PLACES: usize = 20;
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let workspace = context.workspace;
    for (number, at) in workspace
        .schema()
        .reference_uses()
        .iter()
        .enumerate()
        .filter(|(_, at)| at.acyclic)
    {
        let place = Place::Field(number as u16);
        let records = workspace.of_kind(at.kind);
        let nodes: BTreeMap<u32, usize> = records
            .iter()
            .enumerate()
            .map(|(node, index)| (index.0, node))
            .collect();
        let edges: Vec<Vec<(usize, TextRange)>> = records
            .iter()
            .map(|index| {
                let references = workspace.references_of(workspace.record(*index)).iter();
                let inside = references
                    .filter(|reference| reference.place == place)
                    .filter_map(|reference| {
                        let target = reference.target.record()?;
                        Some((*nodes.get(&target.0)?, reference.range))
                    });
                inside.collect()
            })
            .collect();
        for circle in circles(&edges) {
            let record = workspace.record(records[circle[0].0]);
            let names: Vec<String> = circle
                .iter()
                .map(|(node, _)| workspace.record(records[*node]).id.to_string())
                .collect();
            let (_, range) = circle[0];
            let mut finding = RULE.at(workspace.span(record, range), message(&at.field, &names));
            for (node, range) in circle[1..].iter().take(MOST_PLACES) {
                let other = workspace.record(records[*node]);
                finding = finding.with_related(workspace.span(other, *range), format!("`{}` leads on here", other.id));
            }
            found.push(
                finding
                    .with_help(help(&names))
                    .about(FieldPath::field(&at.field), &names.join(" "))
                    .of(workspace.identity(record)),
            );
        }
    }
    for kind in workspace.schema().kinds() {
        for (_, definition) in kind.fields.iter().filter(|(_, definition)| definition.of.has_entries()) {
            for index in workspace.of_kind(kind.index) {
                let record = workspace.record(*index);
                entry_circles(workspace, record, &definition.name, &definition.of, found);
            }
        }
    }
}

/// Circles among the entries of one list, through each of its acyclic fields.
fn entry_circles(workspace: &Workspace, record: &Record, list: &str, of: &Type, found: &mut Vec<Diagnostic>) {
    let (Some(fields), Some(value)) = (of.fields(), workspace.value(record, list)) else {
        return;
    };
    let Some(id) = fields.find("id") else { return };
    let member = |item: &'_ crate::value::Item, of| {
        item.value
            .members()
            .iter()
            .find(|member| member.of == of)
            .map(|member| member.value.clone())
    };
    let ids: Vec<Option<String>> = value
        .items()
        .iter()
        .map(|item| member(item, id).and_then(|value| value.as_text().map(str::to_owned)))
        .collect();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for (place, id) in ids.iter().enumerate() {
        if let Some(id) = id {
            places.entry(id).or_insert(place);
        }
    }
    for (index, definition) in fields.iter() {
        if !matches!(definition.of.element(), Type::Entry { within, acyclic: true } if **within == *list) {
            continue;
        }
        let edges: Vec<Vec<(usize, TextRange)>> = value
            .items()
            .iter()
            .map(|item| {
                let field = item.value.members().iter().find(|member| member.of == index);
                let words: Vec<(TextRange, &Value)> = match field.map(|field| (field.range, &field.value)) {
                    Some((_, Value::List(items))) => items.iter().map(|item| (item.range, &item.value)).collect(),
                    Some(single) => vec![single],
                    None => Vec::new(),
                };
                let target = |word: &Value| places.get(word.as_text()?).copied();
                words
                    .into_iter()
                    .filter_map(|(range, word)| Some((target(word)?, range)))
                    .collect()
            })
            .collect();
        for circle in circles(&edges) {
            let names: Vec<String> = circle.iter().filter_map(|(node, _)| ids[*node].clone()).collect();
            let (_, range) = circle[0];
            let path = FieldPath::field(&format!("{list}.{}", definition.name));
            let mut finding = RULE.at(workspace.span(record, range), message(&definition.name, &names));
            for (node, range) in circle[1..].iter().take(MOST_PLACES) {
                finding = finding.with_related(
                    workspace.span(record, *range),
                    format!("`{}` leads on here", clip(ids[*node].as_deref().unwrap_or(""))),
                );
            }
            found.push(
                finding
                    .with_help(help(&names))
                    .about(path, &names.join(" "))
                    .of(workspace.identity(record)),
            );
        }
    }
}

fn message(field: &str, names: &[String]) -> String {
    let field = field.rsplit('.').next().unwrap_or(field);
    match names {
        [one] => format!("`{}` names itself in `{field}`", clip(one)),
        _ => {
            let shown: Vec<String> = names.iter().take(6).map(|name| clip(name)).collect();
            let more = if names.len() > 6 { " → …" } else { "" };
            format!(
                "`{field}` goes round in a circle: {}{more} → {}",
                shown.join(" → "),
                clip(&names[0])
            )
        }
    }
}

fn help(names: &[String]) -> String {
    match names {
        [_] => "leave it out".to_owned(),
        _ => "take one of them out: the one that is not so".to_owned(),
    }
}

/// One circle for each group of nodes that reach one another, beginning at its first node; each with the place of the
/// edge that leaves it.
fn circles(edges: &[Vec<(usize, TextRange)>]) -> Vec<Vec<(usize, TextRange)>> {
    let mut found = Vec::new();
    for component in components(edges) {
        let inside = |node: usize| component.binary_search(&node).is_ok();
        let start = component[0];
        let own = edges[start].iter().find(|(target, _)| *target == start);
        if let Some((_, range)) = own {
            found.push(vec![(start, *range)]);
            continue;
        }
        if component.len() == 1 {
            continue;
        }
        // The shortest way from the first node back to itself, inside the component.
        let mut before: BTreeMap<usize, (usize, TextRange)> = BTreeMap::new();
        let mut queue = std::collections::VecDeque::from([start]);
        'search: while let Some(node) = queue.pop_front() {
            for (target, range) in edges[node].iter().filter(|(target, _)| inside(*target)) {
                if before.contains_key(target) {
                    continue;
                }
                before.insert(*target, (node, *range));
                if *target == start {
                    break 'search;
                }
                queue.push_back(*target);
            }
        }
        let mut circle = Vec::new();
        let mut at = start;
        while let Some((previous, range)) = before.get(&at) {
            circle.push((*previous, *range));
            at = *previous;
            if at == start {
                break;
            }
        }
        circle.reverse();
        if !circle.is_empty() {
            found.push(circle);
        }
    }
    found
}

/// The strongly connected components that may hold a circle, each sorted (Tarjan, without recursion).
fn components(edges: &[Vec<(usize, TextRange)>]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let count = edges.len();
    let (mut order, mut low) = (vec![UNSEEN; count], vec![0; count]);
    let mut on_stack = vec![false; count];
    let (mut stack, mut found, mut next) = (Vec::new(), Vec::new(), 0);
    for root in 0..count {
        if order[root] != UNSEEN || edges[root].is_empty() {
            continue;
        }
        let mut work = vec![(root, 0)];
        while let Some((node, edge)) = work.pop() {
            if edge == 0 {
                order[node] = next;
                low[node] = next;
                next += 1;
                stack.push(node);
                on_stack[node] = true;
            }
            if let Some((target, _)) = edges[node].get(edge) {
                work.push((node, edge + 1));
                if order[*target] == UNSEEN {
                    work.push((*target, 0));
                } else if on_stack[*target] {
                    low[node] = low[node].min(order[*target]);
                }
                continue;
            }
            if let Some((parent, _)) = work.last() {
                low[*parent] = low[*parent].min(low[node]);
            }
            if low[node] == order[node] {
                let mut component = Vec::new();
                while let Some(member) = stack.pop() {
                    on_stack[member] = false;
                    component.push(member);
                    if member == node {
                        break;
                    }
                }
                component.sort_unstable();
                found.push(component);
            }
        }
    }
    found.sort_unstable();
    found
}

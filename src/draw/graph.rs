//! What leads to what: a graph from left to right with its longest chain, and circles numbered.

use super::canvas::{Anchor, Canvas, Path, Rect, Text};
use super::figure::Draw;
use super::font::Style;
use super::layers::{Layout, Spacing, lay_out, sorted};
use super::markup::{Address, Markup};
use super::number::counted;
use super::plot::{Tone, count};
use super::table::{Cell, Table};
use std::collections::{BTreeMap, BTreeSet};

/// More than this many nodes, or layers too narrow to be read, are a list.
const MOST_NODES: usize = 60;
const NARROWEST: f64 = 88.0;
const WIDEST: f64 = 260.0;

/// Lines of the list.
const MOST_LINES: usize = 200;

/// The height of a node, and the room between layers in px.
const NODE: f64 = 48.0;
const CHANNEL: f64 = 44.0;
const WIDE_CHANNEL: f64 = 72.0;
const SPACING: Spacing = Spacing { node: 68.0, pass: 44.0 };

/// What leads to what.
#[derive(Clone, Debug, PartialEq)]
pub struct Graph {
    /// The nodes.
    pub nodes: Vec<Node>,
    /// The edges between them. One from a node to itself, or a second one between the same two, is not drawn.
    pub edges: Vec<Edge>,
}

/// A node.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub name: String,
    /// A second line, such as a date; may be empty.
    pub detail: String,
    /// The page about it.
    pub link: Option<Address>,
    /// How it goes, with the word for it.
    pub tone: Option<(Tone, String)>,
    /// How much it counts on the longest chain: 1, or its days.
    pub weight: f64,
}

/// An edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The node that comes first, counted from 0.
    pub from: usize,
    /// The node that waits for it.
    pub to: usize,
    /// Whether it does not hold.
    pub violated: bool,
}

/// What an edge is drawn as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Usual,
    Longest,
    Violated,
    Circular,
}

impl Look {
    fn classes(self) -> (&'static str, &'static str) {
        match self {
            Look::Usual => ("need", "head"),
            Look::Longest => ("need longest", "head longest"),
            Look::Violated => ("need violated", "head violated"),
            Look::Circular => ("need circular", "head violated"),
        }
    }
}

impl Graph {
    /// The edges that can be drawn.
    fn drawn_edges(&self) -> Vec<Edge> {
        let mut seen = BTreeSet::new();
        let nodes = self.nodes.len();
        let kept = self.edges.iter().filter(|edge| {
            edge.from < nodes && edge.to < nodes && edge.from != edge.to && seen.insert((edge.from, edge.to))
        });
        kept.copied().collect()
    }

    fn layout(&self, edges: &[Edge]) -> Layout {
        let pairs: Vec<(usize, usize)> = edges.iter().map(|edge| (edge.from, edge.to)).collect();
        lay_out(self.nodes.len(), &pairs, SPACING)
    }

    /// The nodes of the chain that weighs most, two at least; circles are left out of it.
    fn longest(&self, edges: &[Edge], circular: &[usize]) -> Vec<usize> {
        let open: Vec<(usize, usize)> = edges
            .iter()
            .enumerate()
            .filter(|(number, _)| !circular.contains(number))
            .map(|(_, edge)| (edge.from, edge.to))
            .collect();
        let weight = |node: usize| {
            let weight = self.nodes[node].weight;
            if weight.is_finite() {
                weight.clamp(0.0, 1e12)
            } else {
                0.0
            }
        };
        let mut best: Vec<(f64, Option<usize>)> = (0..self.nodes.len()).map(|node| (weight(node), None)).collect();
        for node in sorted(self.nodes.len(), &open) {
            for (_, to) in open.iter().filter(|(from, _)| *from == node) {
                let along = best[node].0 + weight(*to);
                if along > best[*to].0 || (best[*to].1.is_none() && along >= best[*to].0) {
                    best[*to] = (along, Some(node));
                }
            }
        }
        let ends = (0..self.nodes.len()).filter(|node| best[*node].1.is_some());
        let Some(end) = ends.max_by(|one, other| best[*one].0.total_cmp(&best[*other].0).then(other.cmp(one))) else {
            return Vec::new();
        };
        let mut chain: Vec<usize> = std::iter::successors(Some(end), |node| best[*node].1).collect();
        chain.reverse();
        chain
    }

    fn node_width(&self, width: f64, layers: usize) -> f64 {
        let names = self.nodes.iter().map(|node| Style::Strong.width(&node.name) + 48.0);
        let details = self.nodes.iter().map(|node| Style::Tick.width(&node.detail) + 48.0);
        let wanted = names.chain(details).fold(NARROWEST, f64::max);
        // Wide channels where they leave enough for the nodes.
        let room = |channel: f64| (width - 20.0 - channel * count(layers.saturating_sub(1))) / count(layers.max(1));
        let room = room(WIDE_CHANNEL).max(NARROWEST).min(room(CHANNEL));
        wanted.min(WIDEST).min(room)
    }

    fn draw_node(&self, canvas: &mut Canvas, number: usize, area: Rect, longest: bool) {
        let node = &self.nodes[number];
        let words = node.tone.as_ref().map(|(_, word)| word.as_str());
        let parts = [Some(node.name.as_str()), words, Some(node.detail.as_str())];
        let label: Vec<&str> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        let left = area.x + if node.tone.is_some() { 34.0 } else { 14.0 };
        let room = area.right() - 10.0 - left;
        let name = Style::Strong.fit(&node.name, room);
        let detail = Style::Tick.fit(&node.detail, room);
        canvas.link(node.link.as_ref(), &label.join(", "), |canvas| {
            canvas.rect(if longest { "node longest" } else { "node" }, area, 6.0);
            let base = area.y + if node.detail.is_empty() { 28.5 } else { 21.0 };
            if let Some((tone, _)) = &node.tone {
                tone.draw(canvas, area.x + 19.0, base - 4.5);
            }
            canvas.text(Text::new(&name, Style::Strong, left, base).classed("bare"));
        });
        // The name of the link says it.
        let text = Text::new(&detail, Style::Tick, left, area.y + 38.0).classed("bare");
        canvas.text(if node.link.is_some() { text.silent() } else { text });
    }

    /// What would not be readable as a drawing, in words.
    fn list(&self) -> Markup {
        let mut out = Markup::default();
        let mut after: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for edge in self.drawn_edges() {
            after.entry(edge.from).or_default().push(&self.nodes[edge.to].name);
        }
        let left_out = after.len().saturating_sub(MOST_LINES);
        let nodes = counted(self.nodes.len(), "item", "items");
        let more = if left_out > 0 {
            format!("; the first {MOST_LINES} of {} lines", after.len())
        } else {
            String::new()
        };
        let words = format!("A drawing of {nodes} could not be read here, so this is a list{more}.");
        out.element("p").class("meta").text(&words);
        out.newline();
        out.element("ul").class("leads").holding(|list| {
            for (from, names) in after.iter().take(MOST_LINES) {
                list.newline();
                list.element("li").holding(|item| {
                    let node = &self.nodes[*from];
                    match &node.link {
                        Some(link) => item.element("a").address(link).text(&node.name),
                        None => item.text(&node.name),
                    }
                    item.text(&format!(" before {}", names.join(", ")));
                });
            }
            list.newline();
        });
        out
    }
}

/// The way of an edge from left to right: the heights at its ends and where it passes layers.
struct Way {
    edge: usize,
    layer: usize,
    heights: Vec<f64>,
}

/// Where edges leave and enter a node, so that they do not lie on each other.
fn ways(edges: &[Edge], layout: &Layout) -> Vec<Way> {
    let mut ways: Vec<Way> = edges
        .iter()
        .enumerate()
        .map(|(number, edge)| {
            let (left, right) = if layout.turned[number] {
                (edge.to, edge.from)
            } else {
                (edge.from, edge.to)
            };
            let passes = layout.passes[number].iter().copied();
            let heights = std::iter::once(layout.y[left]).chain(passes).chain([layout.y[right]]);
            Way {
                edge: number,
                layer: layout.layer[left],
                heights: heights.collect(),
            }
        })
        .collect();
    for leaving in [true, false] {
        let end = |way: &Way| {
            let edge = &edges[way.edge];
            if leaving == layout.turned[way.edge] {
                edge.to
            } else {
                edge.from
            }
        };
        let next = |way: &Way| way.heights[if leaving { 1 } else { way.heights.len() - 2 }];
        let mut by_node: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (place, way) in ways.iter().enumerate() {
            by_node.entry(end(way)).or_default().push(place);
        }
        for places in by_node.values_mut() {
            places.sort_by(|one, other| next(&ways[*one]).total_cmp(&next(&ways[*other])));
            let gap = (NODE - 16.0) / count(places.len());
            let gap = gap.min(9.0);
            let first = -gap * (count(places.len()) - 1.0) / 2.0;
            for (number, place) in places.iter().enumerate() {
                let at = if leaving { 0 } else { ways[*place].heights.len() - 1 };
                ways[*place].heights[at] += first + gap * count(number);
            }
        }
    }
    for place in 0..ways.len() {
        straighten(&mut ways, place, edges, layout);
    }
    ways
}

/// Lets a way that is alone at one of its ends run straight, where the node is as high.
fn straighten(ways: &mut [Way], place: usize, edges: &[Edge], layout: &Layout) {
    let [from, to] = ways[place].heights[..] else { return };
    let ends = |way: &Way| {
        let edge = &edges[way.edge];
        if layout.turned[way.edge] {
            (edge.to, edge.from)
        } else {
            (edge.from, edge.to)
        }
    };
    let (left, right) = ends(&ways[place]);
    let alone = |node: usize, leaving: bool| {
        let same = ways.iter().filter(|way| {
            if leaving {
                ends(way).0 == node
            } else {
                ends(way).1 == node
            }
        });
        same.count() == 1
    };
    let room = NODE / 2.0 - 8.0;
    if alone(right, false) && (from - layout.y[right]).abs() <= room {
        ways[place].heights[1] = from;
    } else if alone(left, true) && (to - layout.y[left]).abs() <= room {
        ways[place].heights[0] = to;
    }
}

/// A piece of a way between two layers.
struct Piece {
    way: usize,
    step: usize,
    from: f64,
    to: f64,
}

/// The shares of the channel at which each way turns, by way and step. Those that cross nothing stand on one line.
fn lanes(ways: &[Way], layers: usize) -> BTreeMap<(usize, usize), f64> {
    let mut turns = BTreeMap::new();
    for channel in 0..layers.saturating_sub(1) {
        let mut pieces = Vec::new();
        for (number, way) in ways.iter().enumerate() {
            let Some(step) = channel.checked_sub(way.layer) else {
                continue;
            };
            if let Some([from, to]) = way.heights.get(step..step + 2) {
                pieces.push(Piece {
                    way: number,
                    step,
                    from: *from,
                    to: *to,
                });
            }
        }
        pieces.retain(|piece| (piece.from - piece.to).abs() >= 0.5);
        // Downward ways turn the earlier the lower they start, upward ones the earlier the higher.
        let key = |piece: &Piece| {
            if piece.to > piece.from {
                (0, -piece.from)
            } else {
                (1, piece.from)
            }
        };
        pieces.sort_by(|one, other| key(one).0.cmp(&key(other).0).then(key(one).1.total_cmp(&key(other).1)));
        let mut taken: Vec<Vec<(f64, f64)>> = Vec::new();
        let mut placed = Vec::new();
        for piece in pieces {
            let (low, high) = (piece.from.min(piece.to) - 4.0, piece.from.max(piece.to) + 4.0);
            let free = |lane: &Vec<(f64, f64)>| lane.iter().all(|(from, to)| high < *from || *to < low);
            // Never left of a lane that it was sorted after and shares heights with.
            let lane = taken.iter().rposition(|lane| !free(lane)).map_or(0, |lane| lane + 1);
            if lane == taken.len() {
                taken.push(Vec::new());
            }
            taken[lane].push((low, high));
            placed.push((piece, lane));
        }
        for (piece, lane) in placed {
            turns.insert(
                (piece.way, piece.step),
                (count(lane) + 1.0) / (count(taken.len()) + 1.0),
            );
        }
    }
    turns
}

impl Draw for Graph {
    fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    fn description(&self) -> String {
        let edges = self.drawn_edges();
        let layout = self.layout(&edges);
        let mut words = format!(
            "{} and {} from left to right",
            counted(self.nodes.len(), "item", "items"),
            counted(edges.len(), "link", "links")
        );
        let longest = self.longest(&edges, &layout.circular);
        if longest.len() > 2 {
            let names: Vec<&str> = longest.iter().map(|node| self.nodes[*node].name.as_str()).collect();
            words.push_str(&format!("; the longest chain is {}", names.join(", then ")));
        }
        if !layout.circular.is_empty() {
            words.push_str(&format!(
                "; {} in circles",
                counted(layout.circular.len(), "link", "links")
            ));
        }
        words
    }

    fn draw(&self, width: f64) -> Canvas {
        let edges = self.drawn_edges();
        let layout = self.layout(&edges);
        let longest = self.longest(&edges, &layout.circular);
        let node_width = self.node_width(width, layout.layers);
        let spare = width - 20.0 - node_width * count(layout.layers);
        let channel = if layout.layers > 1 {
            spare / count(layout.layers - 1)
        } else {
            0.0
        };
        let channel = channel.min(node_width);
        let left = |layer: usize| 10.0 + (node_width + channel) * count(layer);
        let top = 10.0 + NODE / 2.0;
        let mut canvas = Canvas::new(width, layout.height + NODE + 20.0);
        let areas: Vec<Rect> = (0..self.nodes.len())
            .map(|node| {
                Rect::new(
                    left(layout.layer[node]),
                    top + layout.y[node] - NODE / 2.0,
                    node_width,
                    NODE,
                )
            })
            .collect();
        for area in &areas {
            canvas.take(*area);
        }
        let chain: BTreeSet<(usize, usize)> = longest.windows(2).map(|pair| (pair[0], pair[1])).collect();
        let look = |number: usize| match edges[number] {
            _ if layout.circular.contains(&number) => Look::Circular,
            edge if edge.violated => Look::Violated,
            edge if chain.contains(&(edge.from, edge.to)) && longest.len() > 2 => Look::Longest,
            _ => Look::Usual,
        };
        let ways = ways(&edges, &layout);
        let lanes = lanes(&ways, layout.layers);
        // What matters most is drawn last, above the others.
        let mut order: Vec<usize> = (0..ways.len()).collect();
        order.sort_by_key(|way| look(ways[*way].edge) != Look::Usual);
        for number in order {
            let way = &ways[number];
            let (class, head) = look(way.edge).classes();
            let turned = layout.turned[way.edge];
            let first = left(way.layer) + node_width;
            let mut corners = vec![(first, top + way.heights[0])];
            for (step, pair) in way.heights.windows(2).enumerate() {
                let start = left(way.layer + step) + node_width;
                if let Some(share) = lanes.get(&(number, step)) {
                    let x = start + 8.0 + (channel - 22.0) * share;
                    corners.extend([(x, top + pair[0]), (x, top + pair[1])]);
                }
            }
            let last = left(way.layer + way.heights.len() - 1);
            let end = top + way.heights[way.heights.len() - 1];
            corners.push((last, end));
            canvas.path(class, &rounded(&corners, turned));
            if turned {
                canvas.icon(head, "M0 0L8-4.5V4.5Z", first, top + way.heights[0]);
            } else {
                canvas.icon(head, "M0 0L-8-4.5V4.5Z", last, end);
            }
            if let Some(place) = layout.circular.iter().position(|edge| *edge == way.edge) {
                number_on(&mut canvas, place + 1, &corners);
            }
        }
        for (number, area) in areas.iter().enumerate() {
            let on_longest = longest.len() > 2 && longest.contains(&number);
            self.draw_node(&mut canvas, number, *area, on_longest);
        }
        canvas
    }

    fn table(&self) -> Table {
        let mut table = Table::new(&["Before", "After", "Said of it"]);
        let edges = self.drawn_edges();
        let layout = self.layout(&edges);
        let mut joined = BTreeSet::new();
        for (number, edge) in edges.iter().enumerate() {
            let place = layout.circular.iter().position(|circular| *circular == number);
            let said = match place {
                Some(place) => Cell::Text(format!("in a circle, number {}", place + 1)),
                None if edge.violated => Cell::Text("does not hold".to_owned()),
                None => Cell::Empty,
            };
            joined.extend([edge.from, edge.to]);
            let name = |node: usize| Cell::Text(self.nodes[node].name.clone());
            table.rows.push(vec![name(edge.from), name(edge.to), said]);
        }
        for (number, node) in self.nodes.iter().enumerate() {
            if !joined.contains(&number) {
                table.rows.push(vec![
                    Cell::Text(node.name.clone()),
                    Cell::Empty,
                    Cell::Text("stands alone".to_owned()),
                ]);
            }
        }
        table
    }

    fn instead(&self, width: f64) -> Option<Markup> {
        if self.nodes.len() > MOST_NODES {
            return Some(self.list());
        }
        let layers = self.layout(&self.drawn_edges()).layers;
        let deepest = (width - 20.0 + CHANNEL) / (NARROWEST + CHANNEL);
        (count(layers) > deepest).then(|| self.list())
    }
}

/// A way with round corners, as short of its end as the arrow is long.
fn rounded(corners: &[(f64, f64)], turned: bool) -> Path {
    let mut corners = corners.to_vec();
    let last = corners.len() - 1;
    if turned {
        corners[0].0 += 6.0;
    } else {
        corners[last].0 -= 6.0;
    }
    let mut path = Path::from(corners[0].0, corners[0].1);
    for three in corners.windows(3) {
        let (before, corner, after) = (three[0], three[1], three[2]);
        let length = |one: (f64, f64), other: (f64, f64)| (one.0 - other.0).abs() + (one.1 - other.1).abs();
        let radius = 5f64.min(length(before, corner) / 2.0).min(length(corner, after) / 2.0);
        let towards = |to: (f64, f64)| {
            let whole = length(corner, to).max(0.001);
            let share = radius / whole;
            (
                corner.0 + (to.0 - corner.0) * share,
                corner.1 + (to.1 - corner.1) * share,
            )
        };
        let (enter, leave) = (towards(before), towards(after));
        path.to(enter.0, enter.1).bend(corner, leave.0, leave.1);
    }
    path.to(corners[last].0, corners[last].1);
    path
}

/// Puts a number on a way where nothing stands yet.
fn number_on(canvas: &mut Canvas, number: usize, corners: &[(f64, f64)]) {
    let words = number.to_string();
    let half = (Style::Tick.width(&words) / 2.0 + 3.0).max(9.0);
    let area = |(x, y): (f64, f64)| Rect::new(x - half, y - 9.0, 2.0 * half, 18.0);
    let length = |pair: &[(f64, f64)]| (pair[0].0 - pair[1].0).abs() + (pair[0].1 - pair[1].1).abs();
    // The long pieces first: a number on them hides least.
    let mut pieces: Vec<&[(f64, f64)]> = corners.windows(2).collect();
    pieces.sort_by(|one, other| length(other).total_cmp(&length(one)));
    let mut places = pieces.into_iter().flat_map(|pair| {
        let along = |share: f64| {
            (
                pair[0].0 + (pair[1].0 - pair[0].0) * share,
                pair[0].1 + (pair[1].1 - pair[0].1) * share,
            )
        };
        [0.5, 0.3, 0.7].map(along)
    });
    if let Some(place) = places.find(|place| canvas.is_free(&area(*place))) {
        canvas.rect("badge-number", area(place), 9.0);
        canvas.take(area(place));
        let text = Text::new(&words, Style::Tick, place.0, place.1 + 4.2).anchored(Anchor::Middle);
        canvas.text(text.classed("number"));
    }
}

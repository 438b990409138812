//! The layout of a directed graph in layers from left to right (Sugiyama's method): circles opened, longest paths as
//! layers, crossings lessened by barycentres, heights evened out. Knows neither px of text nor colours.

use super::plot::count;
use super::spread::spread_by;
use std::collections::BTreeSet;

/// A graph as places: nodes are numbered from 0.
pub(super) struct Layout {
    /// The layer of each node, from the left.
    pub(super) layer: Vec<usize>,
    /// The middle of each node, downwards.
    pub(super) y: Vec<f64>,
    /// For each edge the heights at which it passes the layers between its ends, from left to right.
    pub(super) passes: Vec<Vec<f64>>,
    /// Which edges run from right to left, against the layers.
    pub(super) turned: Vec<bool>,
    /// The edges of circles, in the order in which a walk meets them.
    pub(super) circular: Vec<usize>,
    /// How many layers there are, and how high the highest is.
    pub(super) layers: usize,
    pub(super) height: f64,
}

/// How far apart things in one layer are.
#[derive(Clone, Copy)]
pub(super) struct Spacing {
    /// From the middle of a node to that of the next.
    pub(super) node: f64,
    /// From the middle of a node to an edge that passes, and between two such edges.
    pub(super) pass: f64,
}

/// Something that stands in a layer: a node, or an edge that passes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Item {
    Node(usize),
    Pass(usize),
}

/// Sweeps over the layers; more change little.
const SWEEPS: usize = 12;

/// Lays out `nodes` nodes. Edges join different nodes, each pair at most once in a direction.
pub(super) fn lay_out(nodes: usize, edges: &[(usize, usize)], spacing: Spacing) -> Layout {
    let (turned, circular) = open_circles(nodes, edges);
    let directed: Vec<(usize, usize)> = edges
        .iter()
        .zip(&turned)
        .map(|((from, to), turned)| if *turned { (*to, *from) } else { (*from, *to) })
        .collect();
    let layer = layers_of(nodes, &directed);
    let layers = layer.iter().max().map_or(0, |last| last + 1);
    let mut items = Items::new(&layer, layers, &directed);
    items.lessen_crossings();
    items.even_out(spacing);
    let mut y = vec![0.0; nodes];
    let mut passes: Vec<Vec<f64>> = vec![Vec::new(); edges.len()];
    for (column, heights) in items.columns.iter().zip(&items.heights) {
        for (item, height) in column.iter().zip(heights) {
            match item {
                Item::Node(node) => y[*node] = *height,
                Item::Pass(edge) => passes[*edge].push(*height),
            }
        }
    }
    let all = || items.heights.iter().flatten().copied();
    let (top, bottom) = (
        all().fold(f64::INFINITY, f64::min),
        all().fold(f64::NEG_INFINITY, f64::max),
    );
    if top < bottom || nodes > 0 {
        y.iter_mut()
            .chain(passes.iter_mut().flatten())
            .for_each(|height| *height -= top);
    }
    Layout {
        layer,
        y,
        passes,
        turned,
        circular,
        layers,
        height: if nodes > 0 { bottom - top } else { 0.0 },
    }
}

/// Which edges to turn so that no circle is left, and which edges lie on circles.
fn open_circles(nodes: usize, edges: &[(usize, usize)]) -> (Vec<bool>, Vec<usize>) {
    let mut out: Vec<Vec<(usize, usize)>> = vec![Vec::new(); nodes];
    for (edge, (from, to)) in edges.iter().enumerate() {
        out[*from].push((edge, *to));
    }
    let mut turned = vec![false; edges.len()];
    let mut state = vec![0u8; nodes];
    let mut order = Vec::new();
    for start in 0..nodes {
        // A walk in depth; what leads back to a node that is still open closes a circle.
        let mut walk = vec![(start, 0)];
        if state[start] != 0 {
            continue;
        }
        state[start] = 1;
        while let Some((node, next)) = walk.last_mut() {
            match out[*node].get(*next) {
                Some((edge, to)) => {
                    *next += 1;
                    order.push(*edge);
                    match state[*to] {
                        0 => {
                            state[*to] = 1;
                            walk.push((*to, 0));
                        }
                        1 => turned[*edge] = true,
                        _ => {}
                    }
                }
                None => {
                    state[*node] = 2;
                    walk.pop();
                }
            }
        }
    }
    let on_circle = |edge: &usize| reaches(edges[*edge].1, edges[*edge].0, &out);
    let circular = if turned.contains(&true) {
        order.into_iter().filter(on_circle).collect()
    } else {
        Vec::new()
    };
    (turned, circular)
}

/// Whether a walk leads from one node to another.
fn reaches(from: usize, to: usize, out: &[Vec<(usize, usize)>]) -> bool {
    let mut seen = BTreeSet::from([from]);
    let mut open = vec![from];
    while let Some(node) = open.pop() {
        if node == to {
            return true;
        }
        open.extend(
            out[node]
                .iter()
                .map(|(_, next)| *next)
                .filter(|next| seen.insert(*next)),
        );
    }
    false
}

/// The layers of a graph without circles: as far left as what leads to a node allows; nodes that nothing leads to stand
/// just before what they lead to.
fn layers_of(nodes: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut layer = vec![0; nodes];
    for node in sorted(nodes, edges) {
        for (_, to) in edges.iter().filter(|(from, _)| *from == node) {
            layer[*to] = layer[*to].max(layer[node] + 1);
        }
    }
    for node in 0..nodes {
        if !edges.iter().any(|(_, to)| *to == node) {
            let next = edges.iter().filter(|(from, _)| *from == node).map(|(_, to)| layer[*to]);
            layer[node] = next.min().map_or(0, |next| next - 1);
        }
    }
    layer
}

/// The nodes so that each comes after those that lead to it; without circles, all of them.
pub(super) fn sorted(nodes: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut waits = vec![0; nodes];
    for (_, to) in edges {
        waits[*to] += 1;
    }
    let mut ready: BTreeSet<usize> = (0..nodes).filter(|node| waits[*node] == 0).collect();
    let mut order = Vec::with_capacity(nodes);
    while let Some(node) = ready.pop_first() {
        order.push(node);
        for (_, to) in edges.iter().filter(|(from, _)| *from == node) {
            waits[*to] -= 1;
            if waits[*to] == 0 {
                ready.insert(*to);
            }
        }
    }
    order
}

/// What stands in each layer, and what it is joined to in the layer before and after.
struct Items {
    columns: Vec<Vec<Item>>,
    heights: Vec<Vec<f64>>,
    /// Joined items by layer: one in the layer, one in the next.
    joints: Vec<Vec<(Item, Item)>>,
}

impl Items {
    fn new(layer: &[usize], layers: usize, edges: &[(usize, usize)]) -> Items {
        let mut columns: Vec<Vec<Item>> = vec![Vec::new(); layers];
        let mut joints: Vec<Vec<(Item, Item)>> = vec![Vec::new(); layers];
        for (node, layer) in layer.iter().enumerate() {
            columns[*layer].push(Item::Node(node));
        }
        for (edge, (from, to)) in edges.iter().enumerate() {
            let mut before = Item::Node(*from);
            for between in layer[*from]..layer[*to] {
                let next = if between + 1 == layer[*to] {
                    Item::Node(*to)
                } else {
                    Item::Pass(edge)
                };
                joints[between].push((before, next));
                if next == Item::Pass(edge) {
                    columns[between + 1].push(next);
                }
                before = next;
            }
        }
        let heights = columns.iter().map(|column| vec![0.0; column.len()]).collect();
        Items {
            columns,
            heights,
            joints,
        }
    }

    /// The places of what an item is joined to, in the layer before or after.
    fn neighbours(&self, layer: usize, item: Item, before: bool, places: &[Vec<f64>]) -> Vec<f64> {
        let (joints, other) = if before {
            (layer.checked_sub(1), layer.wrapping_sub(1))
        } else {
            (Some(layer), layer + 1)
        };
        let Some(joints) = joints.and_then(|layer| self.joints.get(layer)) else {
            return Vec::new();
        };
        let joined = joints.iter().filter_map(|(left, right)| match before {
            true if *right == item => Some(*left),
            false if *left == item => Some(*right),
            _ => None,
        });
        let place = |item: Item| self.columns[other].iter().position(|other| *other == item);
        joined.filter_map(place).map(|place| places[other][place]).collect()
    }

    fn ranks(&self) -> Vec<Vec<f64>> {
        let ranks = self.columns.iter().map(|column| (0..column.len()).map(count).collect());
        ranks.collect()
    }

    /// Orders each layer by the mean place of its neighbours, to and fro, and keeps the order with fewest crossings.
    fn lessen_crossings(&mut self) {
        let mut best = (self.crossings(), self.columns.clone());
        for sweep in 0..SWEEPS {
            let forward = sweep % 2 == 0;
            let last = self.columns.len();
            for step in 1..last {
                let layer = if forward { step } else { last - 1 - step };
                let ranks = self.ranks();
                let mut keyed: Vec<(f64, Item)> = self.columns[layer]
                    .iter()
                    .enumerate()
                    .map(|(place, item)| {
                        (
                            mean(&self.neighbours(layer, *item, forward, &ranks)).unwrap_or(count(place)),
                            *item,
                        )
                    })
                    .collect();
                keyed.sort_by(|one, other| one.0.total_cmp(&other.0));
                self.columns[layer] = keyed.into_iter().map(|(_, item)| item).collect();
            }
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.columns.clone());
            }
        }
        self.columns = best.1;
    }

    fn crossings(&self) -> usize {
        let mut crossings = 0;
        for (layer, joints) in self.joints.iter().enumerate() {
            let Some(next) = self.columns.get(layer + 1) else {
                continue;
            };
            let place = |column: &[Item], item: Item| column.iter().position(|other| *other == item).unwrap_or(0);
            let places: Vec<(usize, usize)> = joints
                .iter()
                .map(|(left, right)| (place(&self.columns[layer], *left), place(next, *right)))
                .collect();
            for (number, one) in places.iter().enumerate() {
                let crosses = |other: &&(usize, usize)| {
                    (one.0 < other.0 && one.1 > other.1) || (one.0 > other.0 && one.1 < other.1)
                };
                crossings += places[number + 1..].iter().filter(crosses).count();
            }
        }
        crossings
    }

    /// Moves each item to the height of its neighbours as far as the room in its layer allows.
    fn even_out(&mut self, spacing: Spacing) {
        let gaps: Vec<Vec<f64>> = self
            .columns
            .iter()
            .map(|column| {
                let gap = |pair: &[Item]| match pair {
                    [Item::Node(_), Item::Node(_)] => spacing.node,
                    [Item::Pass(_), Item::Pass(_)] => spacing.pass * 0.5,
                    _ => spacing.pass,
                };
                column.windows(2).map(gap).collect()
            })
            .collect();
        self.heights = gaps
            .iter()
            .zip(&self.columns)
            .map(|(gaps, column)| stacked(gaps, column.len()))
            .collect();
        for sweep in 0..SWEEPS {
            let forward = sweep % 2 == 0;
            let last = self.columns.len();
            for step in 0..last {
                let layer = if forward { step } else { last - 1 - step };
                let wanted: Vec<f64> = self.columns[layer]
                    .iter()
                    .enumerate()
                    .map(|(place, item)| {
                        let near = self.neighbours(layer, *item, forward, &self.heights);
                        mean(&near).unwrap_or(self.heights[layer][place])
                    })
                    .collect();
                self.heights[layer] = spread_by(&wanted, &gaps[layer], -1e6, 1e6);
            }
        }
    }
}

/// Items below each other around zero.
fn stacked(gaps: &[f64], items: usize) -> Vec<f64> {
    let mut heights = Vec::with_capacity(items);
    let mut height = -gaps.iter().sum::<f64>() / 2.0;
    for place in 0..items {
        heights.push(height);
        height += gaps.get(place).copied().unwrap_or(0.0);
    }
    heights
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / count(values.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SPACING: Spacing = Spacing { node: 60.0, pass: 40.0 };

    #[test]
    fn circles_are_opened_and_told() {
        let layout = lay_out(4, &[(0, 1), (1, 2), (2, 0), (2, 3)], SPACING);
        assert_eq!(layout.turned, [false, false, true, false]);
        assert_eq!(layout.circular, [0, 1, 2]);
        assert_eq!(layout.layer, [0, 1, 2, 3]);
    }

    #[test]
    fn what_nothing_leads_to_stands_before_what_it_leads_to() {
        let layout = lay_out(4, &[(0, 1), (1, 2), (3, 2)], SPACING);
        assert_eq!(layout.layer, [0, 1, 2, 1]);
        assert!(layout.passes.iter().all(Vec::is_empty));
    }

    proptest! {
        #[test]
        fn nodes_of_a_layer_stay_apart(nodes in 1usize..30, edges in prop::collection::vec((0usize..30, 0usize..30), 0..60)) {
            let edges: BTreeSet<(usize, usize)> = edges.into_iter().filter(|(a, b)| a != b && *a < nodes && *b < nodes).collect();
            let edges: Vec<(usize, usize)> = edges.into_iter().collect();
            let layout = lay_out(nodes, &edges, SPACING);
            for one in 0..nodes {
                prop_assert!((-0.001..=layout.height + 0.001).contains(&layout.y[one]));
                for other in 0..one {
                    if layout.layer[one] == layout.layer[other] {
                        prop_assert!((layout.y[one] - layout.y[other]).abs() >= SPACING.node - 0.001);
                    }
                }
            }
            for (edge, (from, to)) in edges.iter().enumerate() {
                let (left, right) = if layout.turned[edge] { (*to, *from) } else { (*from, *to) };
                prop_assert!(layout.layer[left] < layout.layer[right]);
                prop_assert_eq!(layout.passes[edge].len(), layout.layer[right] - layout.layer[left] - 1);
            }
        }
    }
}

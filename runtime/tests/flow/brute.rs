//! Plain references: the textbook ways, slow and obvious.

use sitec_runtime::flow::{Network, capacity::amounts};

/// The largest total that the given loads can draw on a day, by augmenting along shortest paths on a
/// matrix (Edmonds and Karp). Efficiencies are ignored.
pub fn max_flow(network: &Network, day: i32, loads: &[usize]) -> f64 {
    let n = network.members.len();
    let (source, sink) = (2 * n, 2 * n + 1);
    let mut left = vec![vec![0.0f64; 2 * n + 2]; 2 * n + 2];
    for (m, member) in network.members.iter().enumerate() {
        let amounts = amounts(member, day);
        left[source][2 * m + 1] += amounts.give.usable;
        if member.roles.conduit {
            left[2 * m][2 * m + 1] += amounts.carry.usable;
        } else if member.roles.source && member.roles.load {
            left[2 * m + 1][2 * m] = f64::INFINITY;
        }
        if loads.contains(&m) {
            let tap = if member.roles.conduit {
                2 * m + 1
            } else {
                2 * m
            };
            left[tap][sink] += amounts.need;
        }
    }
    for link in &network.links {
        left[2 * link.supplier + 1][2 * link.consumer] += link.capacity.unwrap_or(f64::INFINITY);
    }
    let mut total = 0.0;
    loop {
        let mut from = vec![usize::MAX; 2 * n + 2];
        let mut queue = std::collections::VecDeque::from([source]);
        while let Some(at) = queue.pop_front() {
            for next in 0..2 * n + 2 {
                if left[at][next] > 1e-9 && from[next] == usize::MAX && next != source {
                    from[next] = at;
                    queue.push_back(next);
                }
            }
        }
        if from[sink] == usize::MAX {
            return total;
        }
        let mut path = vec![sink];
        let mut at = sink;
        while at != source {
            at = from[at];
            path.push(at);
        }
        let amount = path
            .windows(2)
            .map(|w| left[w[1]][w[0]])
            .fold(f64::INFINITY, f64::min);
        for w in path.windows(2) {
            left[w[1]][w[0]] -= amount;
            left[w[0]][w[1]] += amount;
        }
        total += amount;
    }
}

/// Whether a load hangs on a source, over conduits, without some members.
pub fn is_connected(network: &Network, load: usize, lost: &[usize]) -> bool {
    let mut seen = vec![false; network.members.len()];
    let mut stack = vec![load];
    seen[load] = true;
    while let Some(at) = stack.pop() {
        if network.members[at].roles.source {
            return true;
        }
        if at != load && !network.members[at].roles.conduit {
            continue;
        }
        for link in network.links.iter().filter(|link| link.consumer == at) {
            if !lost.contains(&link.supplier) && !std::mem::replace(&mut seen[link.supplier], true)
            {
                stack.push(link.supplier);
            }
        }
    }
    false
}

/// What each load can draw on a day when the first ones are served first, with losses: one most
/// efficient augmenting path at a time, found by relaxing every arc until nothing improves.
pub fn drawn_with_losses(network: &Network, day: i32) -> Vec<(usize, f64)> {
    struct Arc {
        tail: usize,
        head: usize,
        gain: f64,
        /// At the head.
        left: f64,
        /// At the head, to take back.
        used: f64,
    }
    let n = network.members.len();
    let source = 2 * n;
    let mut arcs = Vec::new();
    let mut arc = |tail, head, gain, left| {
        arcs.push(Arc {
            tail,
            head,
            gain,
            left,
            used: 0.0,
        })
    };
    for (m, member) in network.members.iter().enumerate() {
        let amounts = amounts(member, day);
        arc(source, 2 * m + 1, 1.0, amounts.give.usable);
        if member.roles.conduit {
            arc(2 * m, 2 * m + 1, member.efficiency, amounts.carry.usable);
        } else if member.roles.source && member.roles.load {
            arc(2 * m + 1, 2 * m, 1.0, f64::INFINITY);
        }
    }
    for link in &network.links {
        arc(
            2 * link.supplier + 1,
            2 * link.consumer,
            1.0,
            link.capacity.unwrap_or(f64::INFINITY),
        );
    }
    let mut drawn = Vec::new();
    for (load, member) in network
        .members
        .iter()
        .enumerate()
        .filter(|(_, m)| m.roles.load)
    {
        let need = amounts(member, day).need;
        let tap = if member.roles.conduit {
            2 * load + 1
        } else {
            2 * load
        };
        let mut got = 0.0;
        while need - got > 1e-9 {
            let mut label = vec![0.0f64; 2 * n + 1];
            let mut over = vec![(usize::MAX, false); 2 * n + 1];
            label[source] = 1.0;
            for _ in 0..2 * n + 1 {
                for (i, arc) in arcs.iter().enumerate() {
                    if arc.left > 1e-9
                        && label[arc.tail] * arc.gain > label[arc.head] * (1.0 + 1e-9)
                    {
                        label[arc.head] = label[arc.tail] * arc.gain;
                        over[arc.head] = (i, false);
                    }
                    if arc.used > 1e-9
                        && label[arc.head] / arc.gain > label[arc.tail] * (1.0 + 1e-9)
                    {
                        label[arc.tail] = label[arc.head] / arc.gain;
                        over[arc.tail] = (i, true);
                    }
                }
            }
            if label[tap] == 0.0 {
                break;
            }
            // How much of the load's own measure fits on every arc of the path.
            let mut path = Vec::new();
            let (mut at, mut scale, mut amount) = (tap, 1.0, need - got);
            while at != source {
                let (i, back) = over[at];
                path.push((i, back, scale));
                let arc = &arcs[i];
                if back {
                    // Ends at the arc's tail; at its head it was larger or smaller by the gain.
                    amount = f64::min(amount, arc.used / (scale * arc.gain));
                    scale *= arc.gain;
                    at = arc.head;
                } else {
                    amount = f64::min(amount, arc.left / scale);
                    scale /= arc.gain;
                    at = arc.tail;
                }
            }
            for (i, back, scale) in path {
                let arc = &mut arcs[i];
                let change = if back {
                    -amount * scale * arc.gain
                } else {
                    amount * scale
                };
                arc.left -= change;
                arc.used += change;
            }
            got += amount;
        }
        drawn.push((load, got));
    }
    drawn
}

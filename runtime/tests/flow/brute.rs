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
            let tap = if member.roles.conduit { 2 * m + 1 } else { 2 * m };
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
        let amount = path.windows(2).map(|w| left[w[1]][w[0]]).fold(f64::INFINITY, f64::min);
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
            if !lost.contains(&link.supplier) && !std::mem::replace(&mut seen[link.supplier], true) {
                stack.push(link.supplier);
            }
        }
    }
    false
}

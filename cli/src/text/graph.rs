//! The resource graph in the languages of two drawing tools.

use sitec_compiler::view::{GraphNode, GraphView};

/// A Graphviz digraph: a box an element, an arrow a supply, a colour a resource.
#[must_use]
pub fn dot(graph: &GraphView) -> String {
    let mut text = String::from(
        "digraph site {\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"sans-serif\", fontsize=10];\n  \
         edge [fontname=\"sans-serif\", fontsize=9];\n",
    );
    for (n, node) in graph.nodes.iter().enumerate() {
        let lines: Vec<String> = about(node).iter().map(|l| dot_text(l)).collect();
        text.push_str(&format!(
            "  n{n} [label=\"{}\", tooltip=\"{}\"];\n",
            lines.join("\\n"),
            dot_text(&node.path)
        ));
    }
    for edge in &graph.edges {
        text.push_str(&format!(
            "  n{} -> n{} [label=\"{}\", color=\"{}\"];\n",
            edge.from,
            edge.to,
            dot_text(&edge.resource),
            color(&edge.resource)
        ));
    }
    text.push_str("}\n");
    text
}

/// A Mermaid flowchart.
#[must_use]
pub fn mermaid(graph: &GraphView) -> String {
    let mut text = String::from("flowchart LR\n");
    for (n, node) in graph.nodes.iter().enumerate() {
        let lines: Vec<String> = about(node).iter().map(|l| mermaid_text(l)).collect();
        text.push_str(&format!("  n{n}[\"{}\"]\n", lines.join("<br/>")));
    }
    for edge in &graph.edges {
        text.push_str(&format!(
            "  n{} -->|\"{}\"| n{}\n",
            edge.from,
            mermaid_text(&edge.resource),
            edge.to
        ));
    }
    text
}

/// Label, kind and ports, a line each.
fn about(node: &GraphNode) -> Vec<String> {
    let mut lines = vec![node.label.clone(), node.kind.clone()];
    lines.extend(node.ports.iter().cloned());
    lines
}

fn dot_text(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', " ")
}

/// Mermaid knows entities only.
fn mermaid_text(text: &str) -> String {
    text.replace('#', "#35;")
        .replace('"', "#quot;")
        .replace('<', "#lt;")
        .replace('>', "#gt;")
        .replace('\n', " ")
}

/// The same resource always in the same colour; the common ones in the expected one.
fn color(resource: &str) -> &'static str {
    match resource {
        "power" => "#c0392b",
        r if r.contains("heat") || r.contains("cooling") => "#2471a3",
        r if r.contains("water") => "#148f77",
        r if r.contains("network") || r.contains("data") => "#7d3c98",
        _ => "#566573",
    }
}

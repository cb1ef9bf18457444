//! From pest's tokens to a flat list that is walked by index.
//!
//! A pest `Pair` carries three reference counts; walking a tree of them costs
//! as much as parsing. Here each node is its rule, its bytes in the file and
//! the place of its next sibling.

use pest::Token;
use pest_derive::Parser;

/// pest's parser for `site.pest`.
#[derive(Parser)]
#[grammar = "site.pest"]
pub(crate) struct SiteParser;

/// A matched rule.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    pub rule: Rule,
    /// First byte in the file.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Index of the first node that is not inside.
    next: u32,
}

/// Siblings in order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kids<'n> {
    nodes: &'n [Node],
    at: usize,
    end: usize,
}

impl<'n> Kids<'n> {
    /// The top of a list.
    pub(crate) fn top(nodes: &'n [Node]) -> Self {
        Kids {
            nodes,
            at: 0,
            end: nodes.len(),
        }
    }

    /// The next sibling, without taking it.
    pub(crate) fn peek(&self) -> Option<Node> {
        if self.at < self.end {
            self.nodes.get(self.at).copied()
        } else {
            None
        }
    }

    /// Takes the next sibling, with what is inside it.
    pub(crate) fn next(&mut self) -> Option<(Node, Kids<'n>)> {
        let node = self.peek()?;
        let inner = Kids {
            nodes: self.nodes,
            at: self.at + 1,
            end: node.next as usize,
        };
        self.at = node.next as usize;
        Some((node, inner))
    }

    /// Takes the next sibling if it is of `rule`.
    pub(crate) fn take(&mut self, rule: Rule) -> Option<(Node, Kids<'n>)> {
        if self.peek()?.rule == rule {
            self.next()
        } else {
            None
        }
    }
}

/// Matches `rule` against all of `text`, which begins at `base` in its file.
///
/// Fills `nodes`; on failure gives the furthest place (in the file) at which a
/// rule was tried.
pub(crate) fn matched(
    rule: Rule,
    text: &str,
    base: usize,
    nodes: &mut Vec<Node>,
) -> Result<(), usize> {
    nodes.clear();
    match <SiteParser as pest::Parser<Rule>>::parse(rule, text) {
        Ok(pairs) => {
            // Indices of nodes whose end is not seen yet.
            let mut open: Vec<usize> = Vec::with_capacity(8);
            for token in pairs.tokens() {
                match token {
                    Token::Start { rule, pos } => {
                        open.push(nodes.len());
                        let start = (base + pos.pos()) as u32;
                        nodes.push(Node {
                            rule,
                            start,
                            end: start,
                            next: 0,
                        });
                    }
                    Token::End { pos, .. } => {
                        let next = nodes.len() as u32;
                        if let Some(node) = open.pop().and_then(|i| nodes.get_mut(i)) {
                            node.end = (base + pos.pos()) as u32;
                            node.next = next;
                        }
                    }
                }
            }
            Ok(())
        }
        Err(error) => {
            let at = match error.location {
                pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => {
                    at
                }
            };
            Err(base + at)
        }
    }
}

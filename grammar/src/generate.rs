//! Large specs for benches and tests: valid, varied, the same for the same seed.

use std::fmt::Write;

/// A small, fixed generator of numbers (SplitMix64, Steele, Lea and Flood 2014).
#[derive(Debug, Clone)]
pub struct Seeded(u64);

impl Seeded {
    /// Starts from a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Seeded(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number in `0..n`; 0 if `n` is 0.
    pub fn below(&mut self, n: u64) -> u64 {
        // The bias is at most n / 2^64.
        if n == 0 { 0 } else { self.bits() % n }
    }

    /// A number in `low..=high`.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below((high - low).saturating_add(1))
    }
}

/// The text of a site of about `elements` elements.
///
/// Blocks of an interconnect, a substation, power trains, cooling, halls, racks,
/// a tenant and a lease: elements that refer to each other, with units, money,
/// dates, citations, comments, formulas and texts in about the mix of a spec
/// written by hand, 130 bytes an element. Only kinds of the standard library.
#[must_use]
pub fn generate(elements: usize, seed: u64) -> String {
    let mut rng = Seeded::new(seed);
    let mut out = String::with_capacity(elements * 140 + 1024);
    out.push_str("//! A site made by a generator, for measuring.\n\nuse std.nvidia\n\n");
    out.push_str("cite agreement \"Interconnection agreement, signed copy\" { date = 2025-11-20; grade = contract }\n");
    out.push_str("cite quote_7 \"Quotation of the builder\" { date = 2026-01-15; grade = quote; page = \"3\" }\n\n");
    out.push_str("party backer \"Guarantor\" { rating = AA }\n\n");
    out.push_str("site generated \"Generated\" {\n  start   = 2026-01\n  horizon = 20 yr\n");
    let mut made = 1;
    let mut block = 0;
    while made < elements {
        made += campus_block(&mut out, &mut rng, block);
        block += 1;
    }
    out.push_str("}\n");
    out
}

/// One block of plant with its halls and its lease; gives how many elements it has.
fn campus_block(out: &mut String, rng: &mut Seeded, block: usize) -> usize {
    let halls = rng.between(2, 5) as usize;
    let each = rng.between(8, 40);
    let it = each * halls as u64;
    let facility = it + it / 4 + 2;
    // Power is there before the first hall can be, and prices are usual ones: the spec is to be clean.
    let month = rng.between(1, 5);
    let (build, cost) = (rng.between(6, 14), rng.between(52, 70));
    let text = &mut *out;
    // Writing into a string cannot fail.
    let _ = writeln!(
        text,
        "\n  // ---- block {block}: {it} MW of critical IT ----------------------------------"
    );
    let _ = writeln!(
        text,
        "  interconnect grid_{block} {{\n    capacity  = {facility} MW            @agreement\n    voltage   = 138 kV\n    energized = 2026-{month:02}-01       @agreement   // as amended\n  }}"
    );
    let _ = writeln!(
        text,
        "  substation  yard_{block}   {{ from = grid_{block}; capacity = {} MVA; redundancy = N+1; existing = true; build = 0 mo }}",
        facility + facility / 5 + 3
    );
    let _ = writeln!(
        text,
        "  power_train train_{block} {{ from = yard_{block}; capacity = {facility} MW; build = {build} mo; cost = ${}.{}M/MW }}",
        rng.between(1, 3),
        rng.below(10)
    );
    let _ = writeln!(
        text,
        "  cooling     loop_{block}  {{ from = train_{block}; technology = direct_to_chip; capacity = {} MW; build = {build} mo }}",
        it + 2
    );
    text.push('\n');
    for hall in 0..halls {
        let after = match (hall, rng.below(3)) {
            (0, _) => "start".to_owned(),
            (_, 0) => format!("hall_{block}_{}.start + {} mo", hall - 1, rng.between(1, 4)),
            _ => format!("start + {} mo", rng.between(1, 9)),
        };
        let low = cost.saturating_sub(9);
        let _ = writeln!(
            text,
            "  /// Hall {hall} of block {block}.\n  hall hall_{block}_{hall} \"Block {block}, hall {hall}\" {{\n    power       = train_{block}\n    cooling     = loop_{block}\n    critical_it = {each} MW\n    after       = {after}\n    build       = {} mo\n    cost        = ${}.{}M/MW ~ triangular(${}.{}M/MW, ${}.{}M/MW) @quote_7\n  }}",
            build + rng.below(4),
            cost / 10,
            cost % 10,
            low / 10,
            low % 10,
            (cost + 12) / 10,
            (cost + 12) % 10,
        );
    }
    let names: Vec<String> = (0..halls).map(|h| format!("hall_{block}_{h}")).collect();
    let names = names.join(", ");
    let _ = writeln!(
        text,
        "\n  racks racks_{block} [{names}] {{ model = nvidia.gb200_nvl72; fill = {}%; owner = tenant }}",
        rng.between(80, 95)
    );
    let _ = writeln!(
        text,
        "  party tenant_{block} \"Tenant of block {block}\" {{ rating = BBB }}"
    );
    let _ = writeln!(
        text,
        "  lease lease_{block} {{\n    tenant    = tenant_{block}\n    halls     = [{names}]\n    rate      = ${}/kW/mo        @quote_7\n    escalator = {}.5%/yr\n    term      = {} yr\n    rent_free = if {} > 2 then 2 * 1 mo else (1 + {}) * 1 mo - 1 mo\n    guarantee {{ by = backer; amount = ${}M }}\n    renewals  = 2 * 5 yr\n  }}",
        rng.between(110, 180),
        rng.between(1, 3),
        rng.between(7, 15),
        rng.below(5),
        rng.below(3),
        rng.between(50, 900),
    );
    8 + halls
}

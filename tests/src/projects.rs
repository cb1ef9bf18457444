//! Projects made by chance: valid build-outs that use every attribute of what is built, let, mined, run, lent and taxed.
//!
//! The same seed gives the same text. Each element is one line, and each attribute of it is drawn from its row of a
//! table: how many of a hundred elements give it, and what it may be. Dates are written against the site's own, so a
//! text stays valid whatever is drawn beside it.

use std::fmt::Write;

use sitec_grammar::Seeded;

/// An attribute: of a hundred elements so many give it, one of these values.
type Row = (u64, &'static str, &'static [&'static str]);

const SITE: &[Row] = &[
    (
        100,
        "start",
        &[
            "2027-01-01",
            "2026-05-01",
            "2027-11-01",
            "2028-02-01",
            "2028-03-01",
        ],
    ),
    (
        100,
        "horizon",
        &["8 yr", "12 yr", "15 yr", "20 yr", "139 mo"],
    ),
    (25, "shortfall", &["owners_pay", "defer", "stop"]),
    (20, "arrears_rate", &["0%", "12%"]),
    (20, "renewal_ahead", &["6", "24"]),
    (4, "evidence", &["as_given", "demanded"]),
    (50, "exit_yield", &["6%", "7.5%", "9%"]),
    (30, "exit_growth", &["0%", "2.5%", "-3%"]),
    (30, "selling_cost", &["0%", "1.5%", "4%"]),
    (50, "reserve_rate", &["0%", "3%"]),
    (30, "minimum_cash", &["$1M", "$5M", "$40M"]),
    (
        80,
        "book_life",
        &["1 yr", "3 yr", "10 yr", "20 yr", "39 yr"],
    ),
    (30, "residual", &["0%", "10%", "100%"]),
    (30, "renewal_life", &["1", "12", "84"]),
    (40, "discount_rate", &["0%", "8%", "14%"]),
    (30, "levelized_at", &["0%", "6%", "11%"]),
    (20, "calendar", &["county"]),
];

const HALL: &[Row] = &[
    (100, "critical_it", &["20 MW", "50 MW", "100 MW"]),
    (100, "cost", &["$6M/MW", "$9M/MW", "$11M/MW"]),
    (80, "profile", &["uniform", "s_curve", "at_start", "at_end"]),
    (50, "contingency", &["0%", "5%", "100%"]),
    (20, "price", &["$3M", "$90M"]),
    (20, "commissioning", &["1 mo", "45 d", "10 wd"]),
    (20, "pue", &["1.08", "1.3"]),
    (20, "peak_pue", &["1.15", "1.4"]),
    (10, "liquid_fraction", &["60%"]),
    (10, "area", &["20000 m^2"]),
    (10, "contains", &["building", "power_and_cooling"]),
    (10, "slip", &["3 mo", "45 d"]),
];

/// How long a hall is built, counted from the site's first day or from its `after`.
const BUILD: &[&str] = &[
    "1 mo",
    "3 mo",
    "7 mo",
    "12 mo",
    "18 mo",
    "19 mo + 10 d",
    "24 mo",
    "91 d",
];

const LAND: &[Row] = &[
    (100, "area", &["100 acre", "2 km^2"]),
    (60, "price", &["$12M"]),
    (40, "cost", &["$30k/acre"]),
    (30, "ground_rent", &["$900k/yr"]),
    (30, "growth", &["2%/yr"]),
    (30, "title", &["owned", "leased", "option"]),
    (30, "held_from", &["root.start", "root.start + 40 d"]),
    (
        20,
        "held_until",
        &["root.finish + 1 d", "root.finish - 13 mo"],
    ),
];

const PARTY: &[Row] = &[
    (
        90,
        "rating",
        &["AAA", "AA", "A", "BBB", "BB", "B", "CCC", "unrated"],
    ),
    (20, "default_rate", &["0%/yr", "3%/yr", "60%/yr"]),
    (20, "sound_on", &["2026-01-01", "2029-07-15"]),
];

const LEASE: &[Row] = &[
    (100, "tenant", &["renter", "other"]),
    (10, "availability", &["99.9%"]),
    (10, "may_stop", &["50 h"]),
    (
        100,
        "rate",
        &[
            "$20/kW/mo",
            "$60/kW/mo",
            "$100/kW/mo",
            "$130/kW/mo",
            "$150/kW/mo",
        ],
    ),
    (80, "escalator", &["0%/yr", "2.5%/yr", "3%/yr", "-2%/yr"]),
    (50, "escalates", &["step", "smooth", "indexed"]),
    (30, "index_floor", &["1%/yr"]),
    (30, "index_cap", &["4%/yr"]),
    (100, "term", &["3 yr", "5 yr", "10 yr", "15 yr", "77 mo"]),
    (30, "ends", &["each", "together"]),
    (40, "form", &["gross", "modified_gross", "triple_net"]),
    (40, "take_or_pay", &["true", "false"]),
    (40, "occupancy", &["93%", "50%", "0%"]),
    (40, "ramp", &["3 mo", "6 mo", "12 mo"]),
    (
        10,
        "commenced_share",
        &["linear { 2027-01: 0%, 2031-01: 100% }"],
    ),
    (40, "rent_free", &["1 mo", "4 mo", "40 d"]),
    (15, "starts", &["root.start", "root.start + 11 mo"]),
    (
        15,
        "outside_date",
        &["root.start + 9 mo", "root.start + 25 mo"],
    ),
    (30, "after_outside_date", &["waits", "walks"]),
    (20, "damages", &["$100k/d"]),
    (30, "damages_cap", &["$2M"]),
    (30, "renewals", &["5 yr", "2 * 3 yr"]),
    (30, "renewed", &["true", "false"]),
    (20, "charges", &["$4M/yr"]),
    (20, "usage_charge", &["$7/kW/mo"]),
    (
        30,
        "used",
        &["60%", "linear { 2027-01: 20%, 2035-01: 90% }"],
    ),
    (30, "minimum_take", &["70%", "100%"]),
    (30, "true_up", &["month", "year"]),
    (
        40,
        "power_price",
        &["$50/MWh", "$40/MWh * grow(2%/yr, root.start)"],
    ),
    (30, "load_factor", &["60%", "100%"]),
    (10, "load_shape", &["by_hour([1, 2, 3])"]),
    (30, "pue_cap", &["1.1", "1.25"]),
    (40, "in_advance", &["0", "1", "3"]),
    (20, "prepayment", &["$5M", "$80M"]),
    (30, "prepaid_on", &["root.start", "root.start + 5 mo"]),
    (
        20,
        "credited_from",
        &["root.completion", "root.completion + 13 mo"],
    ),
    (30, "credited_over", &["6 mo", "5 yr"]),
    (40, "book_rent", &["billed", "straight_line"]),
    (40, "collected_after", &["10 d", "45 d", "2 mo"]),
    (30, "paid_after", &["15 d", "30 d", "2 mo"]),
    (20, "downtime", &["3 mo", "24 mo"]),
    (20, "reletting", &["70%"]),
    (10, "exposure_limit", &["5%"]),
    (10, "concentration_limit", &["60%"]),
];

const GUARANTEE: &[Row] = &[
    (90, "by", &["backer"]),
    (50, "amount", &["$10M", "$900M"]),
    (30, "from", &["root.start + 20 mo"]),
    (30, "until", &["root.start + 70 mo"]),
    (50, "covers", &["rent", "rent_and_charges"]),
    (30, "share", &["60%"]),
    (30, "correlation", &["-40%", "0%", "60%"]),
];

const RACKS: &[Row] = &[
    (70, "fill", &["40%", "95%"]),
    (40, "overhead", &["5%", "20%"]),
    (20, "number", &["12", "0"]),
    (50, "owner", &["tenant", "landlord"]),
    (40, "price", &["$40M"]),
    (30, "contingency", &["4%"]),
    (30, "build", &["1 mo", "50 d"]),
    (30, "profile", &["uniform", "at_start", "at_end"]),
];

const GPU_CONTRACT: &[Row] = &[
    (
        100,
        "price",
        &["$2.10/gpu/h", "{ 2027-01: $3/gpu/h, 2030-01: $1.40/gpu/h }"],
    ),
    (100, "term", &["2 yr", "5 yr"]),
    (30, "availability", &["90%"]),
    (40, "utilization", &["70%", "0%"]),
    (40, "take_or_pay", &["true", "false"]),
    (30, "begins", &["root.start + 30 mo + 9 d"]),
    (40, "collected_after", &["20 d", "2 mo"]),
];

const GPU_FLEET: &[Row] = &[
    (100, "number", &["4000", "16000"]),
    (100, "power_each", &["1.4 kW/gpu"]),
    (100, "first_price", &["$1.10/gpu/h", "$2.60/gpu/h"]),
    (50, "priced_on", &["root.start", "2026-01-01"]),
    (70, "decay", &["12%/yr", "30%/yr"]),
    (40, "floor_price", &["$0.80/gpu/h"]),
    (40, "availability", &["92%"]),
    (40, "utilization", &["75%"]),
    (30, "load_factor", &["70%"]),
    (10, "load_shape", &["by_hour([0.9, 1.1])"]),
    (40, "pue", &["1.1", "1.3"]),
    (60, "life", &["3 yr", "61 mo"]),
    (60, "after_life", &["leaves", "replaced"]),
    (50, "residual", &["10%"]),
    (50, "replacement", &["80%", "100%"]),
    (80, "cost", &["$30k/gpu"]),
    (30, "price", &["$20M"]),
    (40, "build", &["3 mo", "8 mo"]),
    (20, "after", &["root.start + 15 mo"]),
    (20, "retired", &["root.start + 88 mo"]),
    (30, "contingency", &["3%"]),
    (30, "profile", &["uniform", "s_curve", "at_start", "at_end"]),
    (40, "collected_after", &["15 d", "1 mo"]),
    (40, "paid_after", &["30 d"]),
];

const MINE: &[Row] = &[
    (
        100,
        "model",
        &["bitmain.s21", "bitmain.s21_pro", "bitmain.s21_hydro"],
    ),
    (100, "number", &["3000", "9000"]),
    (50, "uptime", &["90%", "100%"]),
    (60, "build", &["3 mo", "6 mo"]),
    (20, "after", &["root.start + 4 mo"]),
    (20, "retired", &["root.start + 60 mo"]),
    (80, "cost", &["$700k/MW"]),
    (30, "price", &["$2M"]),
    (30, "contingency", &["3%"]),
    (30, "profile", &["uniform", "s_curve", "at_start", "at_end"]),
    (50, "runs", &["always", "while_it_pays"]),
    (40, "grid_limit", &["9 MW", "25 MW"]),
    (30, "firm_load", &["5 MW", "by_hour([9 MW, 0 MW])"]),
    (8, "hourly_price", &["by_hour([$20/MWh, $120/MWh])"]),
    (40, "called", &["20 h", "31 h"]),
    (40, "response_price", &["$90/MWh"]),
    (40, "collected_after", &["5 d"]),
    (40, "paid_after", &["30 d", "2 mo"]),
];

const OPEX: &[Row] = &[
    (80, "rate", &["$0.1M/MW/yr", "$0.4M/MW/yr", "$1.9M/MW/yr"]),
    (40, "amount", &["$2M/yr"]),
    (30, "power_price", &["$35/MWh"]),
    (20, "energy_rate", &["$1.5/MWh"]),
    (20, "load_factor", &["50%"]),
    (10, "load_shape", &["by_hour([0, 1])"]),
    (30, "of_revenue", &["3%"]),
    (30, "of_cost", &["0.9%/yr"]),
    (20, "assessed", &["$200M"]),
    (20, "written_down_over", &["6 yr"]),
    (70, "growth", &["2%/yr", "9%/yr"]),
    (30, "grows_from", &["root.start"]),
    (20, "index", &["grow(3%/yr, root.start)"]),
    (30, "passed_on", &["40%", "100%"]),
    (20, "from", &["root.start", "root.start + 5 mo + 3 d"]),
    (20, "until", &["root.finish - 14 mo"]),
    (40, "paid_after", &["30 d", "3 mo"]),
    (30, "collected_after", &["30 d"]),
];

const TARIFF: &[Row] = &[
    (
        100,
        "energy_charge",
        &["$32/MWh", "{ 2027-01: $30/MWh, 2030-01: $41/MWh }"],
    ),
    (
        10,
        "hourly_price",
        &["by_hour([$50/MWh, -$9/MWh, $200/MWh])"],
    ),
    (50, "demand_charge", &["$8/kW/mo"]),
    (40, "coincident_charge", &["$40/kW/yr"]),
    (40, "at_coincident_peak", &["60%"]),
    (40, "minimum_take", &["4 MW"]),
    (40, "minimum_bill", &["$50k/mo"]),
    (40, "coincidence", &["85%"]),
    (20, "from", &["root.start + 2 mo"]),
    (20, "until", &["root.finish - 9 mo"]),
    (50, "paid_after", &["21 d"]),
];

const DEBT: &[Row] = &[
    (5, "active", &["false"]),
    (30, "lender", &["backer"]),
    (
        20,
        "close",
        &[
            "root.start + 3 mo + 4 d",
            "root.completion",
            "root.completion + 7 mo",
        ],
    ),
    (
        10,
        "completes",
        &[
            "root.completion + 5 mo + 3 d",
            "root.completion - 3 mo",
            "root.start + 8 mo",
        ],
    ),
    (
        15,
        "matures",
        &[
            "root.completion + 41 mo - 1 d",
            "root.operating_from + 30 mo - 1 d",
            "root.finish - 1 d",
            "root.finish + 3 yr",
        ],
    ),
    (15, "tenor", &["3 yr", "7 yr"]),
    (
        80,
        "repaid_over",
        &["24 mo", "60 mo", "84 mo", "120 mo", "400 mo"],
    ),
    (
        100,
        "day_count",
        &["thirty_360", "act_360", "act_365", "act_act"],
    ),
    (
        100,
        "amortization",
        &[
            "bullet", "level", "straight", "sculpted", "sculpted", "custom",
        ],
    ),
    (30, "amortizes", &["1%/yr", "30%/yr"]),
    (30, "may_rise", &["true", "false"]),
    (
        100,
        "drawn",
        &[
            "as_needed",
            "pro_rata",
            "equity_first",
            "debt_first",
            "at_close",
            "scheduled",
        ],
    ),
    (
        15,
        "available_until",
        &[
            "root.completion - 4 mo",
            "root.start + 2 mo",
            "root.completion + 9 mo",
        ],
    ),
    (40, "pays", &["1 mo", "3 mo", "6 mo"]),
    (10, "first_payment", &["root.completion + 5 mo"]),
    (10, "first_principal", &["root.completion + 14 mo"]),
    (20, "balloon_share", &["0%", "40%", "104%"]),
    (15, "profile_to", &["root.completion + 25 yr"]),
    (50, "fee", &["1%", "2.5%"]),
    (30, "fee_at_close", &["true", "false"]),
    (50, "commitment_fee", &["0.5%", "1%"]),
    (25, "issue_price", &["98.5%", "100%", "101%"]),
    (
        60,
        "fees_booked",
        &["in_property", "effective_interest", "straight_line"],
    ),
    (
        20,
        "rating",
        &["AAA", "AA", "A", "BBB", "BB", "B", "CCC", "unrated"],
    ),
    (30, "ltc_of", &["uses", "works"]),
    (20, "cover_window", &["1", "6", "12"]),
    (30, "sized_on", &["contract", "expected"]),
    (20, "covenant", &["1.05x", "1.3x"]),
    (30, "lock_up", &["1.1x", "1.3x"]),
    (40, "sweep", &["25%", "50%", "100%"]),
    (40, "sweep_order", &["inverse", "pro_rata"]),
    (50, "reserve", &["3", "6"]),
    (
        60,
        "reserve_funded",
        &["at_completion", "from_cash", "by_letter"],
    ),
    (40, "letter_fee", &["1%"]),
    (30, "default_margin", &["2%", "0%"]),
];

/// Within the shortest report, and sometimes while the site is built.
const LAST_DAY_OF_SHORT_LOAN: &[&str] = &[
    "root.completion + 1 mo",
    "root.completion + 29 mo - 1 d",
    "root.completion + 29 mo - 1 d",
    "root.completion + 40 mo + 9 d",
    "root.start + 5 mo",
];

/// The other currency of elements that are in one.
const ABROAD: &str = "SEK";

/// Most projects are in dollars, which published ranges of rent and cost are held against.
const CURRENCIES: &[&str] = &[
    "USD", "USD", "USD", "USD", "USD", "USD", "EUR", "GBP", "CAD", "NOK", "CNY", "JPY",
];

/// At least one of these stands in each loan.
const CAPS: &[Row] = &[
    (65, "cap_ltc", &["0%", "40%", "60%", "75%", "85%", "100%"]),
    (55, "cap_dscr", &["1.1x", "1.35x", "1.6x"]),
    (20, "min_debt_yield", &["10%"]),
    (25, "amount", &["$0.5M", "$50M", "$200M", "$700M"]),
];

const COVENANT: &[Row] = &[
    (
        100,
        "ratio",
        &[
            "dscr",
            "llcr",
            "plcr",
            "ltv",
            "debt_yield",
            "interest_cover",
        ],
    ),
    (60, "most", &["9x", "60%"]),
    (100, "least", &["0.5x", "1.2x", "9%"]),
    (30, "from", &["root.completion + 2 mo"]),
    (30, "until", &["root.completion + 60 mo"]),
    (40, "tested_each", &["3 mo", "12 mo"]),
    (50, "cures", &["1", "3", "40"]),
    (40, "cures_within", &["12 mo", "36 mo"]),
];

const COVER_CASE: &[Row] = &[
    (100, "least", &["1x", "1.3x", "2x"]),
    (
        70,
        "cash",
        &["root.cfads * 80%", "root.expected_cfads", "root.noi - $1M"],
    ),
];

const COVER_PART: &[Row] = &[
    (100, "least", &["1.1x", "1.8x"]),
    (
        100,
        "cash",
        &[
            "root.cfads * 60%",
            "sum(l.revenue for l in all lease)",
            "root.noi - root.cfads",
        ],
    ),
];

const COVER_AFTER_TAX: &[Row] = &[
    (100, "least", &["1.05x", "1.3x"]),
    (
        40,
        "cash",
        &["root.cfads * 80%", "root.noi - $1M", "root.expected_cfads"],
    ),
];

const TAX: &[Row] = &[
    (100, "rate", &["21%", "25%", "0%"]),
    (50, "state_rate", &["0%", "5%"]),
    (60, "losses", &["carry_forward", "refund"]),
    (30, "loss_limit", &["0%", "80%", "100%"]),
    (30, "interest_limit", &["0%", "30%"]),
    (50, "first_month", &["1", "4", "7", "12"]),
    (50, "paid_after", &["0", "1", "3"]),
    (40, "instalments", &["after_year", "quarterly"]),
    (40, "reserve", &["nothing", "monthly"]),
    (20, "valuation_allowance", &["0%", "50%", "100%"]),
];

const ASSET_CLASS: &[Row] = &[
    (
        50,
        "recovery",
        &["macrs.years_5", "macrs.years_7", "macrs.years_15"],
    ),
    (20, "years", &["5", "27.5", "39"]),
    (60, "bonus", &["0%", "40%", "100%"]),
    (60, "convention", &["half_year", "tested"]),
];

/// The attributes of one element.
#[derive(Default)]
struct Given(Vec<(&'static str, String)>);

impl Given {
    fn set(&mut self, name: &'static str, value: impl Into<String>) -> &mut Given {
        self.0.retain(|(n, _)| *n != name);
        self.0.push((name, value.into()));
        self
    }

    fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(n, _)| *n == name)?;
        Some(&found.1)
    }

    fn drop(&mut self, name: &str) {
        self.0.retain(|(n, _)| *n != name);
    }

    fn text(&self) -> String {
        let each = self.0.iter().map(|(n, v)| format!("{n} = {v}"));
        each.collect::<Vec<_>>().join("; ")
    }
}

struct Draft {
    rng: Seeded,
    /// Decides what is in another currency.
    journeys: Seeded,
    out: String,
}

impl Draft {
    /// True in so many of a hundred cases.
    fn chance(&mut self, percent: u64) -> bool {
        self.rng.below(100) < percent
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        let at = self.rng.below(of.len() as u64) as usize;
        of.get(at).copied().unwrap_or_default()
    }

    fn draw(&mut self, table: &[Row]) -> Given {
        let mut given = Given::default();
        for (percent, name, choices) in table {
            if self.chance(*percent) {
                let value = self.one(choices);
                given.set(name, value);
            }
        }
        given
    }

    fn element(&mut self, head: &str, given: &Given) {
        let _ = writeln!(self.out, "  {head} {{ {} }}", given.text());
    }

    /// Gives some of what is built or bought a book life of its own.
    fn own_life(&mut self, given: &mut Given) {
        if self.journeys.below(100) < 8 {
            let lives = ["13 mo", "5 yr", "30 yr"];
            given.set("book_life", lives[self.journeys.below(3) as usize]);
        }
    }

    /// An element of which some are in another currency, whose rate moves.
    fn perhaps_abroad(&mut self, head: &str, given: &mut Given) {
        let text = self.abroad(given);
        let _ = writeln!(self.out, "  {head} {{ {text} }}");
    }

    /// The attributes of an element; of some in another currency. What takes its share of figures of the site stays at home.
    fn abroad(&mut self, given: &mut Given) -> String {
        const AT_HOME: &[&str] = &["tariff", "of_revenue", "of_cost"];
        let at_home = AT_HOME.iter().any(|name| given.get(name).is_some());
        if at_home || self.journeys.below(100) >= 12 {
            return given.text();
        }
        let rates = [
            "krona",
            "$0.10",
            "if month_index < 30 then $0.09 else krona",
        ];
        let rate = rates[self.journeys.below(3) as usize];
        let abroad = in_currency(&given.text(), ABROAD);
        format!("{abroad}; exchange_rate = {rate}")
    }

    fn plant(&mut self, halls: usize, at_once: bool) {
        self.out.push_str(concat!(
            "  interconnect grid { capacity = 900 MW; energized = start }\n",
            "  power_train feed { from = grid; capacity = 800 MW }\n",
            "  cooling loop { from = feed; technology = direct_to_chip; capacity = 1000 MW }\n",
        ));
        for i in 1..=halls {
            let mut hall = self.draw(HALL);
            hall.set("power", "feed").set("cooling", "loop");
            if at_once {
                hall.drop("commissioning");
            } else {
                let build = self.one(BUILD);
                hall.set("build", build);
                if self.chance(25) {
                    let after = self.one(&[
                        "root.start + 2 mo",
                        "root.start + 37 d",
                        "root.start + 20 mo",
                    ]);
                    hall.set("after", after);
                }
            }
            if i > 1 && self.chance(20) {
                hall.drop("cost");
                hall.set("price", "$200M");
            }
            self.own_life(&mut hall);
            self.perhaps_abroad(&format!("hall h{i}"), &mut hall);
        }
        for i in 1..=self.rng.below(3) {
            let mut land = self.draw(LAND);
            if at_once {
                land.drop("held_from");
            }
            self.own_life(&mut land);
            self.perhaps_abroad(&format!("land plot{i}"), &mut land);
        }
    }

    fn leases(&mut self, halls: usize) {
        let leases = self.rng.between(u64::from(halls > 1), 2.min(halls as u64));
        let names: Vec<String> = (1..=halls).map(|i| format!("h{i}")).collect();
        for i in 1..=leases as usize {
            let mut lease = self.draw(LEASE);
            // Each hall is let once: by the one lease, or by the first and the rest by the second.
            let own = if leases == 1 {
                &names[..]
            } else if i == 1 {
                &names[..1]
            } else {
                &names[1..]
            };
            lease.set("halls", format!("[{}]", own.join(", ")));
            if lease.get("escalates") == Some("indexed") {
                lease.set(
                    "index",
                    "{ 2026-01: 2%/yr, 2029-01: 6%/yr, 2031-01: -1%/yr }",
                );
            }
            if lease.get("damages").is_none() {
                lease.drop("damages_cap");
            }
            let guarantee = self.chance(30).then(|| self.draw(GUARANTEE));
            if lease.get("power_price").is_some() && self.chance(30) {
                lease.drop("power_price");
                lease.set("tariff", "bulk");
            }
            let own = self.abroad(&mut lease);
            let tail = match guarantee {
                Some(g) if own.contains("exchange_rate") => {
                    format!(
                        "\n    guarantee g {{ {} }}\n  ",
                        in_currency(&g.text(), ABROAD)
                    )
                }
                Some(g) => format!("\n    guarantee g {{ {} }}\n  ", g.text()),
                None => " ".to_owned(),
            };
            let _ = writeln!(self.out, "  lease l{i} {{ {own}{tail}}}");
        }
    }

    fn compute(&mut self, halls: usize) {
        if halls > 0 && self.chance(25) {
            let hall = format!("h{}", self.rng.between(1, halls as u64));
            let mut racks = self.draw(RACKS);
            racks.set("model", "nvidia.gb200_nvl72");
            if racks.get("owner") == Some("landlord") {
                racks.set("price", "$150M");
            }
            self.own_life(&mut racks);
            self.element(&format!("racks nvl [{hall}]"), &racks);
            if self.chance(60) {
                let mut contract = self.draw(GPU_CONTRACT);
                contract.set("customer", "renter").set("racks", "nvl");
                self.perhaps_abroad("gpu_contract hours", &mut contract);
            } else if racks.get("number") != Some("0") {
                let mut fleet = self.draw(GPU_FLEET);
                for own in ["number", "power_each", "after"] {
                    fleet.drop(own);
                }
                fleet.set("racks", "nvl");
                self.energy(&mut fleet);
                self.element("gpu_fleet standing", &fleet);
            }
        }
        for i in 1..=self.rng.below(5).saturating_sub(2) {
            let mut fleet = self.draw(GPU_FLEET);
            self.energy(&mut fleet);
            self.own_life(&mut fleet);
            self.element(&format!("gpu_fleet fleet{i}"), &fleet);
        }
    }

    fn mines(&mut self) {
        let mines = self.rng.below(6).saturating_sub(3);
        if mines == 0 {
            return;
        }
        let coin = concat!(
            "  mining_network coin { hashrate = 900000 PHps * grow(20%/yr, root.start); ",
            "price = linear { 2026-01: $90k/BTC, 2034-01: $240k/BTC }; ",
            "subsidy = 3.125 BTC; halvings = [2028-04-12, 2032-04-01]; fees = 0.1 BTC; blocks = 144.3 / 1 d }\n",
        );
        for i in 1..=mines {
            let mut mine = self.draw(MINE);
            mine.set("from", "feed");
            self.energy(&mut mine);
            if self.chance(60) {
                mine.set("network", "coin");
                if self.chance(50) {
                    let share = self.one(&["30%", "100%"]);
                    mine.set("keeps", share);
                    if self.chance(50) {
                        mine.set("sells_on", "root.start + 55 mo");
                    }
                }
            } else {
                let price = self.one(&["$38/PHps/d", "$55/PHps/d * grow(-15%/yr, root.start)"]);
                mine.set("hashprice", price);
            }
            if i > 1 && self.chance(60) {
                mine.set("served_first", format!("[m{}]", i - 1));
                mine.set("grid_limit", "30 MW");
            }
            self.element(&format!("mine m{i}"), &mine);
        }
        if self.out.contains("network = coin") {
            self.out.push_str(coin);
        }
    }

    /// Energy has a price, or a tariff bills it.
    fn energy(&mut self, of: &mut Given) {
        if of.get("hourly_price").is_some() {
            return;
        }
        if self.chance(40) {
            of.set("tariff", "bulk");
        } else {
            let price = self.one(&["$30/MWh", "$44/MWh * grow(2%/yr, root.start)"]);
            of.set("power_price", price);
        }
    }

    fn costs(&mut self, halls: usize) {
        for i in 1..=self.rng.below(3) {
            let mut cost = self.draw(OPEX);
            if cost.get("of_cost").is_none() {
                cost.drop("assessed");
            }
            if cost.get("rate").is_none() && cost.get("amount").is_none() {
                cost.set("amount", "$1M/yr");
            }
            if halls == 0 {
                cost.drop("rate");
                cost.set("amount", "$3M/yr");
            } else if self.out.contains("  lease l1 ") && self.chance(25) {
                cost.set("lease", "l1");
                cost.drop("from");
                cost.drop("until");
            }
            self.perhaps_abroad(&format!("opex run{i}"), &mut cost);
        }
        let tariff = self.draw(TARIFF);
        if self.out.contains("tariff = bulk") {
            self.element("tariff bulk", &tariff);
        }
    }

    fn loans(&mut self, at_once: bool) {
        let loans = [0, 1, 1, 1, 2, 2, 3][self.rng.below(7) as usize];
        // The loan that later ones take out.
        let mut short: Option<u64> = None;
        for i in 1..=loans {
            let mut loan = self.draw(DEBT);
            for (name, value) in self.draw(CAPS).0 {
                loan.set(name, value);
            }
            let takes_out = short.filter(|_| self.chance(70));
            if let Some(taken) = takes_out {
                self.takes_out(&mut loan, taken);
            } else if short.is_none() && i < loans && self.chance(40) {
                short = Some(i);
                let day = self.one(LAST_DAY_OF_SHORT_LOAN);
                loan.set("matures", day).drop("close");
                if day.contains("start") {
                    loan.set("drawn", "at_close");
                }
                if self.chance(50) {
                    let share = self.one(&["0%", "1.5%"]);
                    loan.set("breakage", share);
                }
            }
            if self.out.contains("market_yield") && self.chance(30) {
                loan.set("cap_ltv", "60%");
            }
            let covers = self.covers();
            let capped = CAPS.iter().any(|(_, name, _)| loan.get(name).is_some());
            let lends_nothing = !capped && loan.get("cap_ltv").is_none() && covers.is_empty();
            if lends_nothing && takes_out.is_none() {
                loan.set("amount", "$60M");
            }
            if self.chance(30) {
                let base = self.one(&[
                    "4%",
                    "{ 2027-01: 3%, 2029-07: 5.5% }",
                    "linear { 2027-01: 5%, 2034-01: 2% }",
                ]);
                loan.set("base", base).set("margin", "2.5%");
                let hedged = self.one(&["0%", "50%", "100%"]);
                loan.set("hedged", hedged).set("swap_rate", "3.7%");
            } else {
                let rate = self.one(&["0%", "5%", "7.125%", "9%", "14%"]);
                loan.set("rate", rate);
            }
            if loan.get("amortization") == Some("custom") {
                loan.set(
                    "shares",
                    "if month_begin >= root.completion + 2 mo then 1.5% else 0%",
                );
            }
            if at_once {
                loan.drop("available_until");
            }
            let built = self.one(&[
                "[h1]",
                "[h1, plot1]",
                "[plot1, h2]",
                "[h2]",
                "[h3, h1]",
                "[fleet1]",
                "[m1, h2]",
            ]);
            let names = built.split(['[', ']', ',', ' ']).filter(|n| !n.is_empty());
            let built_here = names
                .into_iter()
                .all(|n| self.out.contains(&format!(" {n} {{")));
            if built_here && self.chance(35) {
                loan.set("finances", built);
            }
            // A premium belongs to the loan: as a part of the property it would be there before the works are.
            if loan.get("issue_price") == Some("101%")
                && loan.get("fees_booked") != Some("straight_line")
            {
                loan.set("fees_booked", "effective_interest");
            }
            if i > 1 && self.chance(70) {
                let before = (1..i).filter(|k| takes_out != Some(*k));
                let before: Vec<String> = before.map(|k| format!("d{k}")).collect();
                loan.set("behind", format!("[{}]", before.join(", ")));
            }
            let mut parts = covers;
            if loan.get("drawn") == Some("scheduled") {
                parts.push_str("    drawdown a { day = root.start + 40 d; amount = $20M }\n");
                parts.push_str("    drawdown b { day = root.start + 100 d; amount = $30M }\n");
            }
            if self.chance(20) {
                let covenant = self.draw(COVENANT);
                let by_value = covenant.get("ratio") == Some("ltv");
                if !by_value || self.out.contains("market_yield") {
                    let _ = writeln!(parts, "    covenant promise {{ {} }}", covenant.text());
                }
            }
            let _ = writeln!(self.out, "  debt d{i} {{ {}\n{parts}  }}", loan.text());
        }
    }

    /// Makes a loan one that takes out another.
    fn takes_out(&mut self, loan: &mut Given, taken: u64) {
        let of_construction = ["drawn", "close", "available_until"];
        let before_closing = ["matures", "first_payment", "first_principal"];
        for own in of_construction.into_iter().chain(before_closing) {
            loan.drop(own);
        }
        if self.chance(30) {
            for (_, cap, _) in CAPS {
                loan.drop(cap);
            }
        }
        if self.chance(10) {
            loan.set("drawn", "at_close");
        }
        if self.chance(40) {
            let only = self.one(&["true", "false"]);
            loan.set("only_owed", only);
        }
        loan.set("refinances", format!("d{taken}"));
    }

    /// Covers that stand in a loan.
    fn covers(&mut self) -> String {
        let mut parts = String::new();
        for i in 1..=self.rng.below(12).saturating_sub(9) {
            let case = self.draw(COVER_CASE);
            let _ = writeln!(parts, "    cover_case case{i} {{ {}", case.text());
            for k in 1..=self.rng.below(5).saturating_sub(2) {
                let part = self.draw(COVER_PART);
                let _ = writeln!(parts, "      cover_part part{k} {{ {} }}", part.text());
            }
            parts.push_str("    }\n");
        }
        for i in 1..=self.rng.below(40).saturating_sub(37) {
            let after_tax = self.draw(COVER_AFTER_TAX);
            let _ = writeln!(
                parts,
                "    cover_after_tax taxed{i} {{ {} }}",
                after_tax.text()
            );
        }
        parts
    }

    fn tax(&mut self) {
        if self.chance(40) {
            return;
        }
        let tax = self.draw(TAX);
        let _ = writeln!(self.out, "  tax levy {{ {}", tax.text());
        let shares: &[&str] = match self.rng.below(3) {
            0 => &["100%"],
            1 => &["60%", "40%"],
            _ => &["10%", "50%", "40%"],
        };
        for (share, name) in shares.iter().zip(["a", "b", "c"]) {
            let mut class = self.draw(ASSET_CLASS);
            class.set("share", *share);
            if class.get("recovery").is_none() {
                class.drop("bonus");
            }
            let _ = writeln!(self.out, "    asset_class {name} {{ {} }}", class.text());
        }
        self.out.push_str("  }\n");
    }

    fn owners(&mut self) {
        if self.chance(30) {
            self.out
                .push_str("  equity partner { takes = agreed; share = 30%; holder = backer }\n");
        }
        let mut rest = Given::default();
        rest.set("takes", "remainder");
        if self.chance(15) {
            rest.set("returned", "$7M");
            if self.chance(50) {
                rest.set("returned_on", "root.start + 4 mo");
            }
        }
        self.element("equity owners", &rest);
    }

    /// The parties that something names.
    fn parties(&mut self) {
        for name in ["renter", "other", "backer"] {
            let party = self.draw(PARTY);
            if self.out.contains(&format!(" = {name}")) {
                self.element(&format!("party {name}"), &party);
            }
        }
    }
}

/// The project of a seed: the text of one site.
#[must_use]
pub fn project(seed: u64) -> String {
    let mut draft = Draft {
        rng: Seeded::new(seed),
        journeys: Seeded::new(!seed),
        out: String::from("use std.bitmain\nuse std.macrs\nuse std.nvidia\n\n"),
    };
    draft
        .out
        .push_str("calendar county { workdays = [mon, tue, wed, thu]; holidays = [2027-12-24] }\n");
    let at_once = draft.chance(12);
    let halls = [0, 1, 1, 1, 2, 2, 3][draft.rng.below(7) as usize];
    let mut frame = draft.draw(SITE);
    if draft.chance(50) {
        frame.set("market_yield", "7%");
    }
    let currency = draft.one(CURRENCIES);
    if currency != "USD" || draft.chance(10) {
        frame.set("currency", currency);
    }
    let _ = writeln!(draft.out, "site made \"Made\" {{ {}", frame.text());
    draft.out.push_str(
        "  assume krona : series<Money> = linear { 2026-01: $0.12, 2028-07: $0.08, 2033-01: $0.11 } \"forward\"\n",
    );
    draft.plant(halls, at_once);
    draft.leases(halls);
    draft.compute(halls);
    draft.mines();
    draft.costs(halls);
    draft.loans(at_once);
    draft.tax();
    draft.owners();
    draft.parties();
    draft.out.push_str("}\n");
    if currency == "USD" {
        draft.out
    } else {
        in_currency(&draft.out, currency)
    }
}

/// Amounts as `$9M/MW` written in another currency, as `9M EUR/MW`.
fn in_currency(text: &str, currency: &str) -> String {
    let mut out = String::with_capacity(text.len() + 256);
    let mut rest = text;
    while let Some((before, amount)) = rest.split_once('$') {
        let number = amount
            .find(|c: char| !c.is_ascii_digit() && !".kMB".contains(c))
            .unwrap_or(amount.len());
        let (number, after) = amount.split_at(number);
        let _ = write!(out, "{before}{number} {currency}");
        rest = after;
    }
    out.push_str(rest);
    out
}

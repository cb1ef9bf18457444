//! The units in which values of a dimension are usually said.

use crate::dimension::Dim;

/// How values of one dimension are usually said.
pub(crate) struct Ladder {
    /// The dimension.
    pub dim: Dim,
    /// The unit of a zero, and of whole tables.
    pub home: &'static str,
    /// The unit below the line: `kW` in `$/kW/mo`.
    pub per: &'static str,
    /// Units from small to large: the largest in which the value is at least one is taken.
    pub steps: &'static [&'static str],
}

const fn ladder(
    dim: Dim,
    home: &'static str,
    per: &'static str,
    steps: &'static [&'static str],
) -> Ladder {
    Ladder {
        dim,
        home,
        per,
        steps,
    }
}

/// All dimensions with usual units. Bases of the canonical system must be here: the last resort spells them out.
#[rustfmt::skip]
const LADDERS: &[Ladder] = &[
    ladder(Dim::TIME, "mo", "mo", &["mo"]),
    ladder(Dim::CLOCK_TIME, "h", "h", &["ms", "s", "min", "h", "d"]),
    ladder(Dim::WORK_TIME, "wd", "wd", &["wd"]),
    ladder(Dim::POWER, "MW", "kW", &["W", "kW", "MW", "GW"]),
    ladder(Dim::ENERGY, "MWh", "MWh", &["J", "Wh", "kWh", "MWh", "GWh", "TWh"]),
    ladder(Dim::APPARENT_POWER, "MVA", "kVA", &["VA", "kVA", "MVA", "GVA"]),
    ladder(Dim::REACTIVE_POWER, "Mvar", "kvar", &["var", "kvar", "Mvar", "Gvar"]),
    ladder(Dim::VOLTAGE, "kV", "V", &["mV", "V", "kV"]),
    ladder(Dim::CURRENT, "A", "A", &["mA", "A", "kA"]),
    ladder(Dim::RESISTANCE, "ohm", "ohm", &["mohm", "ohm", "kohm"]),
    ladder(Dim::CHARGE, "Ah", "Ah", &["Ah", "kAh"]),
    ladder(Dim::FREQUENCY, "Hz", "Hz", &["Hz", "kHz", "MHz", "GHz"]),
    ladder(Dim::MASS, "kg", "t", &["g", "kg", "t", "kt", "Mt"]),
    ladder(Dim::LENGTH, "m", "km", &["mm", "m", "km"]),
    ladder(Dim::AREA, "m2", "m2", &["m2", "ha", "km2"]),
    ladder(Dim::VOLUME, "m3", "m3", &["L", "m3"]),
    ladder(Dim::FLOW, "L/min", "", &["L/min", "m3/s"]),
    ladder(Dim::MASS_FLOW, "kg/s", "", &["kg/s"]),
    ladder(Dim::SPEED, "m/s", "", &["m/s"]),
    ladder(Dim::ACCELERATION, "m/s^2", "", &["m/s^2"]),
    ladder(Dim::FORCE, "kN", "kN", &["kN", "MN"]),
    ladder(Dim::PRESSURE, "kPa", "kPa", &["Pa", "kPa", "MPa"]),
    ladder(Dim::DENSITY, "kg/m3", "", &["kg/m3"]),
    ladder(Dim::TEMPERATURE, "degC", "", &["degC"]),
    ladder(Dim::TEMPERATURE_DIFFERENCE, "K", "K", &["K"]),
    ladder(Dim::SPECIFIC_HEAT, "kJ/kg/K", "", &["kJ/kg/K"]),
    ladder(Dim::THERMAL_CONDUCTANCE, "kW/K", "", &["W/K", "kW/K", "MW/K"]),
    ladder(Dim::POWER_DENSITY, "W/m2", "", &["W/m2", "kW/m2"]),
    ladder(Dim::INFORMATION, "GB", "GB", &["bit", "B", "kB", "MB", "GB", "TB", "PB", "EB"]),
    ladder(Dim::DATA_RATE, "Gbps", "Gbps", &["bit/s", "kbps", "Mbps", "Gbps", "Tbps"]),
    ladder(Dim::HASH, "TH", "TH", &["H", "kH", "MH", "GH", "TH", "PH", "EH", "ZH"]),
    ladder(Dim::HASH_RATE, "PH/s", "", &["H/s", "kH/s", "MH/s", "GH/s", "TH/s", "PH/s", "EH/s", "ZH/s"]),
];

/// The usual units of a dimension.
pub(crate) fn of(dim: Dim) -> Option<&'static Ladder> {
    LADDERS.iter().find(|l| l.dim == dim)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::factors;
    use crate::{Dimensions, Units};

    #[test]
    fn every_step_is_a_unit_of_its_dimension_and_larger_than_the_one_before() {
        let (units, mut dims) = (Units::core(), Dimensions::new());
        for ladder in LADDERS {
            let mut last = 0.0;
            for text in ladder.steps {
                let unit = units.compose(&mut dims, &factors(text).unwrap()).unwrap();
                assert_eq!(unit.dim, ladder.dim, "{text}");
                assert!(unit.scale > last, "{text} comes after a larger one");
                last = unit.scale;
            }
            assert!(ladder.steps.contains(&ladder.home), "{}", ladder.home);
            if !ladder.per.is_empty() {
                assert_eq!(units.lookup(ladder.per).unwrap().dim, ladder.dim);
            }
        }
    }
}

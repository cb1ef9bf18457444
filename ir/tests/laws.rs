//! Laws of the builder, the folder and the text form.

use proptest::prelude::*;
use sitec_ir::{Builder, Op, OriginId, Profile, Shape, print, scalar, validate};
use sitec_units::calendar::{Date, Timeline};

const HERE: OriginId = OriginId(7);

fn builder() -> Builder {
    Builder::new(Timeline::new(Date::new(2026, 1, 1).unwrap(), 4))
}

#[test]
fn equal_nodes_are_one_node() {
    let mut b = builder();
    let (x, y) = (b.literal(1.0, HERE), b.literal(1.0, HERE));
    assert_ne!(x, y, "literals are told apart by where they are written");
    let sum = b.push(Op::Add, &[x, y], HERE);
    assert_eq!(b.push(Op::Add, &[x, y], OriginId(8)), sum);
    assert_ne!(b.push(Op::Add, &[y, x], HERE), sum);
    let many = b.push(Op::Sum, &[x, y, x, y], HERE);
    assert_eq!(b.push(Op::Sum, &[x, y, x, y], HERE), many);
    assert_eq!(
        b.table(vec![1.0, 2.0, 3.0, 4.0]),
        b.table(vec![1.0, 2.0, 3.0, 4.0])
    );
    assert_eq!(b.constant(f64::NAN), b.constant(-f64::NAN));
    assert_ne!(b.constant(0.0), b.constant(-0.0), "they divide differently");
    let (from, to) = (b.constant(0.0), b.constant(9.0));
    let uniform = b.push(Op::Spread(Profile::Uniform), &[x, from, to], HERE);
    assert_ne!(
        b.push(Op::Spread(Profile::AtEnd), &[x, from, to], HERE),
        uniform
    );
    assert_ne!(b.delay(x), b.delay(x), "each will have its own series");
    assert_eq!(b.program().origin(sum), HERE);
}

#[test]
fn shapes_follow_the_inputs() {
    let mut b = builder();
    let x = b.literal(1.0, HERE);
    let months = b.push(Op::MonthIndex, &[], HERE);
    let shape = |b: &mut Builder, op, inputs: &[_]| {
        let node = b.push(op, inputs, HERE);
        b.shape(node)
    };
    assert_eq!(shape(&mut b, Op::Add, &[x, x]), Shape::Scalar);
    assert_eq!(shape(&mut b, Op::Add, &[x, months]), Shape::Series);
    assert_eq!(shape(&mut b, Op::Total, &[months]), Shape::Scalar);
    assert_eq!(shape(&mut b, Op::Active, &[x, x]), Shape::Series);
    assert_eq!(shape(&mut b, Op::At, &[months, x]), Shape::Scalar);
    assert_eq!(shape(&mut b, Op::At, &[x, months]), Shape::Series);
    assert_eq!(shape(&mut b, Op::Sum, &[]), Shape::Scalar);
}

#[test]
fn folding_keeps_nothing_nothing() {
    let mut b = builder();
    let x = b.literal(3.0, HERE);
    let (zero, one, two, nothing) = (
        b.constant(0.0),
        b.constant(1.0),
        b.constant(2.0),
        b.constant(f64::NAN),
    );
    let fold = |b: &mut Builder, op, inputs: &[_]| b.push(op, inputs, HERE);
    let value = |b: &mut Builder, op, inputs: &[_]| {
        let node = b.push(op, inputs, HERE);
        b.const_value(node)
    };
    assert_eq!(value(&mut b, Op::Add, &[one, two]), Some(3.0));
    assert_eq!(fold(&mut b, Op::Mul, &[x, one]), x);
    assert_eq!(fold(&mut b, Op::Sub, &[x, zero]), x);
    // Zero times something that may be nothing is not zero.
    assert_eq!(value(&mut b, Op::Mul, &[x, zero]), None);
    assert!(value(&mut b, Op::Div, &[one, zero]).is_some_and(f64::is_nan));
    assert_eq!(value(&mut b, Op::Ne, &[nothing, one]), Some(0.0));
    assert_eq!(fold(&mut b, Op::Select, &[one, x, nothing]), x);
    assert_eq!(value(&mut b, Op::And, &[x, zero]), Some(0.0));
    assert_eq!(value(&mut b, Op::Or, &[one, x]), Some(1.0));
    b.set_folding(false);
    assert_eq!(value(&mut b, Op::Add, &[one, two]), None);
}

#[test]
fn broken_laws_are_told() {
    let mut b = builder();
    let x = b.literal(1.0, HERE);
    let months = b.push(Op::MonthIndex, &[], HERE);
    b.push(Op::Npv, &[months, months], HERE);
    b.push(Op::Add, &[months], HERE);
    let open = b.delay(x);
    let program = b.finish();
    let laws = validate(&program).unwrap_err();
    assert_eq!(
        laws,
        [
            "node 2 (npv): input 0 must be a scalar, and is a series",
            "node 3 (add): has 1 inputs",
            &format!("node {} (delay): was never given its series", open.0),
        ]
    );
    let mut b = builder();
    let x = b.literal(1.0, HERE);
    let before = b.delay(x);
    let next = b.push(Op::Add, &[before, x], HERE);
    b.set_delay(before, next);
    b.output(next);
    assert_eq!(validate(&b.finish()), Ok(()));
}

#[test]
fn the_text_is_that_of_the_formulas() {
    let mut b = builder();
    let price = b.table(vec![5.0, 5.0, 6.0, 6.0]);
    let zero = b.constant(0.0);
    let opening = b.delay(zero);
    let closing = b.push(Op::Add, &[opening, price], HERE);
    b.set_delay(opening, closing);
    let total = b.push(Op::Total, &[closing], HERE);
    let program = b.finish();
    assert_eq!(
        print(&program, &[total]),
        "%0 = const 0.0\n\
         %1 = delay %3 %0 : series\n\
         %2 = table [5.0*2, 6.0*2] : series\n\
         %3 = add %1 %2 : series\n\
         %4 = total %3\n\
         root %4\n"
    );
}

#[test]
fn the_order_of_making_does_not_show() {
    let make = |turned: bool| {
        let mut b = builder();
        let (x, y) = if turned {
            let y = b.literal(2.0, HERE);
            (b.literal(1.0, HERE), y)
        } else {
            (b.literal(1.0, HERE), b.literal(2.0, HERE))
        };
        let sum = b.push(Op::Add, &[x, y], HERE);
        let product = b.push(Op::Mul, &[y, sum], HERE);
        print(&b.finish(), &[product])
    };
    assert_eq!(make(false), make(true));
}

#[test]
fn mnemonics_are_distinct() {
    let mut names = Op::MNEMONICS.to_vec();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Op::MNEMONICS.len());
}

#[test]
fn powers_by_multiplication() {
    assert_eq!(scalar::pow(1.5, 0.0), 1.0);
    assert_eq!(scalar::pow(2.0, -3.0), 0.125);
    assert_eq!(scalar::pow(-2.0, 3.0), -8.0);
    assert_eq!(scalar::pow(2.0, 0.5), libm::pow(2.0, 0.5));
    for nothing in [
        scalar::pow(0.0, -1.0),
        scalar::pow(-2.0, 0.5),
        scalar::pow(f64::NAN, 0.0),
        scalar::pow(1e300, 2.0),
        scalar::ln(0.0),
        scalar::exp(1000.0),
        scalar::sqrt(-1.0),
    ] {
        assert!(nothing.is_nan());
    }
    for n in 1..=64 {
        let by_library = libm::pow(1.0275, f64::from(n));
        assert!((scalar::pow(1.0275, f64::from(n)) / by_library - 1.0).abs() < 1e-14);
    }
}

fn condition() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), Just(1.0), Just(f64::NAN)]
}

proptest! {
    #[test]
    fn three_valued_logic(a in condition(), b in condition()) {
        let same = |x: f64, y: f64| x.to_bits() == y.to_bits() || (x.is_nan() && y.is_nan());
        prop_assert!(same(scalar::and(a, b), scalar::and(b, a)));
        prop_assert!(same(scalar::or(a, b), scalar::or(b, a)));
        // De Morgan.
        prop_assert!(same(scalar::not(scalar::and(a, b)), scalar::or(scalar::not(a), scalar::not(b))));
        prop_assert_eq!(scalar::and(a, 0.0), 0.0);
        prop_assert_eq!(scalar::or(a, 1.0), 1.0);
        prop_assert!(same(scalar::and(a, 1.0), a));
        prop_assert!(same(scalar::or(a, 0.0), a));
    }

    #[test]
    fn nothing_spreads(x in -1e6..1e6) {
        let n = f64::NAN;
        for f in [scalar::add, scalar::sub, scalar::mul, scalar::div, scalar::pow, scalar::min, scalar::max,
            scalar::add_months, scalar::months_between]
        {
            prop_assert!(f(n, x).is_nan() && f(x, n).is_nan());
        }
        for f in [scalar::eq, scalar::ne, scalar::lt, scalar::le, scalar::gt, scalar::ge] {
            prop_assert_eq!(f(n, x), 0.0);
            prop_assert_eq!(f(x, n), 0.0);
            prop_assert_eq!(f(n, n), 0.0);
        }
        prop_assert!(scalar::select(n, x, x).is_nan());
        prop_assert_eq!(scalar::select(1.0, x, n), x);
        prop_assert_eq!(scalar::select(0.0, n, x), x);
    }

    #[test]
    fn of_two_numbers_one_is_less_or_they_are_equal(x in -1e6..1e6, k in -30i32..30) {
        let y = x * (1.0 + f64::from(k) * 1e-13);
        let (lt, eq, gt) = (scalar::lt(x, y), scalar::eq(x, y), scalar::gt(x, y));
        prop_assert_eq!(lt + eq + gt, 1.0);
        prop_assume!(k.abs() != 10);
        prop_assert_eq!(eq == 1.0, k.abs() < 10 || x == 0.0);
        prop_assert_eq!(scalar::le(x, y), lt + eq);
        prop_assert_eq!(scalar::ge(x, y), gt + eq);
        prop_assert_eq!(scalar::ne(x, y), lt + gt);
        prop_assert_eq!(scalar::lt(y, x), gt);
    }

    #[test]
    fn dates_go_there_and_back(day in 0i32..40_000, months in -200i32..200) {
        let (day, months) = (f64::from(day), f64::from(months));
        let start = scalar::month_start(day);
        prop_assert_eq!(scalar::add_months(scalar::add_months(start, months), -months), start);
        prop_assert_eq!(scalar::months_between(start, scalar::add_months(start, months)), months);
        prop_assert!(start <= day && day <= scalar::month_end(day));
    }
}

//! The worst cases, W1–W15 of the design, each a policy of any number of rules. W13 (a flood of colliding strings) is a
//! matter of leads and W14, W15 (covers, a checkerboard) are hardest to prove things of; here they are only routed.

use super::random::Random;
use super::{END, Made};
use std::fmt::Write;

type Make = fn(usize, usize) -> Made;

pub const FAMILIES: [(&str, Make); 15] = [
    ("W1", wide_boxes),
    ("W2", nested_ranges),
    ("W3", all_but_few),
    ("W4", one_state),
    ("W5", three_of_nine),
    ("W6", one_element),
    ("W7", wide_exclusions),
    ("W8", alternatives),
    ("W9", zip_territories),
    ("W10", nested_prefixes),
    ("W11", odd_leads),
    ("W12", all_first),
    ("W13", colliding),
    ("W14", random_covers),
    ("W15", checkerboard),
];

const HEAD: &str = r#"pointsman 1
lead {
  id: text
  a: integer optional
  b: integer optional
  c: integer optional
  d: text optional
  e: text optional
  f: text optional
  g: text optional
  name: text optional
  tags: list of text optional
  x: boolean optional
}
queue hit
queue rest
main route inbound {
"#;

/// A policy of rules with these lines, and leads.
fn made(name: &str, rules: usize, leads: usize, lines: &mut dyn FnMut(&mut Random, usize) -> String) -> Made {
    let mut random = Random::new(rules as u64 + name.len() as u64);
    let mut text = String::from(HEAD);
    for number in 0..rules {
        let _ = writeln!(text, "  rule r{number} {{\n{}    assign queue hit\n  }}", lines(&mut random, number));
    }
    text.push_str(END);
    let leads = (0..leads).map(|number| lead(&mut random, number, rules)).collect();
    Made { name: format!("{name}/{rules}"), text, leads }
}

fn word(number: usize) -> String {
    format!("w{number}")
}

fn words(random: &mut Random, of: usize, count: usize) -> String {
    let all: Vec<String> = (0..count).map(|_| format!("\"{}\"", word(random.below(of)))).collect();
    all.join(", ")
}

fn lead(random: &mut Random, number: usize, rules: usize) -> Vec<(&'static str, String)> {
    let mut lead = vec![("id", format!("L{number}"))];
    for name in ["a", "b", "c"] {
        if !random.chance(4) {
            lead.push((name, random.below(rules * 10).to_string()));
        }
    }
    for (name, of) in [("d", 50), ("e", 50), ("f", 400), ("g", rules)] {
        if !random.chance(4) {
            lead.push((name, word(random.below(of))));
        }
    }
    lead.push(("name", format!("Firm {}", random.below(1_000))));
    let tags: Vec<String> = (0..random.below(4)).map(|_| word(random.below(rules * 2))).collect();
    lead.push(("tags", format!("|{}", tags.join("|"))));
    lead.push(("x", random.pick(&["yes", "no"]).to_owned()));
    lead
}

/// W1: boxes of three numbers, 30 % wide each, all ends different, and a rare `contains`.
fn wide_boxes(rules: usize, leads: usize) -> Made {
    made("W1", rules, leads, &mut |random, number| {
        let range = |random: &mut Random, name: &str| {
            let low = random.below(rules * 7);
            format!("    when {name} in {low}..{}\n", low + rules * 3)
        };
        let all: String = ["a", "b", "c"].into_iter().map(|name| range(random, name)).collect();
        format!("{all}    when name contains \"never {}\"\n", number % 7)
    })
}

/// W2: ranges inside one another, every other rule with a long list.
fn nested_ranges(rules: usize, leads: usize) -> Made {
    made("W2", rules, leads, &mut |random, number| {
        let middle = rules * 5;
        let list = if number % 2 == 0 { format!("    when d in [{}]\n", words(random, 50, 25)) } else { String::new() };
        format!(
            "    when a in {}..{}\n{list}    when e is \"never\" or b < {}\n",
            middle - number,
            middle + number,
            number / 8
        )
    })
}

/// W3: four exclusions a rule.
fn all_but_few(rules: usize, leads: usize) -> Made {
    made("W3", rules, leads, &mut |random, number| {
        let not = |random: &mut Random, name: &str, of| format!("    when {name} not in [{}]\n", words(random, of, 4));
        let all: String = [("d", 50), ("e", 50), ("f", 400), ("g", rules)]
            .into_iter()
            .map(|(name, of)| not(random, name, of))
            .collect();
        format!("{all}    when name contains \"never {}\"\n", number % 7)
    })
}

/// W4: everybody in one state; half of all lists; a range of a score.
fn one_state(rules: usize, leads: usize) -> Made {
    made("W4", rules, leads, &mut |random, number| {
        let low = random.below(rules * 9);
        format!(
            "    when d is \"w1\"\n    when e in [{}]\n    when f in [{}]\n    when a in {low}..{}\n    when name contains \"never {}\"\n",
            words(random, 50, 25),
            words(random, 400, 40),
            low + rules,
            number % 7,
        )
    })
}

/// W5: three attributes a rule, another three each time.
fn three_of_nine(rules: usize, leads: usize) -> Made {
    made("W5", rules, leads, &mut |random, number| {
        let all = ["a", "b", "c", "d", "e", "f", "g", "x", "tags"];
        let chosen = random.some(&all, 3);
        let mut lines = String::new();
        for name in chosen {
            let line = match name {
                "a" | "b" | "c" => {
                    let low = random.below(rules * 9);
                    format!("{name} in {low}..{}", low + rules * 2)
                }
                "d" | "e" => format!("{name} in [{}]", words(random, 50, 10)),
                "f" => format!("f in [{}]", words(random, 400, 40)),
                "g" => format!("g is \"{}\"", word(random.below(rules))),
                "tags" => format!("tags has \"{}\"", word(random.below(rules))),
                _ => "x".to_owned(),
            };
            let _ = writeln!(lines, "    when {line}");
        }
        format!("{lines}    when name contains \"never {}\"\n", number % 7)
    })
}

/// W6: the same but for one element of a list.
fn one_element(rules: usize, leads: usize) -> Made {
    made("W6", rules, leads, &mut |_, number| {
        format!("    when d is \"w1\" or a > 5\n    when tags has \"{}\"\n", word(number))
    })
}

/// W7: a value of its own each, and exclusions of half of everything.
fn wide_exclusions(rules: usize, leads: usize) -> Made {
    made("W7", rules, leads, &mut |random, number| {
        format!(
            "    when g is \"{}\"\n    when d not in [{}]\n    when e not in [{}]\n",
            word(number),
            words(random, 50, 25),
            words(random, 50, 25)
        )
    })
}

/// W8: twenty alternatives of three.
fn alternatives(rules: usize, leads: usize) -> Made {
    made("W8", rules, leads, &mut |random, _| {
        let each: Vec<String> = (0..20)
            .map(|_| {
                let (a, d) = (random.below(rules * 10), word(random.below(50)));
                format!("      (a is {a} and d is \"{d}\" and g is \"{}\")\n", word(random.below(rules)))
            })
            .collect();
        format!("    when any of {{\n{}    }}\n", each.concat())
    })
}

/// W9: 41,000 ZIP codes in 300 lists; `rules` asks for another number of lists.
fn zip_territories(rules: usize, leads: usize) -> Made {
    let lists = (rules / 60).clamp(3, 300);
    let each = (rules * 2 / lists).max(1);
    made("W9", lists, leads, &mut |_, number| {
        let zips: Vec<String> = (0..each).map(|zip| format!("\"{}\"", word(zip * lists + number))).collect();
        let parts: Vec<String> = zips.chunks(900).map(|part| format!("g in [{}]", part.join(", "))).collect();
        format!("    when {}\n", parts.iter().map(|part| format!("({part})")).collect::<Vec<_>>().join(" or "))
    })
}

/// W10: prefixes inside one another.
fn nested_prefixes(rules: usize, leads: usize) -> Made {
    made("W10", rules, leads, &mut |_, number| {
        let deep = (number % 200) + 1;
        format!("    when g starts with \"w{}\"\n    when a < {}\n", "1".repeat(deep), number % 50)
    })
}

/// W11: leads at the edges: nothing, everything unheard of, empty and very long texts, many elements.
fn odd_leads(rules: usize, leads: usize) -> Made {
    let mut made = three_of_nine(rules, leads);
    made.name = format!("W11/{rules}");
    for (number, lead) in made.leads.iter_mut().enumerate() {
        let id = ("id", format!("L{number}"));
        let wide = format!("|{}", (0..100).map(word).collect::<Vec<_>>().join("|"));
        *lead = match number % 6 {
            0 => vec![id],
            1 => {
                vec![id, ("a", "-1".into()), ("d", "nowhere".into()), ("g", "nobody".into()), ("tags", "|none".into())]
            }
            2 => vec![id, ("d", String::new()), ("g", "x".repeat(10_000)), ("name", " ".into())],
            3 => vec![id, ("tags", "|".into()), ("a", "-0".into()), ("b", i64::MAX.to_string())],
            4 => vec![id, ("tags", wide), ("a", i64::MIN.to_string()), ("x", "yes".into())],
            _ => continue,
        };
    }
    made
}

/// W12: the first rule is for everybody with a name.
fn all_first(rules: usize, leads: usize) -> Made {
    made("W12", rules, leads, &mut |_, number| match number {
        0 => "    when name is present\n".to_owned(),
        _ => format!("    when g is \"{}\"\n", word(number)),
    })
}

/// W13: texts that differ only at their very end.
fn colliding(rules: usize, leads: usize) -> Made {
    let long = |number: usize| format!("{}{number:08}", "a".repeat(200));
    let mut made = made("W13", rules, leads, &mut |_, number| format!("    when g is \"{}\"\n", long(number)));
    for (number, lead) in made.leads.iter_mut().enumerate() {
        if let Some(slot) = lead.iter_mut().find(|(name, _)| *name == "g") {
            slot.1 = long(number * 7 % (rules * 2));
        }
    }
    made
}

/// W14: seven attributes of four values; rules on four or five of them.
fn random_covers(rules: usize, leads: usize) -> Made {
    let fields = ["a", "b", "c", "d", "e", "f", "g"];
    let mut made = made("W14", rules, leads, &mut |random, _| {
        let wanted = 4 + random.below(2);
        let chosen = random.some(&fields, wanted);
        let line = |name: &str, random: &mut Random| match name {
            "a" | "b" | "c" => format!("    when {name} is {}\n", random.below(4)),
            _ => format!("    when {name} is \"{}\"\n", word(random.below(4))),
        };
        chosen.into_iter().map(|name| line(name, random)).collect()
    });
    let mut random = Random::new(14);
    for lead in &mut made.leads {
        lead.truncate(1);
        for name in fields {
            let value = random.below(4);
            lead.push((name, if "abc".contains(name) { value.to_string() } else { word(value) }));
        }
    }
    made
}

/// W15: every other field of a board: rules that differ in many places and hold for half of all leads.
fn checkerboard(rules: usize, leads: usize) -> Made {
    let fields = ["a", "b", "c", "d", "e", "f", "g"];
    let mut made = made("W15", rules, leads, &mut |_, number| {
        let mut rest = number * 2 + (number.count_ones() as usize & 1);
        let line = |name: &str, place: usize| match name {
            "a" | "b" | "c" => format!("    when {name} is {place}\n"),
            _ => format!("    when {name} is \"{}\"\n", word(place)),
        };
        fields
            .into_iter()
            .map(|name| {
                let place = rest % 8;
                rest /= 8;
                line(name, place)
            })
            .collect()
    });
    let mut random = Random::new(15);
    for lead in &mut made.leads {
        lead.truncate(1);
        for name in fields {
            let value = random.below(8);
            lead.push((name, if "abc".contains(name) { value.to_string() } else { word(value) }));
        }
    }
    made
}

//! Exposure as the ids of holds count it, version 1. An id is accepted in a file of the project, so it may not change
//! where a member has another name.

use serde_json::{Value, json};

use crate::exposure::{Audience, Band, Door, Gate, Offer, Outside, PackageExposure, People, Stay, Time};

use super::value_v1::property_json;

/// Who can get a package, and how.
pub(super) fn exposure_json(exposure: &PackageExposure) -> Value {
    let PackageExposure { offers, reach, door } = exposure;
    let Door { published, to_outside, shown } = door;
    json!({
        "offers": offers.iter().map(offer_json).collect::<Vec<_>>(),
        "reach": property_json(reach),
        "door": { "published": published, "toOutside": to_outside, "shown": shown },
    })
}

fn offer_json(offer: &Offer) -> Value {
    let Offer { key: _, policy, audience, band: Band(band), automatic, gate, time, review } = offer;
    let Time { stay, renews } = time;
    json!({
        "policy": policy,
        "audience": audience_json(audience),
        "band": band,
        "automatic": automatic,
        "gate": gate_json(gate),
        "time": { "stay": stay_json(stay), "renews": renews },
        "review": property_json(review),
    })
}

/// What is between asking and having.
pub(super) fn gate_json(gate: &Gate) -> Value {
    let Gate { stages, justification, questions } = gate;
    json!({ "stages": property_json(stages), "justification": justification, "questions": questions })
}

/// Who may ask.
pub(super) fn audience_json(audience: &Audience) -> Value {
    let Audience { members, guests, outside, services } = audience;
    let Outside { named, configured, anyone } = outside;
    let named: Vec<Value> =
        named.iter().map(|(name, configured)| json!([property_json(name), configured])).collect();
    json!({
        "members": people_json(members),
        "guests": people_json(guests),
        "outside": { "named": named, "configured": configured, "anyone": anyone },
        "services": people_json(services),
    })
}

fn people_json(people: &People) -> Value {
    match people {
        People::These(these) => json!({ "these": property_json(these) }),
        People::All => json!("all"),
    }
}

fn stay_json(stay: &Stay) -> Value {
    match stay {
        Stay::For(span) => json!({ "for": property_json(span) }),
        Stay::Until(moment) => json!({ "until": property_json(moment) }),
        Stay::WhileMatched => json!("whileMatched"),
        Stay::WithoutEnd => json!("withoutEnd"),
    }
}

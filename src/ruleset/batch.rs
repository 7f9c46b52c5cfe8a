//! Many leads at once.

use super::{Live, Ruleset};
use crate::domain::Assignment;
use crate::error::RouteError;
use crate::route::{Request, Standing, before, ordered};

impl Ruleset {
    /// Whether a route says in which order a batch is to be taken (`take in order of …`).
    ///
    /// # Errors
    ///
    /// When there is no such route, or several and none is asked for.
    pub fn takes_in_order(&self, route: Option<&str>) -> Result<bool, RouteError> {
        Ok(ordered(self.model(), self.route_named(route)?).is_some())
    }
}

impl Live {
    /// Decides about a batch: one lead after another, each on the snapshot that the one before left, in the order that
    /// their route asks for (`take in order of …`; without it as they come). The answers come in the order of the
    /// requests; their changes are taken in. A batch in another order gets the same decisions where the route orders it.
    ///
    #[cfg_attr(feature = "json", doc = "```")]
    #[cfg_attr(not(feature = "json"), doc = "```ignore")]
    /// use pointsman::{Compiler, Request, Source};
    /// let text = r#"pointsman 1
    /// lead { id: text  value: integer }
    /// team sales { members ["ann"] }
    /// queue later
    /// route inbound {
    ///   take in order of value descending
    ///   otherwise { assign team sales else queue later }
    /// }
    /// "#;
    /// let rules = Compiler::new().add(Source::new("inbound.route", text)).compile()?;
    /// let snapshot = r#"{ "reps": [{ "id": "ann", "capacity": { "lead": 1 } }] }"#;
    /// let mut live = rules.bind(rules.snapshot_from_json(snapshot)?);
    /// let small = rules.lead_from_json(r#"{ "id": "L1", "value": 5 }"#)?;
    /// let large = rules.lead_from_json(r#"{ "id": "L2", "value": 9 }"#)?;
    /// let answers = live.route_batch(&[Request::new(&small), Request::new(&large)])?;
    /// assert_eq!((answers[0].queue.as_deref(), answers[1].rep.as_deref()), (Some("later"), Some("ann")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Ruleset::route`], before anything is decided.
    pub fn route_batch(&mut self, requests: &[Request<'_>]) -> Result<Vec<Assignment>, RouteError> {
        let (mut answers, mut places) = (Vec::with_capacity(requests.len()), Vec::with_capacity(requests.len()));
        self.route_batch_each(requests, |place, answer| {
            answers.push(answer);
            places.push(place);
        })?;
        if places.is_sorted() {
            return Ok(answers);
        }
        let mut placed: Vec<(usize, Assignment)> = places.into_iter().zip(answers).collect();
        placed.sort_by_key(|(place, _)| *place);
        Ok(placed.into_iter().map(|(_, answer)| answer).collect())
    }

    /// Decides about a batch like [`Live::route_batch`] and hands out each answer, with the place of its request, as soon
    /// as it is there: in the order in which they are decided. What a host takes for a large batch, since no list of all
    /// answers is made.
    ///
    #[cfg_attr(feature = "json", doc = "```")]
    #[cfg_attr(not(feature = "json"), doc = "```ignore")]
    /// use pointsman::{Compiler, Request, Source};
    /// let text = r#"pointsman 1
    /// lead { id: text  value: integer }
    /// queue desk
    /// route inbound { take in order of value descending  otherwise { assign queue desk } }
    /// "#;
    /// let rules = Compiler::new().add(Source::new("inbound.route", text)).compile()?;
    /// let mut live = rules.bind(rules.snapshot_from_json(r#"{ "reps": [] }"#)?);
    /// let small = rules.lead_from_json(r#"{ "id": "L1", "value": 5 }"#)?;
    /// let large = rules.lead_from_json(r#"{ "id": "L2", "value": 9 }"#)?;
    /// let mut decided = Vec::new();
    /// live.route_batch_each(&[Request::new(&small), Request::new(&large)], |place, answer| {
    ///     decided.push((place, answer.lead.to_string()));
    /// })?;
    /// assert_eq!(decided, [(1, "L2".to_owned()), (0, "L1".to_owned())]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Live::route_batch`].
    pub fn route_batch_each(
        &mut self,
        requests: &[Request<'_>],
        mut each: impl FnMut(usize, Assignment),
    ) -> Result<(), RouteError> {
        for (turn, standing) in self.turns(requests)? {
            let Some(request) = requests.get(turn) else { continue };
            let heard = standing.map(|standing| request.clone().heard(&standing.heard));
            let request = heard.as_ref().unwrap_or(request);
            let answer = self.route(request)?;
            // Nothing came between: the decision was made on this very snapshot.
            let _ = self.apply(&answer.delta);
            self.remember(request, &answer);
            each(turn, answer);
        }
        Ok(())
    }

    /// The places of a batch's requests in the order in which [`Live::route_batch`] decides them.
    ///
    /// # Errors
    ///
    /// As [`Ruleset::route`].
    pub fn batch_order(&self, requests: &[Request<'_>]) -> Result<Vec<usize>, RouteError> {
        Ok(self.turns(requests)?.into_iter().map(|(turn, _)| turn).collect())
    }

    fn turns(&self, requests: &[Request<'_>]) -> Result<Vec<(usize, Option<Standing>)>, RouteError> {
        let model = self.rules.model();
        let mut turns = Vec::with_capacity(requests.len());
        for (place, request) in requests.iter().enumerate() {
            let id = self.rules.checked(request)?;
            let ordered = ordered(model, id).map(|route| (id, route, self.engine().standing(request, route)));
            turns.push((place, request.lead, ordered));
        }
        // Leads of routes that ask for no order keep their places among themselves, before the others.
        turns.sort_by(|(_, one, left), (_, other, right)| match (left, right) {
            (Some((id, route, left)), Some((of, _, right))) if id == of => {
                before(model, route, (one, left), (other, right))
            }
            (Some((id, ..)), Some((of, ..))) => id.cmp(of),
            (left, right) => left.is_some().cmp(&right.is_some()),
        });
        Ok(turns.into_iter().map(|(place, _, ordered)| (place, ordered.map(|(_, _, standing)| standing))).collect())
    }
}

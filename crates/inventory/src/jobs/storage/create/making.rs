//! What is done for new storage.

use serde_json::json;
use xapi::{Host, Map, OpaqueRef, Pool, RecordOf, Ref, Sr, calls};

use super::{
    content::short,
    inputs::{Content, CreateSr},
    kind::Kind,
    place::{Config, Password},
};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{Choice, FieldKind, FormField, Initial, Term, asked, said, said_lines, terms, text},
        plan::{Call, Effect, Step, ToldAfter, Tolerance},
        question::{Found, Reply},
        storage::attach_to,
    },
    key::ObjectKey,
    problem::Problem,
};

impl Definition for CreateSr {
    const METHODS: &'static [&'static str] = &[
        "SR.create",
        "SR.probe",
        "SR.introduce",
        "SR.forget",
        "SR.add_to_other_config",
        "PBD.create",
        "PBD.plug",
        "PBD.unplug",
        "PBD.destroy",
    ];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<Pool>().is_some()
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let kinds = Kind::ALL.into_iter().filter(|kind| {
            subjects
                .iter()
                .all(|pool| kind.is_there(pool.connection.world))
        });
        let terms_of = |all: Vec<Term>| FieldKind::Term {
            terms: all.into_iter().map(|Term(id)| id.to_owned()).collect(),
        };
        let kinds: Vec<Term> = kinds.map(Kind::term).collect();
        let first = kinds.first().map(|Term(id)| json!(id));
        let first = first.map_or(Initial::Empty, |value| Initial::Value { value });
        let optional = |name: &str, kind| FormField::required(name, kind).optional();
        let port = FieldKind::Count {
            min: 1,
            max: Some(65535),
        };
        let versions = terms([Term("nfsAny"), Term("nfs3"), Term("nfs4"), Term("nfs41")]);
        let any = Initial::Value {
            value: json!("nfsAny"),
        };
        let known = ["port", "user", "password", "version"];
        let choices = subjects.iter().flat_map(hosts).collect();
        Form::of([
            FormField::required("kind", terms_of(kinds)).initially(first),
            FormField::required("name", text()),
            optional("description", FieldKind::Lines),
            FormField::required("host", FieldKind::Choice { choices }),
            FormField::required("server", text()),
            optional("port", port),
            optional("version", versions).initially(any),
            FormField::required("share", text()),
            optional("user", text()),
            optional("password", FieldKind::Secret),
            FormField::required("export", asked(&["kind", "server"], &known, true)),
            FormField::required("iqn", asked(&["kind", "server"], &known, false)),
            FormField::required("lun", asked(&["kind", "server", "iqn"], &known, false)),
            FormField::required("device", asked(&["kind", "host"], &[], true)),
            FormField::required(
                "content",
                asked(
                    &["kind", "server", "export", "iqn", "lun", "host", "device"],
                    &known,
                    false,
                ),
            ),
            FormField::required("overwrite", text()),
        ])
    }

    fn question(&self, field: &str, subject: &Subject<'_>) -> Result<Call, Refusal> {
        self.asked(field, subject)
    }

    fn found(
        &self,
        field: &str,
        subject: &Subject<'_>,
        reply: Reply,
    ) -> Result<Vec<Found>, Problem> {
        self.offered(field, subject, reply)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        if !self.kind.is_there(subject.connection.world) {
            return Err(Problem::new("sr_kind_absent").into());
        }
        let name = said(&self.name, "name_missing")?;
        let mut plan = Plan::default();
        let config = self.place(Password::Marked(&mut plan))?;
        let host = self.host(subject)?;
        match self.decided(subject)? {
            Content::Attach { uuid } => {
                self.attach(&mut plan, subject, (&uuid, &name), &host, &config)
            }
            Content::New => {
                if self.kind.takes_all() {
                    plan.odd(Problem::new("sr_volume_is_emptied"));
                }
                self.make(&mut plan, &name, &host, &config);
            }
            Content::Format { uuid } => {
                plan.effect(Effect::LoseFound {
                    name: short(&uuid).to_owned(),
                });
                self.make(&mut plan, &name, &host, &config);
            }
        }
        plan.told_after = Some(ToldAfter::HostsWithout(plan_answer(0)));
        Ok(plan)
    }
}

impl CreateSr {
    /// Makes it. The server attaches it to the other hosts, and does not say where that has failed.
    fn make(&self, plan: &mut Plan, name: &str, host: &Ref<Host>, config: &Config) {
        plan.effect(Effect::Create {
            class: "SR".to_owned(),
            name: name.to_owned(),
        });
        plan.call(calls::sr::create(
            host,
            config,
            0,
            name,
            &said_lines(&self.description),
            self.kind.driver(),
            self.content_type(),
            !self.kind.is_local(),
            Some(&Map::default()),
        ))
        .weight = 10;
        self.scan_by_itself(plan);
    }

    /// Attaches what lies there to all hosts, the coordinator first. Another one that does not reach it is left out.
    fn attach(
        &self,
        plan: &mut Plan,
        subject: &Subject<'_>,
        (uuid, name): (&str, &str),
        host: &Ref<Host>,
        config: &Config,
    ) {
        plan.odd(Problem::new("sr_found_is_attached").with("name", short(uuid)));
        plan.effect(Effect::Create {
            class: "SR".to_owned(),
            name: name.to_owned(),
        });
        let sr: Ref<Sr> = plan_answer(0).as_str().into();
        plan.call(calls::sr::introduce(
            uuid,
            name,
            &said_lines(&self.description),
            self.kind.driver(),
            self.content_type(),
            !self.kind.is_local(),
            Some(&Map::default()),
        ))
        .undo(calls::sr::forget(&sr));
        // Without the coordinator nothing could be made on it, or looked for.
        attach_to(plan, &sr, host, config, Tolerance::None);
        if !self.kind.is_local() {
            let all = subject.connection.world.all::<Host>();
            let others = all.map(|(reference, _)| Ref::from(reference));
            for other in others.filter(|other| other != host) {
                attach_to(plan, &sr, &other, config, Tolerance::Any);
            }
        }
    }

    /// Lets the server look by itself for discs that come.
    fn scan_by_itself(&self, plan: &mut Plan) {
        let scans = if self.kind.is_for_discs() {
            "true"
        } else {
            "false"
        };
        let sr: Ref<Sr> = plan_answer(0).as_str().into();
        plan.call(calls::sr::add_to_other_config(&sr, "auto-scan", scans))
            .tolerated(Tolerance::Any);
    }

    fn content_type(&self) -> &'static str {
        match self.kind.is_for_discs() {
            true => "iso",
            false => "user",
        }
    }
}

/// What stands for the answer of a step, as text.
fn plan_answer(step: usize) -> String {
    Step::result::<Sr>(step).as_str().to_owned()
}

/// The hosts that a disk can be in.
fn hosts(subject: &Subject<'_>) -> Vec<Choice> {
    let connection = subject.connection;
    let mut found: Vec<_> = connection.world.all::<Host>().collect();
    found.sort_by_key(|(_, host)| host.name_label.clone());
    let choice = |(reference, host): (&OpaqueRef, &Host)| {
        let key = ObjectKey::new(connection.id, &Host::CLASS, reference);
        Choice {
            value: json!(key),
            name: host.name_label.to_string(),
            object: Some(key),
            facts: Vec::new(),
            refusal: None,
        }
    };
    found.into_iter().map(choice).collect()
}

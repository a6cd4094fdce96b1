//! The crate from outside: changes go in, trees, lists, pages and answers come out.

#![allow(clippy::unwrap_used)]

mod administration;
mod appliances;
mod availability;
mod captures;
mod checks;
mod disk_file_plans;
mod disks;
mod evacuations;
mod file_plans;
mod hardware;
mod health;
mod health_put_off;
mod health_rules;
mod interfaces;
mod job_states;
mod messages;
mod new_storage;
mod new_vm;
mod orchestras;
mod other_pools;
mod pages;
mod passthrough;
mod passthrough_limits;
mod plans;
mod pool;
mod projections;
mod queries;
mod scale;
mod schedules;
mod searches;
mod snapshot_plans;
mod stores;
mod tables;
mod targets;
mod tree_levels;
mod trees;
mod vm_plans;

-- Runs that are forgotten, of which rows or files may still be there; a row goes when nothing is left.
create table run_forgotten (
    run_id        bigint       not null primary key,
    forgotten_at  timestamp(6) with time zone not null
);
-- By these it is asked who still uses what a run has made.
create index run_step_by_key on run_step (cache_key);
create index cache_entry_by_run on cache_entry (run_id);
create index dataset_version_by_run on dataset_version (run_id);
create index model_version_by_run on model_version (run_id);
create index run_by_repeats on run (repeats);

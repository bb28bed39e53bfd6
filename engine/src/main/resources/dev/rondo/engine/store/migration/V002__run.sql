-- A pipeline's code as it was deployed; runs pin one row.
create table pipeline_version (
    pipeline      varchar(100) not null,
    code_digest   varchar(64)  not null,
    description   text         not null,
    graph         text         not null,
    deployed_at   timestamp(6) with time zone not null,
    primary key (pipeline, code_digest)
);

create sequence run_sequence start with 1 increment by 1;

create table run (
    run_id        bigint       not null primary key,
    pipeline      varchar(100) not null,
    code_digest   varchar(64)  not null,
    partition_key varchar(200) not null,
    state         varchar(20)  not null,
    start_key     varchar(300) not null unique,
    cause_kind    varchar(20)  not null,
    cause_detail  varchar(1000) not null,
    trigger_event bigint,
    settings      text         not null,
    refresh       text         not null,
    note          varchar(2000) not null,
    cancelled     varchar(2000),
    node_epoch    bigint       not null,
    created_at    timestamp(6) with time zone not null,
    finished_at   timestamp(6) with time zone
);
create index run_by_pipeline on run (pipeline, run_id);
create index run_by_partition on run (pipeline, partition_key, run_id);
create index run_by_state on run (state, run_id);

create table run_step (
    run_id        bigint       not null,
    step          varchar(100) not null,
    ordinal       integer      not null,
    state         varchar(20)  not null,
    attempts      integer      not null,
    recoveries    integer      not null,
    cache         varchar(10)  not null,
    cache_key     varchar(64),
    why           varchar(2000) not null,
    retry_at      timestamp(6) with time zone,
    started_at    timestamp(6) with time zone,
    finished_at   timestamp(6) with time zone,
    outputs       text         not null,
    metrics       text         not null,
    primary key (run_id, step)
);

create table attempt (
    run_id        bigint       not null,
    step          varchar(100) not null,
    number        integer      not null,
    token         varchar(40)  not null,
    state         varchar(20)  not null,
    executor      varchar(100) not null,
    node_epoch    bigint       not null,
    lease_expires_at timestamp(6) with time zone,
    started_at    timestamp(6) with time zone not null,
    finished_at   timestamp(6) with time zone,
    failure_kind  varchar(20),
    failure       varchar(4000),
    stack_trace   text,
    params        text         not null,
    metrics       text         not null,
    primary key (run_id, step, number)
);

-- Lineage: what an attempt read. What it wrote stands in run_step.outputs and dataset_version.
create table attempt_input (
    run_id        bigint       not null,
    step          varchar(100) not null,
    number        integer      not null,
    input         varchar(200) not null,
    part          integer      not null,
    dataset       varchar(200) not null,
    partition_key varchar(200) not null,
    digest        varchar(64)  not null,
    primary key (run_id, step, number, input, part)
);
create index attempt_input_by_data on attempt_input (dataset, partition_key, digest);

create table cache_entry (
    cache_key     varchar(64)  not null primary key,
    pipeline      varchar(100) not null,
    step          varchar(100) not null,
    partition_key varchar(200) not null,
    parts         text         not null,
    outputs       text         not null,
    metrics       text         not null,
    run_id        bigint       not null,
    created_at    timestamp(6) with time zone not null
);
create index cache_entry_by_step on cache_entry (pipeline, step, created_at);

-- The version of outside data that a run uses from its first look to its end.
create table run_pin (
    run_id        bigint       not null,
    dataset       varchar(200) not null,
    partition_key varchar(200) not null,
    digest        varchar(64)  not null,
    size_bytes    bigint       not null,
    detail        varchar(1000) not null,
    primary key (run_id, dataset, partition_key)
);

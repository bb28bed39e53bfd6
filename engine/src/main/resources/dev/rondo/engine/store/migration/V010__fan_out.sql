-- Of a step that fans out: how many items its list gave. Of a step with a time by which it must end: that time.
alter table run_step add column items integer;
alter table run_step add column deadline_at timestamp(6) with time zone;

-- The items of fanned-out steps that have begun; an item without a row waits for its first slot, or never got one.
create table run_item (
    run_id        bigint       not null,
    step          varchar(100) not null,
    item          integer      not null,
    state         varchar(20)  not null,
    attempts      integer      not null,
    recoveries    integer      not null,
    token         varchar(40),
    element       varchar(64)  not null,
    cache         varchar(10)  not null,
    cache_key     varchar(64),
    digest        varchar(64),
    size_bytes    bigint,
    small_value   varchar(4000),
    why           varchar(500) not null,
    retry_at      timestamp(6) with time zone,
    started_at    timestamp(6) with time zone,
    finished_at   timestamp(6) with time zone,
    primary key (run_id, step, item)
);
create index run_item_by_key on run_item (cache_key);

-- The attempts of items that did not succeed; of the one that did, the item's row tells all.
create table item_attempt (
    run_id        bigint       not null,
    step          varchar(100) not null,
    item          integer      not null,
    number        integer      not null,
    state         varchar(20)  not null,
    executor      varchar(100) not null,
    started_at    timestamp(6) with time zone not null,
    finished_at   timestamp(6) with time zone not null,
    failure_kind  varchar(20),
    failure       varchar(4000),
    stack_trace   text,
    primary key (run_id, step, item, number)
);

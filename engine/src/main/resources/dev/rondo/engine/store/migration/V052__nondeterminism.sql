-- Code of a step that gave another result when it was tried out again with the same inputs.
create table nondeterminism (
    pipeline      varchar(100) not null,
    step          varchar(100) not null,
    code          varchar(64)  not null,
    output        varchar(200) not null,
    run_id        bigint       not null,
    expected      varchar(64)  not null,
    found         varchar(64)  not null,
    found_at      timestamp(6) with time zone not null,
    accepted_by   varchar(200),
    accepted_why  varchar(2000),
    accepted_at   timestamp(6) with time zone,
    primary key (pipeline, step, code)
);

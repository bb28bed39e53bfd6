-- Who approved or rejected what, in which role and why; never changed.
create table approval (
    run_id        bigint        not null,
    step          varchar(100)  not null,
    approved      boolean       not null,
    decided_by    varchar(200)  not null,
    decided_role  varchar(100)  not null,
    reason        varchar(2000) not null,
    decided_at    timestamp(6) with time zone not null,
    primary key (run_id, step)
);

-- What is shared between steps, and how much of it there is; who holds it stands in the running attempts.
create table pool (
    pool          varchar(100) not null primary key,
    units         integer      not null,
    changed_at    timestamp(6) with time zone not null
);

-- Which runs go first when not all can: the higher.
alter table run add column priority integer default 0 not null;

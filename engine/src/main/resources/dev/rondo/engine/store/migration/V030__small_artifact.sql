-- Artifacts of a few KiB at most: a row costs no forced write of its own, a file would.
create table small_artifact (
    digest        varchar(64)  not null primary key,
    content       bytea        not null,
    created_at    timestamp(6) with time zone not null
);

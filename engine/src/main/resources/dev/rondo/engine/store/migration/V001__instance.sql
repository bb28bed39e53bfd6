-- Guard row: a store that was initialised and has no row here has lost its data.
create table instance (
    instance_id varchar(36)              not null primary key,
    created_at  timestamp with time zone not null,
    schema_note varchar(200)             not null
);

-- One row per node. An epoch is taken at every start and is greater than all earlier ones.
-- lease_expires_at is null while the lock on the home directory is the lease: one process, one home.
create table node (
    node_id          varchar(100)             not null primary key,
    epoch            bigint                   not null unique,
    started_at       timestamp with time zone not null,
    lease_expires_at timestamp with time zone
);

-- What the cache said about a step, which its state's own words do not keep: why it was a hit, or what differs.
alter table run_step add column cache_why varchar(2000) default '' not null;

-- Which run this one repeats, from which step (null: from its failures), and with which code (PINNED or NEWEST).
alter table run add column repeats bigint;
alter table run add column repeats_from varchar(100);
alter table run add column repeats_code varchar(10);

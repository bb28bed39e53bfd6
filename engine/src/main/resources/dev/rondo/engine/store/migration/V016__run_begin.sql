-- When a run began; null while it waits for other runs of its pipeline, and in rows that are older than this column.
alter table run add column begun_at timestamp(6) with time zone;

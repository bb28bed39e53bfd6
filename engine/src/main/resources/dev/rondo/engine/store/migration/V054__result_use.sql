-- When steps of other runs last took over what a run has computed. Whether an old run is still of use is asked of this, so
-- that not every step has to stand in an index by its key.
create table result_use (
    run_id   bigint not null primary key,
    used_at  timestamp(6) with time zone not null
);
insert into result_use (run_id, used_at)
select c.run_id, max(coalesce(u.finished_at, current_timestamp))
  from cache_entry c
  join run_step s on s.cache_key = c.cache_key
  join run u on u.run_id = s.run_id
 where s.run_id <> c.run_id
 group by c.run_id;
drop index run_step_by_key;

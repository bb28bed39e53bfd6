-- Rows that are written when something begins and again when it has ended: their pages are filled by half, so that what they
-- become fits beside what they were, and no index learns of it unless what it is made of changes. Runs after every migration,
-- and leaves alone what somebody has set.
do $$
declare
    c record;
begin
    perform set_config('lock_timeout', '10s', true);
    for c in
        select w.name, w.fill
          from (values ('run', 50), ('run_step', 30), ('run_item', 45), ('attempt', 45)) w (name, fill)
          join pg_class t on t.oid = w.name::regclass
         where coalesce(array_to_string(t.reloptions, ','), '') not like '%fillfactor=%'
    loop
        execute format('alter table %I set (fillfactor = %s)', c.name, c.fill);
    end loop;
end
$$;

-- Wakes Rondo when somebody has written a request for a run, at the commit; a lost call is made good by a look now and then.
do $$
begin
    if not exists (select 1 from pg_trigger where tgname = 'run_request_added' and tgrelid = 'run_request'::regclass) then
        create or replace function run_request_added() returns trigger language plpgsql as
        $body$ begin notify rondo_run_request; return null; end $body$;
        create trigger run_request_added after insert on run_request for each statement execute function run_request_added();
    end if;
end
$$;

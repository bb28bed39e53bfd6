-- Texts are compared by their bytes, as H2 does and as ranges of keys need; the database's own order depends on a locale.
-- Runs after every migration and changes what is new alone.
do $$
declare
    c record;
begin
    for c in
        select t.relname, a.attname, format_type(a.atttypid, a.atttypmod) as type
          from pg_attribute a
          join pg_class t on t.oid = a.attrelid
          join pg_collation l on l.oid = a.attcollation
         where t.relnamespace = current_schema()::regnamespace
           and t.relkind = 'r' and t.relname <> 'flyway_schema_history'
           and a.attnum > 0 and not a.attisdropped
           and l.collname = 'default'
    loop
        execute format('alter table %I alter column %I type %s collate "C"', c.relname, c.attname, c.type);
    end loop;
end
$$;

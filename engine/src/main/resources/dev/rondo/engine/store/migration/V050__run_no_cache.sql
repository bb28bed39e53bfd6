-- A run that takes nothing from the cache and adds nothing to it.
alter table run add column no_cache boolean default false not null;

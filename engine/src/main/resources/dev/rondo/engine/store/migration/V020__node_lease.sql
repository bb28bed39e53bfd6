-- On a database that several processes can reach: who holds the node, and the number of its newest transaction. A process
-- whose connection is lost in a commit reads the number back to learn what became of it.
alter table node add column turn bigint default 0 not null;
alter table node add column holder varchar(300) default '' not null;

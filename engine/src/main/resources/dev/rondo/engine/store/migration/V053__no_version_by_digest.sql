-- Nothing asks by digest alone; every step that wrote a dataset paid for it.
drop index dataset_version_by_digest;

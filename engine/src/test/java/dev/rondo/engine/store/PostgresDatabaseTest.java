package dev.rondo.engine.store;

import dev.rondo.engine.testkit.NeedsPostgres;
import dev.rondo.engine.testkit.PostgresServer;

@NeedsPostgres
class PostgresDatabaseTest extends DatabaseContract {

    @Override
    StoreSettings settings() {
        return StoreSettings.at(PostgresServer.shared().freshDatabase());
    }
}

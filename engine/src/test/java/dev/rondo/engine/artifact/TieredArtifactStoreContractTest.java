package dev.rondo.engine.artifact;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What is put durably, and not staged, keeps the promises of every store. */
class TieredArtifactStoreContractTest extends ArtifactStoreContract {
    private LocalArtifactStore files;

    private Path root() {
        return folder.resolve("artifacts");
    }

    @Override
    ArtifactStore open() {
        files = new LocalArtifactStore(root(), now::get);
        return new TieredArtifactStore(files, digest -> Optional.empty());
    }

    @Override
    HeldArtifacts held() {
        return files;
    }

    @Override
    void damage(Digest digest, String content) throws IOException {
        LocalArtifactStoreTest.damage(root(), digest, content);
    }
}

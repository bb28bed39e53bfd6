package dev.rondo.engine.code;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the classes come from: the user's own jar or folder, the libraries beside it, and the platform, which is the JDK
 * and what Rondo shares with users. Classes of the platform are looked at for their signatures alone.
 *
 * <p><b>Threads.</b> Asked by many threads at a time.
 */
public interface CodeBase {

    /** The files of the user's own jar, such as {@code user/Hello.class} or {@code user/words.txt}. */
    Set<String> paths();

    /** The bytes of one of {@link #paths}. */
    byte[] bytes(String path);

    /** In the order of the class path. */
    List<Library> libraries();

    /** A class file of the platform, by its internal name such as {@code java/util/List}. */
    Optional<byte[]> platformClass(String internalName);
}

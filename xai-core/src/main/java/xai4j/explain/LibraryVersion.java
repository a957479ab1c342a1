package xai4j.explain;

import java.util.Optional;

/** The version of this library, from its jar's manifest. */
final class LibraryVersion {
    static final String VERSION = Optional.ofNullable(
                    LibraryVersion.class.getPackage().getImplementationVersion())
            .orElse("development");

    private LibraryVersion() {}
}

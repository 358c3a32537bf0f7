package org.blockyard.deploy.internal;

import java.nio.file.Path;
import java.util.Set;

/** Acts on what changes in a folder. */
interface FolderListener {
    /**
     * Acts on changes.
     *
     * @return the files that were not whole and may become so; they are told again while somebody
     *     writes them, and once more after
     */
    Set<Path> changed(FolderChange change);

    /** Whether a file not yet whole was given up: nobody has written it for a while. */
    void givenUp(Path file);
}

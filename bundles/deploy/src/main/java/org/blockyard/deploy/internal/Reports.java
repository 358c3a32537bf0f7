package org.blockyard.deploy.internal;

import java.nio.file.Path;

/** Hears what became of files. */
interface Reports {
    /** A bundle is at work, for the first time or anew. */
    void deployed(String name, String version, Path file);

    /** A bundle is gone. */
    void removed(String name, String version, Path file);

    /** A file is not used; name and version are empty where they are not known. */
    void refused(String name, String version, Path file, String reason);
}

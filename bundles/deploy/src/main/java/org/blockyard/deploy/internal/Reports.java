package org.blockyard.deploy.internal;

import java.nio.file.Path;

/** Hears what became of files. */
interface Reports {
    /** A file is not used; name and version are empty where they are not known. */
    void refused(String name, String version, Path file, String reason);
}

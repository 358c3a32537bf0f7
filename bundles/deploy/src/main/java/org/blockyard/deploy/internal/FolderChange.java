package org.blockyard.deploy.internal;

import java.nio.file.Path;
import java.util.List;

/**
 * What is different in a folder since it was last looked at.
 *
 * @param appeared files that were not there
 * @param changed files that are there again, or with other content
 * @param vanished files that are no longer there
 */
record FolderChange(List<Path> appeared, List<Path> changed, List<Path> vanished) {
    boolean isEmpty() {
        return appeared.isEmpty() && changed.isEmpty() && vanished.isEmpty();
    }
}

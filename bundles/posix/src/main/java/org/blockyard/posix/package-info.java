/**
 * The system calls that Java does not offer. What is done for each request or at each open goes
 * through java.lang.foreign, what is rare through JNA; where neither works (another system, native
 * access denied), files fall back to Java's own channels and the rest fails with {@code ENOSYS}.
 */
@NullMarked
@Export
@Version("1.1.0")
package org.blockyard.posix;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

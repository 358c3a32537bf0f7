/**
 * The command line as GNU getopt_long reads it, for the tools: options anywhere, clustered,
 * abbreviated.
 */
@NullMarked
@Export
@Version("1.0.0")
package org.blockyard.cli;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

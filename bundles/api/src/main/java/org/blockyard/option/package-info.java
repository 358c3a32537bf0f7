/**
 * Typed options: a record is the schema; key=value, dotted keys, JSON and file names are read into
 * it.
 */
@NullMarked
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("1.1.0")
package org.blockyard.option;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;

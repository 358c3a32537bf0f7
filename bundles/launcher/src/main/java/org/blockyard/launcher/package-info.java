/** Starts the OSGi framework over a folder of bundles. */
@NullMarked
package org.blockyard.launcher;

import org.jspecify.annotations.NullMarked;

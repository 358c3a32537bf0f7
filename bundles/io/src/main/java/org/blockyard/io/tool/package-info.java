/** The I/O exerciser: single reads and writes, by commands. */
@NullMarked
package org.blockyard.io.tool;

import org.jspecify.annotations.NullMarked;

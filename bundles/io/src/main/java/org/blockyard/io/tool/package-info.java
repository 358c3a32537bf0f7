/** The tool {@code io}: reads and writes a disk by hand or by script. */
@NullMarked
package org.blockyard.io.tool;

import org.jspecify.annotations.NullMarked;

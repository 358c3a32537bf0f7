/** Finds and repairs contradictions between the mapping and the reference counts. */
@NullMarked
package org.blockyard.format.qcow2.internal.check;

import org.jspecify.annotations.NullMarked;

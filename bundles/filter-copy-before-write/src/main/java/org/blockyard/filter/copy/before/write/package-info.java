/** keeps a moment of a disk by copying blocks before they are overwritten. */
@NullMarked
package org.blockyard.filter.copy.before.write;

import org.jspecify.annotations.NullMarked;

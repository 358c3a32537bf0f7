/** Images without any structure. */
@NullMarked
package org.blockyard.format.raw;

import org.jspecify.annotations.NullMarked;

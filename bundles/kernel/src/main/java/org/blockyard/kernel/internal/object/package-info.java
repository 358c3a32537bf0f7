/** User-created objects, and the types that the kernel brings itself. */
@NullMarked
package org.blockyard.kernel.internal.object;

import org.jspecify.annotations.NullMarked;

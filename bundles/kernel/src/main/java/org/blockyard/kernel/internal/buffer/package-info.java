/** Memory for transfers. */
@NullMarked
package org.blockyard.kernel.internal.buffer;

import org.jspecify.annotations.NullMarked;

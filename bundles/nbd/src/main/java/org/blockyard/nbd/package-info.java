/** Serves one image over NBD. */
@NullMarked
package org.blockyard.nbd;

import org.jspecify.annotations.NullMarked;

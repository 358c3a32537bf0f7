/** Serves nodes over the NBD protocol. */
@NullMarked
package org.blockyard.export.nbd;

import org.jspecify.annotations.NullMarked;

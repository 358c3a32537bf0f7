/** A device without a medium, for measurements and tests. */
@NullMarked
package org.blockyard.protocol.nothing;

import org.jspecify.annotations.NullMarked;

/** The parts of the tool {@code nbd}. */
@NullMarked
package org.blockyard.nbd.internal;

import org.jspecify.annotations.NullMarked;

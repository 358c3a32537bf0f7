/** Management commands and events of all bundles. */
@NullMarked
package org.blockyard.kernel.internal.monitor;

import org.jspecify.annotations.NullMarked;

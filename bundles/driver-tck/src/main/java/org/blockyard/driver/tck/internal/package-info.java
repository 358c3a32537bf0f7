/** What the checks stand on: a kernel with the driver in it, and how the driver is watched. */
@NullMarked
package org.blockyard.driver.tck.internal;

import org.jspecify.annotations.NullMarked;

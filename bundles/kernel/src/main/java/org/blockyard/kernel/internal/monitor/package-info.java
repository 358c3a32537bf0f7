/**
 * Management commands and events of all bundles. Events are told one after the other, in the order
 * in which they came about.
 */
@NullMarked
package org.blockyard.kernel.internal.monitor;

import org.jspecify.annotations.NullMarked;

/** The interfaces that drivers, exports and front ends are written against. */
@NullMarked
package org.blockyard.driver;

import org.jspecify.annotations.NullMarked;

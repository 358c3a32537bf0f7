/** the moment that a copy-before-write filter keeps, as a disk of its own. */
@NullMarked
package org.blockyard.filter.snapshot.access;

import org.jspecify.annotations.NullMarked;

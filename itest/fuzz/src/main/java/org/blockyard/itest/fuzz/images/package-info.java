/** Damaged images: what of them is damaged, and what is done with them. */
@NullMarked
package org.blockyard.itest.fuzz.images;

import org.jspecify.annotations.NullMarked;

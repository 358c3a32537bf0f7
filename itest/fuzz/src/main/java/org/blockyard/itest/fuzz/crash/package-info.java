/** Tools killed while they write, and what they leave behind. */
@NullMarked
package org.blockyard.itest.fuzz.crash;

import org.jspecify.annotations.NullMarked;

/** The image tool: create, convert, check, info and the like. */
@NullMarked
package org.blockyard.img;

import org.jspecify.annotations.NullMarked;

@NullMarked
package org.blockyard.img.internal;

import org.jspecify.annotations.NullMarked;

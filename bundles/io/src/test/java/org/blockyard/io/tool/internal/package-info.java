@NullMarked
package org.blockyard.io.tool.internal;

import org.jspecify.annotations.NullMarked;

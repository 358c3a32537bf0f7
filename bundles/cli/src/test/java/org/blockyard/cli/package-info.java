@NullMarked
package org.blockyard.cli;

import org.jspecify.annotations.NullMarked;

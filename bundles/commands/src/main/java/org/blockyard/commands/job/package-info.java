/** Commands about jobs. */
@NullMarked
package org.blockyard.commands.job;

import org.jspecify.annotations.NullMarked;

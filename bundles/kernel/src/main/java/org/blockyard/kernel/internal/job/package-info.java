/**
 * Jobs: their states, and which verb is accepted in which. A job runs on a virtual thread of its
 * own and is paused, cancelled and completed at points that it offers; whoever asks for its state
 * gets a snapshot and never waits for it.
 */
@NullMarked
package org.blockyard.kernel.internal.job;

import org.jspecify.annotations.NullMarked;

/** As much of HTTP/1.1 as it takes to give one page to a local client, within bounds. */
@NullMarked
package org.blockyard.metrics.http;

import org.jspecify.annotations.NullMarked;

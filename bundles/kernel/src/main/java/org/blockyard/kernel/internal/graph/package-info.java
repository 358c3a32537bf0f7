/** The graph of nodes: names, edges, permissions, users and changes that are all or nothing. */
@NullMarked
package org.blockyard.kernel.internal.graph;

import org.jspecify.annotations.NullMarked;

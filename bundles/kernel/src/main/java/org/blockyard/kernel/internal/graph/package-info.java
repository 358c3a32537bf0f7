/**
 * The graph of nodes: names, edges, permissions, users, and changes that are all or nothing.
 *
 * <p>Two locks keep it. The lock of changes is held over a whole change, with all that a driver
 * does meanwhile; the lock of the structure only while holds and permissions are edited, never
 * while a driver is called. They are taken in this order. Requests take neither: they pass the gate
 * of their node ({@code internal.path}), which a change closes first.
 */
@NullMarked
package org.blockyard.kernel.internal.graph;

import org.jspecify.annotations.NullMarked;

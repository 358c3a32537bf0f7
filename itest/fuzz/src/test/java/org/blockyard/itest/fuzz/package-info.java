/** Short runs under fixed seeds. */
package org.blockyard.itest.fuzz;

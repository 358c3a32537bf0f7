/** Figures for people and for programs: medians, tables, a page in Markdown and its JSON. */
@NullMarked
package org.blockyard.itest.bench.report;

import org.jspecify.annotations.NullMarked;

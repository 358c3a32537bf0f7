package org.blockyard.format.vhdx;

import java.util.List;
import org.blockyard.format.kit.BlockTable;

/**
 * What an image's structures say.
 *
 * @param shape the disk
 * @param regions where the tables are
 * @param table the table of blocks
 * @param taken parts of the file that are no place for a block
 */
record VhdxLayout(DiskShape shape, RegionTable regions, BlockTable table, List<Region> taken) {}

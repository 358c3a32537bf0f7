package org.blockyard.filter.blkdebug;

import org.blockyard.option.Branch;

/**
 * The steps of drivers at which something can be made to happen, by the names that QEMU gives them.
 */
public enum DebugEvent {
    /** As its name says. */
    @Branch("l1_update")
    L1_UPDATE,
    /** As its name says. */
    @Branch("l1_grow_alloc_table")
    L1_GROW_ALLOC_TABLE,
    /** As its name says. */
    @Branch("l1_grow_write_table")
    L1_GROW_WRITE_TABLE,
    /** As its name says. */
    @Branch("l1_grow_activate_table")
    L1_GROW_ACTIVATE_TABLE,
    /** As its name says. */
    @Branch("l2_load")
    L2_LOAD,
    /** As its name says. */
    @Branch("l2_update")
    L2_UPDATE,
    /** As its name says. */
    @Branch("l2_update_compressed")
    L2_UPDATE_COMPRESSED,
    /** As its name says. */
    @Branch("l2_alloc_cow_read")
    L2_ALLOC_COW_READ,
    /** As its name says. */
    @Branch("l2_alloc_write")
    L2_ALLOC_WRITE,
    /** As its name says. */
    @Branch("read_aio")
    READ_AIO,
    /** As its name says. */
    @Branch("read_backing_aio")
    READ_BACKING_AIO,
    /** As its name says. */
    @Branch("read_compressed")
    READ_COMPRESSED,
    /** As its name says. */
    @Branch("write_aio")
    WRITE_AIO,
    /** As its name says. */
    @Branch("write_compressed")
    WRITE_COMPRESSED,
    /** As its name says. */
    @Branch("vmstate_load")
    VMSTATE_LOAD,
    /** As its name says. */
    @Branch("vmstate_save")
    VMSTATE_SAVE,
    /** As its name says. */
    @Branch("cow_read")
    COW_READ,
    /** As its name says. */
    @Branch("cow_write")
    COW_WRITE,
    /** As its name says. */
    @Branch("reftable_load")
    REFTABLE_LOAD,
    /** As its name says. */
    @Branch("reftable_grow")
    REFTABLE_GROW,
    /** As its name says. */
    @Branch("reftable_update")
    REFTABLE_UPDATE,
    /** As its name says. */
    @Branch("refblock_load")
    REFBLOCK_LOAD,
    /** As its name says. */
    @Branch("refblock_update")
    REFBLOCK_UPDATE,
    /** As its name says. */
    @Branch("refblock_update_part")
    REFBLOCK_UPDATE_PART,
    /** As its name says. */
    @Branch("refblock_alloc")
    REFBLOCK_ALLOC,
    /** As its name says. */
    @Branch("refblock_alloc_hookup")
    REFBLOCK_ALLOC_HOOKUP,
    /** As its name says. */
    @Branch("refblock_alloc_write")
    REFBLOCK_ALLOC_WRITE,
    /** As its name says. */
    @Branch("refblock_alloc_write_blocks")
    REFBLOCK_ALLOC_WRITE_BLOCKS,
    /** As its name says. */
    @Branch("refblock_alloc_write_table")
    REFBLOCK_ALLOC_WRITE_TABLE,
    /** As its name says. */
    @Branch("refblock_alloc_switch_table")
    REFBLOCK_ALLOC_SWITCH_TABLE,
    /** As its name says. */
    @Branch("cluster_alloc")
    CLUSTER_ALLOC,
    /** As its name says. */
    @Branch("cluster_alloc_bytes")
    CLUSTER_ALLOC_BYTES,
    /** As its name says. */
    @Branch("cluster_free")
    CLUSTER_FREE,
    /** As its name says. */
    @Branch("flush_to_os")
    FLUSH_TO_OS,
    /** As its name says. */
    @Branch("flush_to_disk")
    FLUSH_TO_DISK,
    /** As its name says. */
    @Branch("pwritev_rmw_head")
    PWRITEV_RMW_HEAD,
    /** As its name says. */
    @Branch("pwritev_rmw_after_head")
    PWRITEV_RMW_AFTER_HEAD,
    /** As its name says. */
    @Branch("pwritev_rmw_tail")
    PWRITEV_RMW_TAIL,
    /** As its name says. */
    @Branch("pwritev_rmw_after_tail")
    PWRITEV_RMW_AFTER_TAIL,
    /** As its name says. */
    @Branch("pwritev")
    PWRITEV,
    /** As its name says. */
    @Branch("pwritev_zero")
    PWRITEV_ZERO,
    /** As its name says. */
    @Branch("pwritev_done")
    PWRITEV_DONE,
    /** As its name says. */
    @Branch("empty_image_prepare")
    EMPTY_IMAGE_PREPARE,
    /** As its name says. */
    @Branch("l1_shrink_write_table")
    L1_SHRINK_WRITE_TABLE,
    /** As its name says. */
    @Branch("l1_shrink_free_l2_clusters")
    L1_SHRINK_FREE_L2_CLUSTERS,
    /** As its name says. */
    @Branch("cor_write")
    COR_WRITE,
    /** As its name says. */
    @Branch("cluster_alloc_space")
    CLUSTER_ALLOC_SPACE,
    /** Nothing in particular: the rule holds from the beginning. */
    @Branch("none")
    NONE
}

package org.blockyard.format.qcow2.option;

import java.util.Optional;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * How a qcow2 image is opened.
 *
 * @param file the node that holds the image
 * @param backing the node below it; what the image records, if left out
 * @param dataFile the node that holds guest data
 * @param lazyRefcounts whether reference counts may be written late; what the image says, if left
 *     out
 * @param passDiscardRequest whether the file is told of guests' discards; as the node's {@code
 *     discard}, if left out
 * @param passDiscardSnapshot whether the file is told of what deleting a snapshot frees
 * @param passDiscardOther whether the file is told of what anything else frees
 * @param discardNoUnref whether discarded clusters keep their place
 * @param overlapCheck how hard writes are kept from metadata
 * @param cacheSize bytes for all caches
 * @param l2CacheSize bytes for L2 entries
 * @param l2CacheEntrySize bytes of an L2 table that are cached together
 * @param refcountCacheSize bytes for reference counts
 * @param cacheCleanInterval seconds after which unused L2 entries are dropped
 * @param encrypt how guest data are decrypted
 */
public record Qcow2Options(
        @Option("node that holds the image") ChildRef file,
        @Option("node below it, or null for none; by default what the image records")
                Optional<ChildRef> backing,
        @Option("node that holds guest data") Optional<ChildRef> dataFile,
        @Option("write reference counts late; by default what the image says")
                Optional<Boolean> lazyRefcounts,
        @Option("tell the file of discards by guests; by default as the node's discard option")
                Optional<Boolean> passDiscardRequest,
        @Option(value = "tell the file of what deleting a snapshot frees", byDefault = "on")
                boolean passDiscardSnapshot,
        @Option(value = "tell the file of what anything else frees", byDefault = "off")
                boolean passDiscardOther,
        @Option(value = "let discarded clusters keep their place", byDefault = "off")
                boolean discardNoUnref,
        @Option("checks before writing: none, constant, cached, all, or an object of them")
                Optional<Object> overlapCheck,
        @Option(value = "bytes for all metadata caches", size = true, min = 1)
                Optional<Long> cacheSize,
        @Option(value = "bytes for the L2 cache", size = true, min = 1) Optional<Long> l2CacheSize,
        @Option(
                        value = "bytes of an L2 table that are cached together",
                        size = true,
                        min = 512,
                        max = 2 << 20,
                        powerOfTwo = true)
                Optional<Integer> l2CacheEntrySize,
        @Option(value = "bytes for the refcount cache", size = true, min = 1)
                Optional<Long> refcountCacheSize,
        @Option(
                        value = "seconds after which unused L2 entries are dropped, 0 for never",
                        min = 0,
                        max = 1 << 20)
                Optional<Integer> cacheCleanInterval,
        @Option("how guest data are decrypted") Optional<Qcow2Key> encrypt) {}

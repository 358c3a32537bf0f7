package org.blockyard.export;

import java.util.Optional;
import org.blockyard.option.Option;

/**
 * The options that every export has.
 *
 * @param type the export type
 * @param id unique among exports
 * @param nodeName the node to serve
 * @param writable whether clients may write
 * @param writethrough whether each write is flushed
 * @param iothread the iothread object whose threads serve its clients
 * @param fixedIothread whether it stays with that iothread, or with none
 * @param allowInactive whether an inactive node is served as it is
 */
public record ExportOptions(
        @Option("export type") String type,
        @Option("unique id of the export") String id,
        @Option("node to be exported") String nodeName,
        @Option(value = "let clients write", byDefault = "off") boolean writable,
        @Option(value = "flush after each write", byDefault = "off") boolean writethrough,
        @Option("iothread object whose threads serve its clients") Optional<String> iothread,
        @Option("whether it stays with that iothread") Optional<Boolean> fixedIothread,
        @Option(value = "serve an inactive node as it is", byDefault = "off", since = "10.0")
                boolean allowInactive) {}

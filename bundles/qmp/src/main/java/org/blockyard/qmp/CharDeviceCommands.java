package org.blockyard.qmp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.monitor.RecordCommand;
import org.blockyard.option.NoOptions;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.OptionType;
import org.blockyard.qmp.chardev.Backend;
import org.blockyard.qmp.chardev.CharDevices;
import org.blockyard.qmp.chardev.RingBuffer;

/** The commands about character devices. */
final class CharDeviceCommands {
    private final CharDevices devices;

    private CharDeviceCommands(CharDevices devices) {
        this.devices = devices;
    }

    /** The commands over these devices. */
    static List<ManagementCommand> over(CharDevices devices) {
        var commands = new CharDeviceCommands(devices);
        return List.of(
                commands.new Query(),
                new QueryBackends(),
                commands.new Add(),
                commands.new Change(),
                commands.new Remove(),
                commands.new SendBreak(),
                commands.new RingWrite(),
                commands.new RingRead());
    }

    record ChardevInfo(
            @Option("id of the device") String label,
            @Option("where it leads") String filename,
            @Option("whether someone uses it and a client is connected") boolean frontendOpen) {}

    record ChardevBackendInfo(@Option("name of the kind") String name) {}

    record ChardevReturn(@Option("name of the terminal that was made") Optional<String> pty) {}

    record Definition(
            @Option("id of the device") String id, @Option("kind and settings") Backend backend) {}

    record Named(@Option("id of the device") String id) {}

    enum DataFormat {
        /** As text. */
        UTF8,
        /** As base64. */
        BASE64
    }

    record RingInput(
            @Option("id of the device") String device,
            @Option("what to write") String data,
            @Option(value = "how the data are written", byDefault = "utf8") DataFormat format) {}

    record RingOutput(
            @Option("id of the device") String device,
            @Option("how many bytes at most") long size,
            @Option(value = "how the data are to be written", byDefault = "utf8")
                    DataFormat format) {}

    private final class Query extends RecordCommand<NoOptions> {
        Query() {
            super(
                    "query-chardev",
                    "Tells the character devices.",
                    NoOptions.class,
                    listOf(ChardevInfo.class));
        }

        @Override
        protected Object run(NoOptions none, CommandContext context) {
            return devices.list().stream()
                    .map(
                            entry -> {
                                var filename = entry.device().filename();
                                boolean open =
                                        entry.used() && !filename.startsWith("disconnected:");
                                return new ChardevInfo(entry.id(), filename, open);
                            })
                    .map(OptionSchema.of(ChardevInfo.class)::write)
                    .toList();
        }
    }

    private static final class QueryBackends extends RecordCommand<NoOptions> {
        QueryBackends() {
            super(
                    "query-chardev-backends",
                    "Tells the kinds of character devices there are.",
                    NoOptions.class,
                    listOf(ChardevBackendInfo.class));
        }

        @Override
        protected Object run(NoOptions none, CommandContext context) {
            return CharDevices.kinds().stream()
                    .map(kind -> Map.<String, Object>of("name", kind))
                    .toList();
        }
    }

    private final class Add extends RecordCommand<Definition> {
        Add() {
            super(
                    "chardev-add",
                    "Makes a character device.",
                    Definition.class,
                    one(ChardevReturn.class));
        }

        @Override
        protected Object run(Definition definition, CommandContext context) throws IOException {
            try {
                devices.add(definition.id(), definition.backend().data());
            } catch (BlockException e) {
                throw e.kind() == ErrorKind.EXISTS && e.sentence().startsWith("Chardev with id")
                        ? e
                        : e.prefix("Failed to add chardev '" + definition.id() + "': ");
            }
            return Map.of();
        }
    }

    private final class Change extends RecordCommand<Definition> {
        Change() {
            super(
                    "chardev-change",
                    "Puts another character device in the place of one that nobody uses.",
                    Definition.class,
                    one(ChardevReturn.class));
        }

        @Override
        protected Object run(Definition definition, CommandContext context) throws IOException {
            devices.change(definition.id(), definition.backend().data());
            return Map.of();
        }
    }

    private final class Remove extends RecordCommand<Named> {
        Remove() {
            super("chardev-remove", "Removes a character device that nobody uses.", Named.class);
        }

        @Override
        protected Object run(Named named, CommandContext context) throws IOException {
            devices.remove(named.id());
            return Map.of();
        }
    }

    private final class SendBreak extends RecordCommand<Named> {
        SendBreak() {
            super(
                    "chardev-send-break",
                    "Tells the user of a character device of a break; monitors take no notice of it.",
                    Named.class);
        }

        @Override
        protected Object run(Named named, CommandContext context) throws IOException {
            devices.require(named.id());
            return Map.of();
        }
    }

    private final class RingWrite extends RecordCommand<RingInput> {
        RingWrite() {
            super("ringbuf-write", "Writes to a ring buffer device.", RingInput.class);
        }

        @Override
        protected Object run(RingInput input, CommandContext context) throws IOException {
            ring(input.device()).write(decode(input));
            return Map.of();
        }

        private byte[] decode(RingInput input) throws BlockException {
            if (input.format() == DataFormat.UTF8) {
                return input.data().getBytes(StandardCharsets.UTF_8);
            }
            try {
                return Base64.getDecoder().decode(input.data());
            } catch (IllegalArgumentException e) {
                throw new BlockException(
                        ErrorKind.INVALID_OPTION, "Base64 data contains invalid characters", e);
            }
        }
    }

    private final class RingRead extends RecordCommand<RingOutput> {
        RingRead() {
            super(
                    "ringbuf-read",
                    "Takes the oldest bytes out of a ring buffer device.",
                    RingOutput.class,
                    Optional.of(new OptionType.Text(Long.MAX_VALUE)));
        }

        @Override
        protected Object run(RingOutput output, CommandContext context) throws IOException {
            var buffer = ring(output.device());
            if (output.size() <= 0) {
                throw new BlockException(
                        ErrorKind.INVALID_OPTION, "size must be greater than zero");
            }
            var taken = buffer.take(output.size());
            return output.format() == DataFormat.BASE64
                    ? Base64.getEncoder().encodeToString(taken)
                    : new String(taken, StandardCharsets.UTF_8);
        }
    }

    private RingBuffer ring(String id) throws BlockException {
        var entry =
                devices.find(id)
                        .orElseThrow(
                                () ->
                                        new BlockException(
                                                ErrorKind.NOT_FOUND,
                                                "Device '" + id + "' not found"));
        if (entry.device() instanceof RingBuffer buffer) {
            return buffer;
        }
        throw new BlockException(ErrorKind.INVALID_OPTION, id + " is not a ringbuf device");
    }
}
